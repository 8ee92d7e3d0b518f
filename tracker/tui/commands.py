"""The command palette: ``area: action``, and only what can be done now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from tracker.tui.screens.doing import Doing
from tracker.tui.themes import THEMES

Named = tuple[str, str, IgnoreReturnCallbackType]


class Commands(Provider):
    async def discover(self) -> Hits:
        for name, says, call in self._all():
            yield DiscoveryHit(name, call, help=says)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, says, call in self._all():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), call, help=says)

    def _all(self) -> Iterator[Named]:
        bench = self.screen
        if isinstance(bench, Doing):
            for offer in bench.possible():
                yield offer.name, offer.says, partial(bench.take_offer, offer)
        for theme in THEMES:
            yield f"theme: {theme.name}", "colours of the screen", partial(setattr, self.app, "theme", theme.name)
        yield "app: quit", "Ctrl+Q", self.app.action_quit
