"""``tracker label``: barcodes for everything, each read back before it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import progress, say
from tracker.cli.label_request import Request
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError
from tracker.labelling.copies import MOST_COPIES

if TYPE_CHECKING:
    from labels.drawing import Label
    from labels.page import Page
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted

PREVIEWED = 3
"""Labels shown by ``--preview``: the first few tell whether the design is right."""


def label(
    kind: Annotated[
        str,
        typer.Argument(
            help="commands, location, shelf, item, lot, opened, badge, rack, manifest, partner, equipment, roll, specimen,"
            " downtime; sheet: from a CSV file; calibration: of a sheet."
        ),
    ],
    what: Annotated[
        list[str] | None, typer.Argument(help="Codes or names; cards; for sheet the file; for downtime badges.")
    ] = None,
    to: Annotated[
        str,
        typer.Option("--to", metavar="PRINTER", help="A printer's name, zpl://HOST:9100, cups:QUEUE, or a file."),
    ] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show the first labels here.")] = False,
    copies: Annotated[int, typer.Option("--copies", min=1, max=MOST_COPIES, help="Of each label.")] = 1,
    is_all: Annotated[bool, typer.Option("--all", help="Every location, item, or lot on hand.")] = False,
    stock: Annotated[str | None, typer.Option("--stock", help="A sheet: 5160, 5163, 5167, L7160, L7651.")] = None,
    start: Annotated[int, typer.Option("--start", help="First free label of the first sheet.")] = 1,
    design: Annotated[str | None, typer.Option("--design", help="Another design than the one that suits.")] = None,
    dpi: Annotated[int | None, typer.Option("--dpi", help="203, 300 or 600; else what suits the format.")] = None,
    offset: Annotated[
        str, typer.Option("--offset", metavar="X,Y", help="Millimetres by which sheets are printed right and down.")
    ] = "",
    is_graded: Annotated[
        bool, typer.Option("--grade", help="Also read each design as poor printing would show it, and name what fails.")
    ] = False,
    paper: Annotated[str, typer.Option("--paper", help="letter or a4, for the command card and downtime.")] = "letter",
    lot: Annotated[str, typer.Option("--lot", help="Lot number, for one item.")] = "",
    expiry: Annotated[str, typer.Option("--expiry", help="YYYY-MM-DD, with --lot.")] = "",
    role: Annotated[str, typer.Option("--role", help="Written on badges.")] = "",
    count: Annotated[
        int, typer.Option("--count", min=0, help="Badges without a name; labels of a roll or a pack.")
    ] = 0,
    reason: Annotated[str, typer.Option("--reason", help="Why a specimen's label is printed again.")] = "",
    badge: Annotated[
        str, typer.Option("--badge", help="Whose hand this is; needed for specimen, whose label names a patient.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What a piece of equipment is called.")] = "",
    number: Annotated[str, typer.Option("--number", help="Your own number for it, which its barcode says.")] = "",
    database: DatabaseOption = None,
) -> int:
    """Labels for places, items, lots, staff and specimens, and the cards of command barcodes; to a file or a printer. Exit
    status 1 where --grade finds a weak one."""
    from tracker.cli.label_request import destination_of, require_sound, setting_of

    request = Request(
        kind, tuple(what or ()), to, preview, is_graded, copies, is_all, stock, start, design, dpi, offset, paper, lot,
        expiry, role, count, reason, badge, name, number,
    )  # fmt: skip
    settings = settings_for(database)
    where_to = destination_of(settings, request)
    printer = where_to.printer if where_to else None
    require_sound(request, printer)
    setting = setting_of(settings, where_to, request)
    if kind == "specimen":
        return _reprint(settings, printer, request, setting)
    if kind == "downtime" and printer is not None:
        return _pack(settings, printer, request, setting)
    return _labels(settings, printer, request, setting)


def _reprint(settings: Settings, printer: Printer | None, request: Request, setting: Setting) -> int:
    from tracker.cli.specimen_labels import Why
    from tracker.cli.specimen_reprint import EXAMPLE, reprint_specimens

    if printer is None or setting.stock is not None:
        raise ConfigurationError(
            "A specimen's label bears a name: it goes to a printer or a file, one by one.",
            hint=f"For example: {EXAMPLE}",
        )
    count = len(request.what)
    where = reprint_specimens(settings, printer, request.what, Why(request.badge, request.reason), setting)
    say(f"✔ {count} label{'s' if count != 1 else ''}, all read back, {where}")
    return 0


def _pack(settings: Settings, printer: Printer, request: Request, setting: Setting) -> int:
    from tracker.cli.downtime_pack import print_pack
    from tracker.cli.label_request import paper_named

    say(print_pack(settings, printer, setting, paper_named(request.paper), request.count, request.what))
    return 0


def _labels(settings: Settings, printer: Printer | None, request: Request, setting: Setting) -> int:
    """All that is no patient's: drawn, read back, shown, strained and sent, as far as each was asked for."""
    from tracker.cli.label_grade import name_weaknesses
    from tracker.cli.label_out import counted, has_clinic, send, show
    from tracker.cli.label_wanted import tell_badges

    wanted, labels, pages = _made(settings, printer, request, setting)
    if request.kind == "badge":
        tell_badges(wanted)
    if request.is_preview:
        show([page.dots() for page in pages[:1]] if not labels else [one.dots for one in labels[:PREVIEWED]])
    weak = name_weaknesses(pages, setting.designs) if request.is_graded else 0
    where = ""
    if (
        printer
        and request.kind == "commands"
        and not wanted
        and printer.url.startswith("cups:")
        and has_clinic(settings)
    ):
        where = _cards_in_turn(settings, printer, request, setting)
    elif printer:
        where = send(settings, printer, pages, wanted, setting)
    is_calibration = request.kind == "calibration"
    made = "the calibration page" if is_calibration else f"{counted(labels, pages, request.copies)}, all read back"
    say(f"✔ {made}{where}")
    return 1 if weak else 0


