"""What an older backup takes back without a word, if nobody says so: erasures, recalls, rejected specimens, revoked badges,
roles and PINs.

A patient who was erased lies in the backup in the clear, a lot that was recalled is used again there, and a badge that was
taken back is good. Each is told so that it can be done again: a patient by his orders and never by name, a person by badge
and name, and what it was changed to. An erasure is a finding until it has been done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.journal.told import event_told
from tracker.people.permissions import TO, Permission
from tracker.store.connection import Connection

RESTORED = "database.restored"
"""The kind of the event by which a journal tells that it was taken up again from a backup."""
ERASED = "patient.erased"
KEY_CHANGED = "keys.rotated"
_ENROLLED = "staff.enrolled"
_WORDS: Mapping[str, str] = {
    ERASED: "patient of {requisitions} erased",
    "patient.corrected": "patient of {requisitions} corrected: {what}",
    "staff.revoked": "badge {badge} revoked",
    "staff.replaced": "badge {before} replaced by {badge}",
    "staff.role_given": "role of {badge}: {before} to {after}",
    "staff.permitted": "role {role}: {permission} {after}",
    "staff.proof_reset": "PIN of {badge} reset",
    "staff.proof_reset_by_keys": "PIN of {badge} reset by the keys",
    "staff.proof_set": "PIN of {badge} chosen",
    "staff.sign_in_asked": "PINs asked for",
    "staff.licence": "certificate of {badge}: {licence} {number} until {expires_on}",
    _ENROLLED: "badge {badge} given out to {name}",
    "staff.locked": "badge {badge} locked after wrong PINs",
    "recall.opened": "recall {number} opened: item {item}, lot {lot}, which can be used again",
    "recall.released": "recall {number}: lot {lot} released",
    "recall.closed": "recall {number} closed",
    KEY_CHANGED: "the key {which} changed",
}
_REJECTED = "specimen.reject"


@dataclass(frozen=True, slots=True)
class Undone:
    """One act that only the present database knows. ``words`` name no patient."""

    kind: str
    words: str
    at: str
    patient: int | None = None
    which: str = ""
    """Of a changed key: which."""
    orders: str = ""
    """A patient's, by which he is found."""


def undone_by(body: bytes, names: Mapping[str, str]) -> Undone | None:
    """What a backup takes back that has not this event; None for all that is merely missing there. ``names`` are those of
    badges."""
    event = event_told(body)
    if event is not None and (rejected := _rejected(event)):
        return Undone(_REJECTED, f"specimen {', '.join(rejected)} rejected", str(event["at"]))
    if event is None or event["kind"] not in _WORDS:
        return None
    patient = event.get("patient")
    words = _WORDS[event["kind"]].format_map(_Said(_said(event, names)))
    return Undone(
        event["kind"],
        words,
        str(event["at"]),
        patient if isinstance(patient, int) else None,
        str(event.get("which", "")),
        str(_said(event, names).get("requisitions", "")),
    )


def _said(event: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    """In words: a list with commas, a badge with its owner's name."""
    said = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in event.items()}
    said |= {key: str(value).replace("_", " ") for key, value in said.items() if key in ("role", "before", "after")}
    badge = said.get("badge")
    if isinstance(badge, str) and badge in names and event["kind"] != _ENROLLED:
        said["badge"] = f"{badge} ({names[badge]})"
    if said.get("permission") in set(Permission):
        said["permission"] = TO[Permission(said["permission"])]
    return said | ({"requisitions": "no order"} if said.get("requisitions") == "" else {})


def _rejected(event: Mapping[str, Any]) -> list[str]:
    """Numbers of specimens that nobody may test: in the backup they wait for it."""
    changes = event.get("changes")
    found = [each for each in changes if isinstance(each, dict)] if isinstance(changes, list) else []
    return [
        str(number)
        for each in found
        if each.get("do") == _REJECTED and isinstance(each.get("specimens"), list)
        for number in each["specimens"]
    ]


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class KeyReturned:
    """A key that the clinic had put another in the place of, and that is in use again. ``at`` is when it was changed, empty
    where the present database could not be asked."""

    which: str
    at: str

    @property
    def words(self) -> str:
        since = f" on {self.at[:10]}" if self.at else ""
        return f"The {self.which} key in use again is the one that was rotated away{since}"

    @property
    def hint(self) -> str:
        return f"Rotate again: tracker keys rotate {self.which}"


def keys_returned(undone: Iterable[Undone], former: Iterable[str]) -> tuple[KeyReturned, ...]:
    """Which keys a backup of before brings back: by what the present database tells of a change since, and by ``former``,
    those of which only a former one fits. A station's own key is told of by the latter alone: another station's is no
    key of this machine.
    """
    changed: dict[str, str] = {}
    for each in undone:
        if each.kind == KEY_CHANGED:
            changed.setdefault(each.which, each.at)
    found = set(former) | (changed.keys() & _WITH_DATABASE)
    return tuple(KeyReturned(which, changed.get(which, "")) for which in sorted(found))


_WITH_DATABASE = {"database", "patients"}
"""Keys that come back with the file, whoever puts it back."""


def keys_owed(connection: Connection) -> tuple[KeyReturned, ...]:
    """Keys that came back with a backup, and have not been changed since."""
    owed: dict[str, KeyReturned] = {}
    for (body,) in connection.exec_driver_sql(
        "SELECT body FROM journal WHERE instr(body, ?) > 0 OR instr(body, ?) > 0 ORDER BY rowid",
        tuple(f'"kind":"{kind}"'.encode() for kind in (RESTORED, KEY_CHANGED)),
    ):
        event = event_told(body)
        if event is not None and event["kind"] == KEY_CHANGED:
            owed.pop(str(event.get("which")), None)
        elif event is not None and event["kind"] == RESTORED:
            returned = event.get("keys_returned")
            for which, at in returned.items() if isinstance(returned, dict) else ():
                owed[which] = KeyReturned(which, str(at))
    return tuple(owed.values())


def erased_again(connection: Connection, undone: tuple[Undone, ...]) -> tuple[int, ...]:
    """The patients whose erasure the database of ``connection`` takes back: those who can be read there."""
    wanted = sorted({each.patient for each in undone if each.kind == ERASED and each.patient is not None})
    return tuple(patient for patient in wanted if _is_there(connection, patient))


def erasures_owed(connection: Connection) -> Iterator[tuple[int, str]]:
    """Patients who were erased, came back with a backup, and have not been erased again; each with one of the orders by
    which he is found."""
    mark = f'"kind":"{RESTORED}"'.encode()
    owed: set[int] = set()
    for (body,) in connection.exec_driver_sql("SELECT body FROM journal WHERE instr(body, ?) > 0", (mark,)):
        event = event_told(body)
        if event is not None and event["kind"] == RESTORED:
            owed |= {each for each in event.get("erasures_undone") or () if isinstance(each, int)}
    for patient in sorted(owed):
        if _is_there(connection, patient):
            code = connection.exec_driver_sql(
                "SELECT code FROM requisition WHERE patient_id = ? ORDER BY id LIMIT 1", (patient,)
            ).scalar()
            yield patient, str(code or "")


def _is_there(connection: Connection, patient: int) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM patient WHERE id = ? AND salt IS NOT NULL", (patient,)).first()
    return found is not None
