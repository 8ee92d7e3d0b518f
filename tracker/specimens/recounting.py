"""What the journal says that the laboratory's tables hold: its events told again from the first, the last word counting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.people.badges import REPLACED, REVOKED
from tracker.people.credentials import PROOF_RENEWED, PROOF_RESET, PROOF_RESET_BY_KEYS, PROOF_SET
from tracker.people.licences import KEPT as LICENCE_KEPT
from tracker.people.roles import PERMITTED, ROLE_GIVEN
from tracker.people.staff import ENROLLED, RENAMED
from tracker.specimens.recounting_people import RetoldPeople, Values
from tracker.specimens.states import Do


@dataclass(slots=True)
class Retold(RetoldPeople):
    """In codes, never in row ids: table → key → columns."""

    def tell(self, event: Mapping[str, Any]) -> None:
        """One event more. Raises what a malformed body raises: Key-, Type-, Value-, Attribute- or IndexError."""
        kind = event["kind"]
        if kind in _IMPORTS:
            for row in event["rows"]:
                _IMPORTS[kind](self, row)
        elif kind in _EVENTS:
            _EVENTS[kind](self, event)
        for change in event.get("changes", ()):
            do = change.get("do")
            if do in _CHANGES:
                _CHANGES[do](self, change, event["at"])
            self._reconciled(change)

    def _container(self, row: list[Any]) -> None:
        code, name, draw_order, volume_ul, item = row
        known = self.tables["container"].get((code,), {})
        values = {"name": name, "draw_order": draw_order, "volume_ul": volume_ul, "item": item or known.get("item")}
        self.tables["container"][(code,)] = values

    def _test(self, row: Mapping[str, Any]) -> None:
        spin, receive, test = row["limits_minutes"]
        self.tables["test_kind"][(row["test"],)] = {
            "name": row["name"],
            "container": row["container"],
            "min_volume_ul": row["volume_ul"],
            "transport": row["transport"],
            "spin_minutes": spin,
            "receive_minutes": receive,
            "test_minutes": test,
            "retention_days": row["retention_days"],
            "needs_witness": int(row["witness"]),
        }

    def _partner(self, row: list[Any]) -> None:
        code, name, kind, clia, minutes = row
        known = self.tables["partner"].get((code,), {})
        values = {"name": name, "kind": kind, "clia": clia or known.get("clia"), "transit_minutes": minutes}
        self.tables["partner"][(code,)] = values

    def _holder(self, row: list[Any]) -> None:
        code, name, kind, rows, columns, place = row
        known = self.tables["holder"].get((code,), {})
        values = {"name": name, "kind": kind, "rows": rows, "columns": columns, "place": place or known.get("place")}
        self.tables["holder"][(code,)] = values

    def _roll(self, event: Mapping[str, Any]) -> None:
        self.tables["tube_roll"][(int(event["first"][:8]),)] = {"last": int(event["last"][:8])}

    def _entered(self, event: Mapping[str, Any]) -> None:
        told = {name: event[name] for name in ("ordered_at", "provider", "priority")}
        self.tables["requisition"][(event["requisition"],)] = {"patient_id": event["patient"], **told}
        self._wanted(event, is_add_on=0)

    def _added(self, event: Mapping[str, Any]) -> None:
        self._wanted(event, is_add_on=1)

    def _wanted(self, event: Mapping[str, Any], *, is_add_on: int) -> None:
        code = event["requisition"]
        self.tables["requisition_test"] |= {(code, test): {} for test in event["tests"]}
        tubes = self.tables["requisition_tube"]
        first = 1 + sum(requisition == code for requisition, _ in tubes) if is_add_on else 1
        for line, container in enumerate(event["tubes"], start=first):
            tubes[code, line] = _tube(container, is_add_on)

    def _add_on(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["requisition_tube"][change["requisition"], change["line"]] = _tube(change["container"], 1)

    def _label(self, change: Mapping[str, Any], at: str) -> None:
        tube = self.tables["requisition_tube"][change["requisition"], change["line"]]
        tube["specimen"] = change["specimens"][0]

    def _not_drawn(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["requisition_tube"][change["requisition"], change["line"]]["not_drawn"] = change["reason"]

    def _reopen(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["requisition_tube"][change["requisition"], change["line"]] |= {"not_drawn": None, "specimen": None}

    def _close(self, change: Mapping[str, Any], at: str) -> None:
        first = {"at": at, "done_by": change["by"], "latest_at": None, "latest_by": None}
        day = self.tables["closed_day"].setdefault((change["day"],), first)
        if day is not first:
            day.update(latest_at=at, latest_by=change["by"])

    def _place(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["holder"][(change["moved"],)]["place"] = change["stands"]

    def _store(self, change: Mapping[str, Any], at: str) -> None:
        """A rack that nobody had placed stands where its first tube is stored."""
        for index, _ in enumerate(change["specimens"]):
            holder, place = (_of(change.get(name), index) for name in ("holder", "place"))
            if holder is not None and self.tables["holder"][(holder,)]["place"] is None:
                self.tables["holder"][(holder,)]["place"] = place

    def _open(self, change: Mapping[str, Any], at: str) -> None:
        told = {"holder": change["holder"], "state": "open", "sender": change["by"], "opened_at": at}
        self.tables["shipment"][(change["shipment"],)] = {**dict.fromkeys(_TOLD_LATER), **told}

    def _depart(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["shipment"][(change["shipment"],)] |= {
            "state": "departed",
            "sender": change["by"],
            "target": change["target"],
            "transport": change["transport"],
            "seal": change["seal"],
            "courier": change["to"],
            "departed_at": at,
            "expected_at": change["expected"],
        }

    def _arrive(self, change: Mapping[str, Any], at: str) -> None:
        self.tables["shipment"][(change["shipment"],)] |= {"state": "arrived", "arrived_at": at}

    def _lose(self, change: Mapping[str, Any], at: str) -> None:
        if change.get("is_shipment_lost"):
            self.tables["shipment"][(change["shipment"],)] |= {"state": "lost", "reason": change["reason"]}

    def _reconciled(self, change: Mapping[str, Any]) -> None:
        for code in change.get("reconciled", ()):
            self.tables["shipment"][(code,)]["state"] = "reconciled"
        for code, state in change.get("reopened", {}).items():
            self.tables["shipment"][(code,)]["state"] = state


_TOLD_LATER = ("target", "transport", "seal", "courier", "departed_at", "expected_at", "arrived_at", "reason")


def _tube(container: str, is_add_on: int) -> Values:
    return {"container": container, "is_add_on": is_add_on, "specimen": None, "not_drawn": None}


def _of(said: Any, index: int) -> Any:
    """What is said once holds for all specimens; else each has its own, in order."""
    return said[index] if isinstance(said, list) else said


_IMPORTS: Mapping[str, Callable[[Retold, Any], None]] = {
    "import.containers": Retold._container,
    "import.tests": Retold._test,
    "import.partners": Retold._partner,
    "import.holders": Retold._holder,
}
_EVENTS: Mapping[str, Callable[[Retold, Mapping[str, Any]], None]] = {
    ENROLLED: Retold._enrolled,
    RENAMED: Retold._enrolled,
    ROLE_GIVEN: Retold._role_given,
    PERMITTED: Retold._permitted,
    LICENCE_KEPT: Retold._licence,
    REVOKED: Retold._revoked,
    REPLACED: Retold._replaced,
    PROOF_SET: Retold._proof_set,
    PROOF_RESET: Retold._proof_reset,
    PROOF_RESET_BY_KEYS: Retold._proof_reset,
    PROOF_RENEWED: Retold._proof_renewed,
    "tube_roll.made": Retold._roll,
    "requisition.entered": Retold._entered,
    "requisition.added": Retold._added,
}
_CHANGES: Mapping[str, Callable[[Retold, Mapping[str, Any], str], None]] = {
    "requisition.add_on": Retold._add_on,
    "requisition.not_drawn": Retold._not_drawn,
    f"specimen.{Do.NOT_COLLECT}": Retold._not_drawn,
    f"specimen.{Do.LABEL}": Retold._label,
    f"specimen.{Do.BIND}": Retold._label,
    f"specimen.{Do.STORE}": Retold._store,
    f"specimen.{Do.DEPART}": Retold._depart,
    f"specimen.{Do.ARRIVE}": Retold._arrive,
    f"specimen.{Do.LOSE}": Retold._lose,
    "shipment.open": Retold._open,
    "holder.place": Retold._place,
    "requisition.reopen": Retold._reopen,
    "day.close": Retold._close,
    "staff.exempt": Retold._exempt,
}
