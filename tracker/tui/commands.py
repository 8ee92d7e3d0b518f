"""The command palette: ``area: action``, and only what can be done now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher
from textual.types import IgnoreReturnCallbackType

from tracker.text import safe
from tracker.tui.screens.doing import Doing
from tracker.tui.showing import lines, text
from tracker.tui.themes import THEMES

Named = tuple[str, str, IgnoreReturnCallbackType]


class Commands(Provider):
    async def discover(self) -> Hits:
        for name, says, call in self._all():
            yield DiscoveryHit(_shown(text(name), says), call, text=safe(name))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, says, call in self._all():
            score = matcher.match(safe(name))
            if score > 0:
                yield Hit(score, _shown(_highlighted(matcher, name), says), call, text=safe(name))

    def _all(self) -> Iterator[Named]:
        bench = self.screen
        if isinstance(bench, Doing):
            for offer in bench.possible():
                yield offer.name, offer.says, partial(bench.take_offer, offer)
        for theme in THEMES:
            yield f"theme: {theme.name}", "colours of the screen", partial(setattr, self.app, "theme", theme.name)
        yield "app: quit", "Ctrl+Q", self.app.action_quit


def _shown(name: Content, says: str) -> Content:
    """Textual reads markup out of a hit's own help, so that what an offer says is the second line of its name."""
    return lines([name, text(says, "$muted")]) if says else name


def _highlighted(matcher: Matcher, name: str) -> Content:
    """``name`` with the letters that were typed; Textual's own ``highlight`` reads markup out of it."""
    shown = text(name)
    _, offsets = matcher.fuzzy_search.match(matcher.query, shown.plain)
    for offset in offsets:
        shown = shown.stylize(matcher.match_style, offset, offset + 1)
    return shown
