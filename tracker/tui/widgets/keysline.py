"""The bottom line: the keys that work now. One widget, where Textual's footer mounts one for each key."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from tracker.tui.showing import line

SLOTS = {"F1": 4, "F2": 4, "F3": 2, "F4": 4, "F5": 4, "F6": 5, "F7": 5, "F8": 4, "F9": 4, "F10": 4}
"""Columns kept for each key's word, so that no key moves when another one comes or goes; 81 in all with the first blank."""
FULL_WIDTH = 80


class KeysLine(Widget):
    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        shown: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.key_display:
                shown[binding.key_display] = binding
        parts: list[tuple[object, str] | str] = []
        for key, width in SLOTS.items():
            parts += _slot(key, shown.get(key), width, is_kept=self.content_size.width >= FULL_WIDTH)
        return line(*parts)[1:] if self.content_size.width < FULL_WIDTH + 1 else line(*parts)


def _slot(key: str, binding: Binding | None, width: int, *, is_kept: bool) -> list[tuple[object, str] | str]:
    """A key and its word, or as many blanks; a narrow terminal has no room for blanks."""
    if binding is None:
        return [" " * (len(key) + 2 + width)] if is_kept else []
    word = binding.description.ljust(width) if is_kept else binding.description
    return [(f" {key}", "bold $accent"), f" {word}"]
