"""What jobs say about places: opened, set, looked into, and not the right ones."""

from __future__ import annotations

from tracker.inventory.facts import Place, PlaceKind
from tracker.inventory.subjects import PlaceSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import place_name


def lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def room_opened(subject: PlaceSubject) -> Verdict:
    lacking = sum(1 for need in subject.needs if need.lacks > 0)
    aside = (f"{lines(lacking)} to take" if lacking else "nothing to take") + _to_pull(subject)
    ways = "Scan what goes on the shelf." if lacking else "Scan the next room, or DONE."
    if subject.pulls:
        ways = f"Take out what is expired or recalled, and scan it. {ways}"
    return Verdict(Code.ROOM_OPENED, Tone.NOTE, "ROOM OPEN", place_name(subject.place), aside, "", ways)


def _to_pull(subject: PlaceSubject) -> str:
    return f" · pull {len(subject.pulls)}" if subject.pulls else ""


def contents(subject: PlaceSubject) -> Verdict:
    items = {item.id for item, _ in subject.holdings}
    count = "empty" if not items else f"{len(items)} item" + ("" if len(items) == 1 else "s")
    lots = {(item.id, holding.lot.id) for item, holding in subject.holdings}
    detail = f"{len(lots)} lots" if len(lots) > len(items) else ""
    way_out = "Expired or recalled stock stands here: scan WASTE, and pull it." if subject.pulls else ""
    return Verdict(
        Code.FOUND, Tone.NOTE, "FOUND", place_name(subject.place), count + _to_pull(subject), detail, way_out
    )


def place_set(job: JobName, place: Place, role: str, way_out: str) -> Verdict:
    return Verdict(Code.PLACE_SET, Tone.NOTE, job.upper(), f"{role} {place_name(place)}", "", "", way_out)


def no_target(job: JobName) -> Verdict:
    what = "the store shelf that it goes to" if job is JobName.RECEIVE else "the place it goes to"
    return Verdict(Code.NO_TARGET, Tone.REFUSE, "WHERE TO?", f"Scan {what} first, then the pack again.")


def wrong_place(place: Place, why: str, way_out: str) -> Verdict:
    return Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", place_name(place), "", why, way_out)


def no_stock_kept(place: Place) -> Verdict:
    return wrong_place(place, "this is an account, not a place in the building", "Scan a room, cabinet or bin.")


def not_a_room(place: Place) -> Verdict:
    if place.kind is PlaceKind.SITE:
        return wrong_place(place, "this is the whole site", "Scan a room in it.")
    return wrong_place(place, "this is the store, where stock is taken from", "Scan the room that is to be restocked.")


def not_a_store(place: Place) -> Verdict:
    return wrong_place(place, "deliveries are received into the store", "Scan a store shelf; then RESTOCK or TRANSFER.")


def in_no_site(place: Place) -> Verdict:
    why = "it is in no site: no report and no order would know of what comes here"
    return wrong_place(place, why, "Scan another shelf; the lead writes its room's site: tracker import locations.")


def same_place(place: Place) -> Verdict:
    return wrong_place(place, "it comes from there already", "Scan the place that it goes to.")
