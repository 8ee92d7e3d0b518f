"""What a workstation does besides taking scans: each service by its subject, and who hears what comes of the scans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.journal.notes import Why
from tracker.people.permissions import Permission
from tracker.station.buying import Buying
from tracker.station.by_hand import ByHand
from tracker.station.checkpointing import Checkpointing, CheckpointMade, CheckpointPlan
from tracker.station.counting import Counting
from tracker.station.emergency import Emergency
from tracker.station.errands import Paper
from tracker.station.handling import Handler
from tracker.station.labels import Labels
from tracker.station.outcomes import Outcome
from tracker.station.papers import Papers
from tracker.station.pepper import pepper_of
from tracker.station.performing import operator_of
from tracker.station.permits import Permits
from tracker.station.recalls_shown import Recalls
from tracker.station.reviewing import looked_of
from tracker.station.reviews import Reviewing
from tracker.station.shipping import Shipping
from tracker.station.signing_in import SigningIn
from tracker.station.specimen_labels import SpecimenLabels
from tracker.station.upkeep import Upkeep
from tracker.station.writer import Writer


class Services:
    """Every service of a workstation, each over the one writer.

    ``labels`` are those on their way to printers, ``buying`` orders to suppliers, ``counting`` counts of rooms and classes,
    ``signing`` who comes to this station and who leaves it, ``recalls`` their closing, ``reviewing`` signing for what stands
    out, ``shipping`` shipments to other sites of the clinic.
    """

    def __init__(
        self,
        handler: Handler,
        writer: Writer,
        settings: Settings,
        clock: Callable[[], datetime],
        plan: CheckpointPlan,
    ) -> None:
        self._handler, self._writer = handler, writer
        self._looked = looked_of(settings)
        self._checkpointing = Checkpointing(handler, writer, plan)
        self.subscribe(self._checkpointing.hear)
        self._permits = Permits(handler.database, operator_of(writer.desk))
        self.subscribe(self._permits.hear)
        specimens = SpecimenLabels(handler, settings, writer)
        self._papers = Papers(handler, settings, specimens, self.checkpoint)
        self.subscribe(self._papers.hear)
        self.labels = Labels(handler, settings, writer, specimens, self._papers)
        self.buying = Buying(handler, settings, writer)
        self.shipping = Shipping(handler, settings, writer)
        self.recalls = Recalls(handler, writer)
        self.signing = SigningIn(handler, writer, lambda connection: pepper_of(connection, settings))
        self._emergency = Emergency(handler, writer, settings.emergency_minutes, clock)
        self.subscribe(self._emergency.hear)
        self.counting = Counting(handler, writer, self.signing)
        self.reviewing = Reviewing(handler, writer, self.signing, self._looked)
        self.upkeep = Upkeep(handler, writer, settings)
        self.by_hand = ByHand(handler, writer, clock)

    def subscribe(self, listener: Callable[[Outcome], None]) -> Callable[[], None]:
        """Hear every outcome, on the writer thread, after its commit. Returns the call that ends it."""
        self._writer.listeners.outcomes.append(listener)
        return lambda: self._writer.listeners.outcomes.remove(listener)

    def subscribe_from_the_start(self, listener: Callable[[Outcome], None]) -> None:
        """The same for the screen, which hears first of what was scanned since the station opened."""
        self._writer.listeners.add_from_the_start(listener)

    def subscribe_trouble(self, listener: Callable[[StoreError | None], None]) -> Callable[[], None]:
        """Hear when a scan cannot be stored, and by None when storing works again."""
        self._writer.listeners.troubles.append(listener)
        return lambda: self._writer.listeners.troubles.remove(listener)

    def subscribe_papers(self, listener: Callable[[Paper], None]) -> Callable[[], None]:
        """Hear what was put on paper, behind a scan or from the queue, and what was not, on the printing threads."""
        for each in (self._papers.listeners, self.labels.listeners):
            each.append(listener)

        def end() -> None:
            for each in (self._papers.listeners, self.labels.listeners):
                each.remove(listener)

        return end

    def checkpoint(self, why: Why) -> CheckpointMade:
        """Sign a checkpoint of the whole journal, in turn with the scans, and copy it to where the settings say.

        Blocks: call it from a worker thread. Raises :class:`StoreError` where it cannot be made; a folder that takes no copy
        is told in what is returned.
        """
        return self._checkpointing.make(why)

    @property
    def checkpoint_troubles(self) -> tuple[str, ...]:
        """What stood in the way of the last checkpoint or of its copies, in words; empty while all is well."""
        return self._checkpointing.troubles

    def begin_emergency(self, reason: str) -> datetime:
        """Until when whoever is signed on may see patients' data, once it is on disk. Blocks and raises likewise."""
        return self._emergency.begin(reason)

    def emergency_in_short(self) -> str:
        """For the top line: ``EMERGENCY ACCESS until 10:42`` while it lasts, else nothing. Never blocks."""
        return self._emergency.in_short(self._writer.desk)

    def may(self, permission: Permission) -> bool:
        """Whether whoever is signed on may do it; the services ask again. Never blocks."""
        return self._permits.may(permission) or (
            permission is Permission.PATIENT_REVEAL and bool(self.emergency_in_short())
        )