def _made(
    settings: Settings, printer: Printer | None, request: Request, setting: Setting
) -> tuple[Sequence[Wanted], Sequence[Label], Sequence[Page]]:
    """What was wanted, the labels, and the pages; cards and calibration pages are pages alone."""
    from dataclasses import replace

    from tracker.cli.label_patients import require_no_patients
    from tracker.cli.label_request import day_of
    from tracker.cli.label_sheets import calibration_pages
    from tracker.cli.label_wanted import equipment_label, require_badges, wanted_labels
    from tracker.cli.specimen_labels import refuse_specimens
    from tracker.labelling.asking import Asked
    from tracker.labelling.making import make_labels, make_pages

    if request.kind == "calibration":
        return (), (), calibration_pages(setting.stock, setting.resolution)
    if request.kind == "commands" and setting.stock is None and (printer is None or printer.takes != "zpl"):
        return (), (), _cards(settings, request, setting)
    if request.kind == "sheet":
        if printer is not None:
            refuse_specimens(setting)
        setting = replace(setting, is_trial=printer is None)
    day = day_of(request.expiry)
    asked = Asked(request.kind, request.what, request.is_all, request.lot, day, request.role, request.count)
    if request.kind == "equipment":
        wanted = equipment_label(settings, request, setting)
    else:
        wanted = wanted_labels(settings, asked, setting)
    require_badges(settings, wanted)
    require_no_patients(settings, wanted, setting)
    with progress("drawing labels") as report:
        labels = make_labels(wanted, setting, report)
        return wanted, labels, make_pages(labels, setting)


def _cards(settings: Settings, request: Request, setting: Setting) -> tuple[Page, ...]:
    from tracker.cli.label_request import paper_named
    from tracker.cli.label_wanted import clinic_of
    from tracker.labelling.commands import cards_named, command_pages
    from tracker.labelling.faults import in_families

    with in_families():
        names = cards_named(request.what)
        return command_pages(
            setting.designs, clinic_of(settings), paper_named(request.paper), setting.resolution, names
        )


def _cards_in_turn(settings: Settings, printer: Printer, request: Request, setting: Setting) -> str:
    """A card waits its turn like any label: behind what is in doubt, and until the printer works."""
    from tracker.cli.label_request import paper_named
    from tracker.cli.printing import print_cards
    from tracker.labelling.commands import cards_named

    return print_cards(settings, printer, cards_named(request.what), paper_named(request.paper), setting)
