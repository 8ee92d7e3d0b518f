"""Keys for one line to order: how many packs of it, of which suppliers, or a transfer from another site instead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.text import safe
from tracker.tui.screens.with_one_order import REORDER, WithOneOrder

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.ordering.proposing import WhatIf
    from tracker.inventory.ordering.splitting import Way
    from tracker.inventory.ordering.trading_off import TradeOff
    from tracker.inventory.stock_transfer_facts import StockTransfer
    from tracker.tui.panes.reorder import ReorderPane


class WithLines(WithOneOrder):
    view: str

    def _change_line(self) -> None:
        """How many packs; where it is split, of each part."""
        from tracker.tui.dialogs.packs import PacksDialog
        from tracker.tui.panes.reorder_made import key_of

        pane = self.reorder_pane
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None or pane.today is None:
            return
        if chosen.packed is None:
            self._refuse("Nobody knows in what pack it comes: tracker import offers FILE")
        elif len(pane.made.parts(key_of(chosen))) > 1:
            self.on_reorder_pane_splitting()
        else:
            dialog = PacksDialog(chosen, pane.today, pane.tried.service, pane.tried.review_days)
            self._open(dialog, lambda line: pane.change(line) if line is not None else None)

    def on_reorder_pane_splitting(self) -> None:
        """Ask who offers it, on a worker thread, then how many of each."""
        pane = self.reorder_pane
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None:
            return
        item_id = chosen.situation.item.id
        self.link.ask(lambda reader: reader.ways(item_id), lambda ways: self._split(pane, chosen, ways), "ways")

    def _split(self, pane: ReorderPane, chosen: Line, ways: tuple[Way, ...]) -> None:
        from tracker.inventory.ordering.proposing import WhatIf
        from tracker.tui.dialogs.split import SplitDialog
        from tracker.tui.panes.reorder_made import key_of

        if pane.today is None or pane.chosen is not chosen or self.app.screen is not self:
            return
        if not ways:
            self._refuse("No supplier's offer of it is known: tracker import offers FILE")
            return
        what_if = WhatIf(pane.tried.service, pane.tried.review_days)
        dialog = SplitDialog(pane.made.proposed_of(chosen), pane.made.parts(key_of(chosen)), ways, pane.today, what_if)
        self._open(dialog, lambda parts: pane.change(*parts) if parts else None)

    def on_reorder_pane_transferring(self) -> None:
        """Draft a shipment of what another site has too much of; it counts as on order, and packs move when they are scanned
        there."""
        pane, station = self.reorder_pane, self.link.station
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None or station is None:
            return
        line = pane.made.proposed_of(chosen)
        if line.spare is None:
            self._refuse("No other site has more of it than its own level: order it.")
            return
        said = (
            f"{line.spare.quantity} {line.situation.item.base_unit} are to come from {line.spare.site}. There: TRANSFER,"
            f" its shelf, a shelf of {line.situation.site}, the packs."
        )

        def drafted(shipment: StockTransfer) -> None:
            pane.read_anew()
            self.app.notify(f"✔ DRAFT SHIPMENT  {safe(shipment.number)}  {safe(said, 400)}", markup=False, timeout=15)

        def failed(words: str) -> None:
            pane.read_anew()
            self._refuse(f"NOT DONE  {words}")

        self.link.do(partial(station.shipping.plan, line), drafted, failed, "shipping")

    def on_reorder_pane_weighing(self) -> None:
        """Try every line at every service level, on a worker thread, then draw it."""
        pane = self.reorder_pane
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None:
            return
        service, review_days = pane.tried.service, pane.tried.review_days
        lines, line = pane.made.proposed, pane.made.proposed_of(chosen)

        def tried() -> tuple[TradeOff, TradeOff, WhatIf]:
            from tracker.inventory.ordering.proposing import WhatIf
            from tracker.inventory.ordering.trading_off import trade_off

            what_if = WhatIf(service, review_days)
            return trade_off(lines, what_if), trade_off((line,), what_if), what_if

        def drawn(found: tuple[TradeOff, TradeOff, WhatIf]) -> None:
            from tracker.tui.dialogs.curve import CurveDialog

            if self.app.screen is self and self.view == REORDER:
                self._open(CurveDialog(line.situation.item.name, *found), lambda _: None)

        self.app.notify("Trying each line at each service level …", markup=False, timeout=2)
        self.link.do(tried, drawn, self._refuse, "curve")

    def _refuse(self, words: str) -> None:
        self.app.bell()
        self.app.notify(f"✖ {safe(words)}", severity="error", markup=False)
