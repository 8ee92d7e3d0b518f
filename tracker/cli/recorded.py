"""``--record FILE``: what a source sends, kept to be played again, with a word on what is then in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import say

if TYPE_CHECKING:
    from tracker.hardware.sources.raw import Tap
    from tracker.hardware.sources.source import Source


def recorded(url: str, path: Path, opened: Callable[..., Source]) -> Source:
    """The source at ``url``, recorded to ``path``; ``opened(tap=...)`` opens it."""
    from tracker.hardware.sources.recorder import open_recorded
    from tracker.hardware.sources.tape import WARNING

    def with_tap(tap: Tap | None) -> Source:
        return opened(tap=tap)

    source = open_recorded(url, path, with_tap)
    say(f"! Recording to {path}. {WARNING}")
    return source
