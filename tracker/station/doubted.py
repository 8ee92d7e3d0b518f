"""Whose rows give more than the journal tells: nobody comes in by such a badge, or goes on, until they were put right."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.store.connection import Connection


@dataclass(slots=True)
class Doubted:
    """What the station's own check has found last; asked by whoever lets somebody in."""

    badges: frozenset[str] = frozenset()

    def refusal(self, badge: str, name: str) -> Refusal | None:
        if badge not in self.badges:
            return None
        return Refusal(
            f"What {name} may do here is not what the journal tells: the database was changed by something else than this"
            " program.",
            hint="Tell a lead. Stop work, keep the file, run 'tracker doctor --deep', and restore the last good backup.",
            code="rights_in_doubt",
        )


def badges_in_doubt(connection: Connection) -> frozenset[str]:
    """Those whose role, PIN or licence is another here than the journal tells, or was given by somebody who might not; of a
    clinic that has asked for PINs. Before, a badge proves nothing, and a role gives nothing."""
    # With every table of people, which the start need not wait for.
    from tracker.people.lawful import told
    from tracker.specimens.table_audit import audit_people

    lawful = told(connection)
    if not lawful.is_asked:
        return frozenset()
    differing = list(audit_people(connection))
    roles = {each.about for each in differing if each.code in ("role_permission_unknown", "role_permission_changed")}
    found = {each.about for each in differing if not each.code.startswith("role_permission")}
    for badge, role in connection.exec_driver_sql("SELECT badge, role FROM staff WHERE ended_at IS NULL"):
        if lawful.roles.get(badge) != role or role in roles:
            found.add(badge)
    return frozenset(found) | lawful.coded
