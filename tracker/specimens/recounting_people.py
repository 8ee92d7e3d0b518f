"""What the journal says of people, for the laboratory's tables: badges, roles, proofs and licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.people.access import Role

Key = tuple[str | int, ...]
Values = dict[str, str | int | None]


def _tables() -> dict[str, dict[Key, Values]]:
    return defaultdict(dict)


@dataclass(slots=True)
class RetoldPeople:
    """In codes, never in row ids: table → key → columns."""

    tables: dict[str, dict[Key, Values]] = field(default_factory=_tables)

    def _enrolled(self, event: Mapping[str, Any]) -> None:
        known = self.tables["staff"].get((event["badge"],), {"role": Role.ASSISTANT.value, "ended_at": None})
        self.tables["staff"][(event["badge"],)] = {**known, "name": event["name"]}

    def _role_given(self, event: Mapping[str, Any]) -> None:
        self.tables["staff"][(event["badge"],)]["role"] = event["after"]

    def _permitted(self, event: Mapping[str, Any]) -> None:
        said: Values = {"is_allowed": int(event["after"] == "allowed")}
        self.tables["role_permission"][event["role"], event["permission"]] = said

    def _licence(self, event: Mapping[str, Any]) -> None:
        told = {name: event[name] for name in ("number", "expires_on")}
        self.tables["licence"][event["badge"], event["licence"]] = told

    def _exempt(self, change: Mapping[str, Any], at: str) -> None:
        told = {name: change[name] for name in ("reason", "witness")}
        self.tables["licence_exemption"].setdefault((change["by"], change["licence"], change["day"]), told)

    def _revoked(self, event: Mapping[str, Any]) -> None:
        self.tables["staff"][(event["badge"],)]["ended_at"] = event["at"]
        self.tables["credential"].pop((event["badge"],), None)

    def _replaced(self, event: Mapping[str, Any]) -> None:
        """The owner keeps all but the badge."""
        old, new = (event["before"],), (event["badge"],)
        self.tables["staff"][new] = {**self.tables["staff"][old], "ended_at": None}
        self.tables["staff"][old]["ended_at"] = event["at"]
        proof = self.tables["credential"].pop(old, None)
        if proof is not None:
            moved = {**proof, "origin": proof["origin"] or event["before"]}
            # One of before this was told: only who has the pepper can say whether the seal is the one that was made.
            moved.pop("seal", None)
            self.tables["credential"][new] = {**moved, "seal": event["seal"]} if "seal" in event else moved
        licences = self.tables["licence"]
        for badge, kind in [key for key in licences if key[0] == event["before"]]:
            licences[event["badge"], kind] = licences.pop((badge, kind))

    def _proof_set(self, event: Mapping[str, Any]) -> None:
        self._proof(event, event["proof"], None)

    def _proof_reset(self, event: Mapping[str, Any]) -> None:
        self._proof(event, "pin", event["until"])

    def _proof(self, event: Mapping[str, Any], kind: str, until: str | None) -> None:
        self.tables["credential"][(event["badge"],)] = {
            "kind": kind,
            "verifier": event.get("verifier"),
            "must_change": int(until is not None),
            "set_at": event["at"],
            "expires_at": until,
            "origin": None,
            "seal": None,
        }

    def _proof_renewed(self, event: Mapping[str, Any]) -> None:
        self.tables["credential"][(event["badge"],)] |= {
            "verifier": event["verifier"],
            "origin": None,
            "seal": None,
        }
