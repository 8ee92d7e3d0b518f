"""What lies in a place, for the jobs that take from it or bring to it."""

from __future__ import annotations

from datetime import date

from tracker.inventory.facts import Holding, Item, LotState
from tracker.jobs.desk import Desk, Done, JobName
from tracker.tui.panes.pane import shelf_name
from tracker.tui.showing import EXPIRED, expiry_words
from tracker.tui.tables import Column, Row

Contents = tuple[tuple[Item, Holding], ...]
SHOWN = 200


def stock_columns(title: str) -> tuple[Column, ...]:
    return (Column(title), Column("on hand", 7, True), Column("where", 12), Column("lot", 8), Column("expires", 11))


def stock_row(item: Item, holding: Holding, today: date) -> Row:
    lot = holding.lot
    is_held = lot.state is not LotState.USABLE
    is_expired = lot.expiry is not None and lot.expiry < today
    until = lot.state.value.upper() if is_held else EXPIRED if is_expired else expiry_words(lot.expiry, today)
    sign, style = ("✖", "$text-error") if is_held or is_expired else ("", "")
    cells = (item.name, str(holding.quantity), shelf_name(holding.place), lot.number or "–", until)
    return Row(cells, sign, style)


def stock_rows(contents: Contents, today: date) -> tuple[Row, ...]:
    return tuple(stock_row(item, holding, today) for item, holding in contents[:SHOWN])


def done_rows(desk: Desk, jobs: tuple[JobName, ...]) -> tuple[Row, ...]:
    """What these jobs have posted in this shift, newest first."""
    done: list[Done] = [each for each in reversed(desk.history) if each.job in jobs]
    return tuple(
        Row((each.item, str(each.quantity), each.text), "↶" if each.is_undone else "✔", _style(each)) for each in done
    )


def _style(done: Done) -> str:
    return "$muted strike" if done.is_undone else ""
