"""Panes by name, imported and made when first looked at: all of them would double the time to the first screen."""

from __future__ import annotations

from typing import Any

from tracker.tui.panes.pane import Pane


def made_pane(name: str) -> Pane[Any]:
    """The pane of a job or view. KeyError for a name that has none."""
    from tracker.tui.panes.arrive import ArrivePane
    from tracker.tui.panes.bags import PackPane, ShipPane
    from tracker.tui.panes.board import BoardPane
    from tracker.tui.panes.camera import CameraPane
    from tracker.tui.panes.closed import ClosedPane
    from tracker.tui.panes.collect import CollectPane
    from tracker.tui.panes.counting import CountPane
    from tracker.tui.panes.counting_sheet import CountSheetPane, CountsPane
    from tracker.tui.panes.devices import DevicesPane
    from tracker.tui.panes.duties import DutiesPane
    from tracker.tui.panes.expiring import ExpiringPane
    from tracker.tui.panes.find import FindPane
    from tracker.tui.panes.hand_off import HandOffPane
    from tracker.tui.panes.item import ItemPane
    from tracker.tui.panes.lab import LabPane
    from tracker.tui.panes.labels import LabelsPane
    from tracker.tui.panes.opened import OpenedPane
    from tracker.tui.panes.orders import OrdersPane
    from tracker.tui.panes.par import ParPane
    from tracker.tui.panes.parked import ParkedPane
    from tracker.tui.panes.pull import PullPane, ReturnPane
    from tracker.tui.panes.recalls import RecallsPane
    from tracker.tui.panes.receive import ReceivePane
    from tracker.tui.panes.reorder import ReorderPane
    from tracker.tui.panes.restock import RestockPane
    from tracker.tui.panes.review import ReviewPane
    from tracker.tui.panes.store import StorePane
    from tracker.tui.panes.transfer import TransferPane
    from tracker.tui.panes.transfers import TransfersPane
    from tracker.tui.panes.unplaced import UnplacedPane
    from tracker.tui.panes.using import UsingPane

    kinds: dict[str, type[Pane[Any]]] = {
        "restock": RestockPane,
        "receive": ReceivePane,
        "use": UsingPane,
        "transfer": TransferPane,
        "count": CountPane,
        "opened": OpenedPane,
        "pull": PullPane,
        "return": ReturnPane,
        "recalls": RecallsPane,
        "review": ReviewPane,
        "find": FindPane,
        "board": BoardPane,
        "collect": CollectPane,
        "store": StorePane,
        **dict.fromkeys(("spin", "test", "aliquot", "pool", "retrieve", "dispose"), LabPane),
        "pack": PackPane,
        "ship": ShipPane,
        "arrive": ArrivePane,
        "hand_off": HandOffPane,
        "devices": DevicesPane,
        "camera": CameraPane,
        "labels": LabelsPane,
        "parked": ParkedPane,
        "reorder": ReorderPane,
        "orders": OrdersPane,
        "counts": CountsPane,
        "count_sheet": CountSheetPane,
        "duties": DutiesPane,
        "par": ParPane,
        "transfers": TransfersPane,
        "expiring": ExpiringPane,
        "item": ItemPane,
        "unplaced": UnplacedPane,
        "closed": ClosedPane,
    }
    return kinds[name](id=name)
