"""Failed tries to sign in: five are free, then each costs twice the time of the one before, and after ten a lead must help.
Where no other lead can, the lock of the last one ends by itself after an hour, and each further try costs an hour.

A try is counted before it is looked at, in a transaction of its own: whoever cuts the power between the two has used it up.
Waiting is measured by the time since the machine was started, which nobody can set; what was before that start has lasted
at least as long as the machine has been running since.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from tracker.store.connection import Connection
from tracker.store.schema import not_kept

FREE = 5
MOST = 10
FIRST_DELAY_S = 30
ALONE_S = 3600
"""How long the lock lasts of whom nobody else could let in: 24 tries a day of a million PINs, and no clinic is closed for
good."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_OWN = f"process {secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class Instant:
    """Now, by the wall clock for people (a stamp), and by one that only runs: ``steady_ms`` since ``boot``."""

    at: str
    boot: str
    steady_ms: int


def instant(at: str) -> Instant:
    """Now. Where the machine does not say which start this is, this process counts as one."""
    try:
        boot = _BOOT_ID.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        boot = _OWN
    return Instant(at, boot, time.monotonic_ns() // 1_000_000)


@dataclass(frozen=True, slots=True)
class Tries:
    """What stands against one badge."""

    failed: int = 0
    boot: str = ""
    steady_ms: int = 0

    def and_later(self, later: Tries) -> Tries:
        """Both together, where ``later`` were counted elsewhere since."""
        return Tries(self.failed + later.failed, later.boot, later.steady_ms) if later.failed else self

    @property
    def is_locked(self) -> bool:
        return self.failed >= MOST

    @property
    def delay_s(self) -> int:
        """How long the next try must wait since the last: 30 s behind the fifth, twice that behind the sixth ... and the
        hour of whom nobody else can let in."""
        if self.is_locked:
            return ALONE_S
        return FIRST_DELAY_S * 2 ** (self.failed - FREE) if self.failed >= FREE else 0

    def wait_s(self, now: Instant) -> int:
        """Seconds that are still to be waited."""
        since = self.steady_ms if now.boot == self.boot else 0
        waited_ms = max(0, now.steady_ms - since)
        return max(0, -(-(self.delay_s * 1000 - waited_ms) // 1000))


def tries_of(connection: Connection, badge: str) -> Tries:
    found = connection.exec_driver_sql(
        "SELECT failed, boot, steady_ms FROM sign_in_tries WHERE badge = ?", (badge,)
    ).first()
    return Tries(*found) if found is not None else Tries()


def count_try(connection: Connection, badge: str, now: Instant) -> int:
    """One try more; how many there are now."""
    return add_tries(connection, badge, Tries(1, now.boot, now.steady_ms), now.at)


def add_tries(connection: Connection, badge: str, tries: Tries, at: str) -> int:
    """So many more; how many there are now. Read back: what is not kept would be a try more."""
    counted = tries_of(connection, badge).failed + tries.failed
    connection.exec_driver_sql(
        "INSERT INTO sign_in_tries (badge, failed, last_at, boot, steady_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (badge) DO UPDATE SET failed = failed + excluded.failed, last_at = excluded.last_at,"
        " boot = excluded.boot, steady_ms = excluded.steady_ms",
        (badge, tries.failed, at, tries.boot, tries.steady_ms),
    )
    if tries_of(connection, badge) != Tries(counted, tries.boot, tries.steady_ms):
        raise not_kept("a wrong PIN that was counted is not there")
    return counted


def take_back_try(connection: Connection, badge: str) -> None:
    """One that said nothing of whoever made it."""
    connection.exec_driver_sql("DELETE FROM sign_in_tries WHERE badge = ? AND failed <= 1", (badge,))
    connection.exec_driver_sql("UPDATE sign_in_tries SET failed = failed - 1 WHERE badge = ?", (badge,))


def forget_tries(connection: Connection, badge: str) -> None:
    """The owner has proved himself, or somebody who may has looked."""
    connection.exec_driver_sql("DELETE FROM sign_in_tries WHERE badge = ?", (badge,))
