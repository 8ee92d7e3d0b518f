"""The desk as it is stored, and as it is shown to all who look while a session that is to end waits for the store."""

from __future__ import annotations

from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk, Step
from tracker.jobs.session import ends, locked
from tracker.station.turns import Turned


class ShownDesk:
    """A session that is to end while nothing can be stored ends at once for all who look at :attr:`shown`: a full disk must
    not keep a patient's name on the screen. Changed under the writer's lock alone."""

    def __init__(self, desk: Desk) -> None:
        self.stored = desk
        """After the latest committed scan, whoever may look at it."""
        self._nobodys: Desk | None = None
        self._leaving: list[Scan | Turned] = []

    @property
    def shown(self) -> Desk:
        """The same; nobody's, where its session waits to be ended."""
        nobodys = self._nobodys  # asked by any thread: it may be over in between
        return nobodys if nobodys is not None else self.stored

    def await_end(self, entry: Scan | Turned) -> bool:
        """Keep in mind that ``entry`` is to end the session, once it is stored; False for what ends none."""
        is_end = entry.ends if isinstance(entry, Turned) else ends(self.stored, entry.data)
        if is_end:
            self._leaving.append(entry)
        return is_end

    def lock_shown(self) -> Step | None:
        """From now on it is nobody's for all who look, where its session waits to be ended; None where it does not, or is
        shown so already."""
        if not self._leaving or self._nobodys is not None or self.stored.session is None:
            return None
        step = locked(self.stored)
        self._nobodys = step.desk
        return step

    def settle(self, entry: Scan | Turned, step: Step) -> None:
        """What ``entry`` led to is stored."""
        self.stored = step.desk
        self.forget(entry)

    def forget(self, entry: Scan | Turned) -> None:
        """``entry`` has ended the session that it was to end, or never will."""
        self._leaving = [each for each in self._leaving if each is not entry]
        if not self._leaving:
            self._nobodys = None
