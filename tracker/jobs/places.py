"""What a scanned place means to each job."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Place, PlaceKind
from tracker.inventory.subjects import PlaceSubject
from tracker.jobs import pull, wording_count, wording_places
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import noted, refused_with


def placed(desk: Desk, subject: PlaceSubject) -> Step:
    place = subject.place
    if not place.kind.holds_stock:
        return refused_with(desk, wording_places.no_stock_kept(place))
    match desk.job:
        case JobName.HOME:
            return _open_room(desk, subject) if is_restockable(place) else _contents(desk, subject)
        case JobName.RESTOCK:
            if not is_restockable(place):
                return refused_with(desk, wording_places.not_a_room(place))
            return _open_room(desk, subject)
        case JobName.USE | JobName.WASTE:
            verdict = wording_places.place_set(desk.job, place, "from", "Scan the packs.")
            return noted(replace(desk, room=place), verdict)
        case JobName.OPENED:
            verdict = wording_places.place_set(desk.job, place, "in", "Scan what is opened.")
            return noted(replace(desk, room=place), verdict)
        case JobName.COUNT:
            verdict = wording_places.place_set(desk.job, place, "in", "Scan an item, then how many are there.")
            if subject.count is not None and desk.paper is None:
                verdict = wording_count.counting(subject.count, place)
            return noted(replace(desk, room=place), verdict)
        case JobName.RECEIVE:
            if not place.is_store and desk.shipment is None:
                return refused_with(_left(desk), wording_places.not_a_store(place))
            if subject.is_outside and desk.shipment is None:
                return refused_with(_left(desk), wording_places.in_no_site(place))
            verdict = wording_places.place_set(desk.job, place, "to", "Scan the packs.")
            return noted(replace(desk, target=place, reason=None), verdict)
        case JobName.PULL:
            return pull.placed(desk, subject)
        case JobName.TRANSFER:
            return _pair(desk, place)
        case _:
            return _contents(desk, subject)


def _left(desk: Desk) -> Desk:
    """Whoever receives and scans another place has left the shelf before it: the next pack asks where it goes. Nothing else
    in RECEIVE says where stock comes to be."""
    return replace(desk, target=None)


def is_restockable(place: Place) -> bool:
    """A room, or a part of one, that is not itself the store: stock is never moved from the store onto the store."""
    return place.kind in (PlaceKind.ROOM, PlaceKind.CABINET, PlaceKind.BIN) and not place.is_store


def _open_room(desk: Desk, subject: PlaceSubject) -> Step:
    opened = replace(desk, job=JobName.RESTOCK, room=subject.place)
    return noted(opened, wording_places.room_opened(subject))


def _contents(desk: Desk, subject: PlaceSubject) -> Step:
    return noted(desk, wording_places.contents(subject))


def _pair(desk: Desk, place: Place) -> Step:
    """From, to; a third place begins a new pair, so that no old source is carried along unseen."""
    if desk.room is None or desk.target is not None:
        verdict = wording_places.place_set(desk.job, place, "from", "Now scan the place it goes to.")
        return noted(replace(desk, room=place, target=None), verdict)
    if desk.room.id == place.id:
        return refused_with(desk, wording_places.same_place(place))
    verdict = wording_places.place_set(desk.job, place, "to", "Scan the packs. Another place begins a new pair.")
    return noted(replace(desk, target=place), verdict)
