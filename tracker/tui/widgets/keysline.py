"""The bottom line: the keys that work now. One widget, where Textual's footer mounts one for each key."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tracker.tui.showing import line


class KeysLine(Widget):
    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        parts: list[tuple[object, str] | str] = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.key_display:
                parts += [(f" {binding.key_display}", "bold $accent"), (f" {binding.description}", "")]
        return line(*parts)
