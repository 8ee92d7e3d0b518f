"""The desk as it was after a scan that is in the journal already: a recording that was cut goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.hardware.scan import Scan
from tracker.inventory import queries
from tracker.inventory.facts import Place, WasteReason
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.orders import Reverse, Undamage, Unopen
from tracker.inventory.stock_transfers import stock_transfer
from tracker.inventory.subjects import PersonSubject
from tracker.jobs.custody.collecting import unidentified
from tracker.jobs.custody.dispatch import opened
from tracker.jobs.custody.listing import ACCEPTABLE
from tracker.jobs.custody.work import Arriving, Handing, Listed, Mark
from tracker.jobs.desk import HISTORY, Desk, Done, JobName, LastScan, Paper, Step
from tracker.jobs.outcomes import fresh
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.people.staff import name_of
from tracker.specimens.facts import Specimen
from tracker.specimens.queries import released_by, specimens_numbered
from tracker.station.wording import ALREADY_STORED, STORED_UNREADABLE, STORED_WITH_A_PACK_OPEN
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Stored:
    """What the journal tells of a scan: its verdict's code, what the desk was, and what changed."""

    verdict: str
    desk: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...]
    by: str | None


def context(desk: Desk) -> dict[str, Value]:
    """A desk in the journal's words: codes, no row ids, and nothing that a scan said."""
    words: dict[str, Value] = {"job": desk.job.value}
    if desk.room is not None:
        words["room"] = desk.room.code
    if desk.target is not None:
        words["target"] = desk.target.code
    if desk.delivery is not None:
        words["order"] = desk.delivery.number
    if desk.turned_away:
        words["turned_away"] = desk.turned_away
    if desk.orderless:
        words["orderless"] = list(desk.orderless)
    if desk.elsewhere:
        words["elsewhere"] = desk.elsewhere
    if desk.document:
        words["document"] = desk.document
    if desk.recall:
        words["recall"] = desk.recall
    if desk.shipment is not None:
        words["transfer"] = desk.shipment.number
    if desk.quantity is not None:
        words["quantity"] = desk.quantity
    if desk.reason is not None:
        words["reason"] = desk.reason.value
    if desk.paper is not None:
        words["paper_by"] = desk.paper.entered_by.badge
        if desk.paper.at is not None:
            words["paper_at"] = stamp(desk.paper.at)
        if desk.paper.day is not None:
            words["paper_day"] = desk.paper.day.isoformat()
    waits = (desk.question, desk.half, desk.early, desk.matter, desk.uncounted)
    if any(each is not None for each in waits):
        words["open"] = True
    return words


def stored(connection: Connection, scan: Scan) -> Stored | None:
    """What the journal tells of this very scan; None where it never reached the disk."""
    found = connection.exec_driver_sql(
        "SELECT j.body FROM scan s JOIN journal j ON j.event_id = s.id WHERE s.id = ?", (scan.id,)
    ).first()
    if found is None:
        return None
    body = json.loads(found[0])
    return Stored(body["verdict"], body.get("desk", {}), tuple(body.get("changes", ())), body.get("by"))


def not_again(desk: Desk) -> Step:
    """A stored scan of which nothing is kept: a letter of a patient's answer, or what was erased.

    Whatever is handed in under its identity could be anything, and would be recorded nowhere: so that it enters nothing, and
    whoever was being identified is not.
    """
    return Step(unidentified(desk), STORED_UNREADABLE)


def resumed(connection: Connection, desk: Desk, scan: Scan, told: Stored, again: Step) -> Step:
    """The desk behind a stored scan. ``again`` is what the scan leads to on today's facts, with nothing carried out.

    Where that comes to the same verdict and the same desk, it is the desk in full, question and all. Where the ledger has
    moved on since, the journal's words give job, places, quantity and reason; an open pack must be scanned again.
    """
    if desk.last == LastScan(scan.data, scan.device, scan.at):
        return Step(desk, ALREADY_STORED)
    if again.verdict.code == told.verdict and context(again.desk) == told.desk:
        return Step(_listed_anew(connection, again.desk), ALREADY_STORED)
    verdict = STORED_WITH_A_PACK_OPEN if told.desk.get("open") else ALREADY_STORED
    restored = replace(
        _in_words(connection, desk, told),
        history=_history(connection, desk, scan, told),
        latched=verdict if verdict is STORED_WITH_A_PACK_OPEN else None,
        last=None if again.is_private else LastScan(scan.data, scan.device, scan.at),
    )
    # A list of tubes is read from the records again as badges and racks are; until then what is in hand stays.
    is_same_job = restored.job is desk.job
    return Step(_listed_anew(connection, _cut(restored)) if is_same_job else opened(restored), verdict)


