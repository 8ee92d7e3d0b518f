"""A full tube's label once more: in somebody's name, with its reason, and past the queue, which would keep the patient's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Refusal
from tracker.jobs.verdict import Code
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.media import LabelKind

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.jobs.desk import Desk
    from tracker.labelling.wanted import Wanted
    from tracker.specimens.vault import Vault
    from tracker.station.handling import Handler
    from tracker.station.specimen_labels import SpecimenLabels
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection


def specimen_label_again(
    handler: Handler,
    settings: Settings,
    writer: Writer,
    specimens: SpecimenLabels,
    number: str,
    reason: str,
    *,
    is_lacking: bool = False,
) -> str:
    """A full tube's label once more, now, past the queue; where it went. On record first, as is the look at the name.
    ``is_lacking``: its label of before has not come out, so that this is no second one; and it is refused where it is on
    record that it has.

    Blocks for as long as its printer takes. Raises Refusal without a badge or a reason, before the draw, after the tube's
    end, and while another label may have come out of that printer; PrinterFault where it did not come out, or may have.
    """
    from tracker.labelling.reprinting import record_specimen_reprint

    _require_no_paper(writer.desk)
    vault = handler.open_vault()
    wanted = _drawable(handler, settings, vault, number, is_again=not is_lacking)
    specimens.require_settled()

    def record(desk: Desk) -> None:
        if desk.operator is None:
            raise _sign_on_first()
        with handler.database.writing() as connection:
            if is_lacking:
                _require_lacking(connection, number)
            pen = Pen(handler.journal, stamp(handler.clock()), desk.operator.badge, handler.zone)
            record_specimen_reprint(connection, vault, pen, (number,), reason, is_lacking=is_lacking)

    writer.in_turn(record)
    return specimens.send(wanted, is_lacking=is_lacking)


def _require_no_paper(desk: Desk) -> None:
    if desk.paper is not None:
        raise Refusal(
            "From paper nothing is printed.",
            hint="PAPER DONE, then ask again: who prints it is recorded.",
            code=Code.NOT_FROM_PAPER,
        )


def _require_lacking(connection: Connection, number: str) -> None:
    from tracker.labelling.unprinted import unprinted

    if not unprinted(connection, (number,)):
        raise Refusal(
            "This label is on record as printed, or on its way.",
            hint="One more? Scan the tube, then LABEL: it asks for the reason.",
            code="label_not_lacking",
        )


def _drawable(handler: Handler, settings: Settings, vault: Vault, number: str, *, is_again: bool) -> tuple[Wanted, ...]:
    """The label, tried, since the journal is not to tell of one that could never be made."""
    from labels.resolution import resolution
    from tracker.labelling.bedside import specimen_destination
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import Setting
    from tracker.labelling.reprinting import marked, require_reprintable
    from tracker.labelling.specimens import specimen_labels, specimen_pages
    from tracker.labelling.trying_designs import tried_designs
    from tracker.specimens.queries import specimen_by_number

    if isinstance(specimen_destination(settings), Path):
        # The folder that stands for one is for tubes to be drawn: a drawn tube's file is cleared away from it.
        raise Refusal(
            "This station has no printer for specimen labels.",
            hint=f"Name it in settings.toml, for specimen labels. Or: tracker label specimen {number} --to FILE.pdf.",
            code="no_specimen_printer",
        )
    with handler.database.reading() as connection:
        specimen = specimen_by_number(connection, number)
        labels = specimen_labels(connection, vault, (number,), settings.zone)
        wanted = marked(connection, labels, is_recorded=not is_again)
    if specimen is not None:
        require_reprintable(specimen)
    with in_families():
        designs = tried_designs(settings.home / "labels")
        profile = settings.printer_for(LabelKind.SPECIMEN)
        dots = resolution((profile and profile.dpi) or settings.specimen_printer_dpi)
        specimen_pages(wanted, Setting(designs, dots, profile=profile))
    return wanted


def _sign_on_first() -> Refusal:
    return Refusal(
        "A specimen's label names a patient: nobody in particular prints it.",
        hint="Scan your badge, then ask again: who prints it is recorded.",
        code="sign_on_first",
    )