def _in_words(connection: Connection, desk: Desk, told: Stored) -> Desk:
    """The desk as far as the journal tells it."""
    words = told.desk
    reason = words.get("reason")
    return replace(
        fresh(desk),
        job=JobName(words.get("job", desk.job)),
        room=_place(connection, words.get("room")),
        target=_place(connection, words.get("target")),
        delivery=purchase_order(connection, words["order"]) if "order" in words else None,
        turned_away=words.get("turned_away", ""),
        orderless=_codes(words.get("orderless")),
        elsewhere=words.get("elsewhere", ""),
        document=words.get("document", ""),
        recall=words.get("recall", ""),
        shipment=stock_transfer(connection, words["transfer"]) if "transfer" in words else None,
        quantity=words.get("quantity"),
        reason=WasteReason(reason) if reason else None,
        half=None,
        operator=_operator(connection, told.by),
        paper=_paper(connection, words),
    )


def _cut(desk: Desk) -> Desk:
    """What this scan put on a list may not be on it. Only a giver's own list is known all the same: what he has released."""
    work = desk.work
    if not isinstance(work, Handing) or (work.giver is not None and not isinstance(work, Arriving)):
        return desk
    return replace(desk, work=replace(work, is_cut=True))


def _listed_anew(connection: Connection, desk: Desk) -> Desk:
    """A hand-off's list as the records have it now: what was taken back waits again, and so does all else that its giver has
    released. What is told at the end must be true, whatever came after the recording."""
    work = desk.work
    if not isinstance(work, Handing):
        return desk
    now = {each.number: each for each in specimens_numbered(connection, [one.specimen.number for one in work.listed])}
    listed = tuple(_as_it_is(each, now[each.specimen.number]) for each in work.listed)
    released = released_by(connection, work.giver.code) if work.giver is not None else ()
    more = tuple(Listed(each) for each in released if each.number not in now)
    return replace(desk, work=replace(work, listed=(*listed, *more)))


def _as_it_is(line: Listed, now: Specimen) -> Listed:
    is_open = now.state in ACCEPTABLE and line.mark is not Mark.MISSING
    return Listed(now, Mark.WAITING) if is_open else replace(line, specimen=now)


def _place(connection: Connection, code: str | None) -> Place | None:
    return queries.place_by_code(connection, code) if code is not None else None


def _codes(told: object) -> tuple[str, ...]:
    """The items said to be of no order. What was said of a whole delivery, as it once was, is asked anew."""
    return tuple(str(code) for code in told) if isinstance(told, list) else ()


def _operator(connection: Connection, badge: str | None) -> PersonSubject | None:
    name = name_of(connection, badge) if badge is not None else None
    return PersonSubject(badge, name) if badge is not None and name else None


def _paper(connection: Connection, words: Mapping[str, Any]) -> Paper | None:
    entered_by = _operator(connection, words.get("paper_by"))
    if entered_by is None:
        return None
    at, day = words.get("paper_at"), words.get("paper_day")
    return Paper(entered_by, datetime.fromisoformat(at) if at else None, day=date.fromisoformat(day) if day else None)


def _history(connection: Connection, desk: Desk, scan: Scan, told: Stored) -> tuple[Done, ...]:
    """The desk's history with what this scan moved or took back, so that UNDO finds it."""
    history = desk.history
    undone = {change["of"] for change in told.changes if change["do"] in ("undo", "unpark", "uncount", "unopen")}
    history = tuple(replace(done, is_undone=True) if done.scan_id in undone else done for done in history)
    lines = [line for change in told.changes if change["do"] != "undo" for line in change.get("lines", ())]
    openings = [change for change in told.changes if change["do"] == "open"]
    damages = [change for change in told.changes if change["do"] == "damaged"]
    if not (lines or openings or damages) or any(done.scan_id == scan.id for done in history):
        return history
    first = (lines or openings or damages)[0]
    name = connection.exec_driver_sql("SELECT name FROM item WHERE code = ?", (first["item"],)).scalar()
    text = f"damaged, order {first['order']}" if damages else f"lot {first['lot']}" if first["lot"] else ""
    quantity = sum(line["quantity"] for line in lines or openings or damages)
    undo = Reverse(scan.id) if lines else Unopen(scan.id) if openings else Undamage(scan.id)
    job = JobName(told.desk.get("job", desk.job))
    done = Done(scan.id, scan.at, job, quantity, str(name), text, (undo,))
    return (*history, done)[-HISTORY:]
