"""``tracker label``: barcodes for everything, each read back before it leaves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, progress, say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from datetime import date

    from labels.drawing import Label
    from labels.page import Page
    from labels.raster import Dots
    from tracker.cli.specimen_labels import Why
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.asking import Asked
    from tracker.labelling.destinations import Destination
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted

PREVIEWED = 3
"""Labels shown by ``--preview``: the first few tell whether the design is right."""

MOST_COPIES = 500


def label(
    kind: Annotated[
        str,
        typer.Argument(
            help="commands, location, item, lot, badge, rack, partner, roll, specimen; sheet: from a CSV file."
        ),
    ],
    what: Annotated[list[str] | None, typer.Argument(help="Codes or names; cards; for sheet the file.")] = None,
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
    paper: Annotated[str, typer.Option("--paper", help="letter or a4, for the command card.")] = "letter",
    lot: Annotated[str, typer.Option("--lot", help="Lot number, for one item.")] = "",
    expiry: Annotated[str, typer.Option("--expiry", help="YYYY-MM-DD, with --lot.")] = "",
    role: Annotated[str, typer.Option("--role", help="Written on badges.")] = "",
    count: Annotated[int, typer.Option("--count", min=0, help="Badges without a name; labels of a roll.")] = 0,
    reason: Annotated[str, typer.Option("--reason", help="Why a specimen's label is printed again.")] = "",
    badge: Annotated[
        str, typer.Option("--badge", help="Whose hand this is, for specimen: its label names a patient.")
    ] = "",
    database: DatabaseOption = None,
) -> None:
    """Labels for places, items, lots, staff and specimens, and the cards of command barcodes; to a file or a printer."""
    from tracker.labelling.asking import Asked

    settings = settings_for(database)
    where_to = _destination(settings, kind, to, preview)
    printer = where_to.printer if where_to else None
    if stock and printer and printer.url.startswith(("zpl:", "brother-ql:")):
        raise ConfigurationError(
            "A label printer has a roll, not sheets.", hint="Leave --stock out, or print to cups:QUEUE."
        )
    if copies > 1 and kind in ("roll", "specimen"):
        raise ConfigurationError(
            "Two labels of one number are two tubes that are the same to everybody.", hint="Leave --copies out."
        )
    output = printer.takes if printer else "pdf"
    setting = _setting(settings, where_to, dpi, stock, start, design, copies)
    if badge and kind != "specimen":
        raise ConfigurationError("--badge belongs to specimen.", hint="Other labels name no patient.")
    if kind == "specimen":
        from tracker.cli.specimen_labels import Why

        _reprint(settings, printer, tuple(what or ()), Why(badge, reason), setting)
        return
    wanted: Sequence[Wanted] = ()
    labels: Sequence[Label] = ()
    if kind == "commands" and stock is None and output != "zpl":
        pages = _cards(settings, setting, paper, tuple(what or ()))
    else:
        wanted = _wanted(settings, Asked(kind, tuple(what or ()), is_all, lot, _day(expiry), role, count), setting)
        labels, pages = _labels(wanted, setting)
    if preview:
        _show([page.dots() for page in pages[:1]] if not labels else [one.dots for one in labels[:PREVIEWED]])
    where = _send(settings, printer, pages, wanted, setting) if printer else ""
    say(f"✔ {_counted(labels, pages, copies)}, all read back{where}")


def _reprint(settings: Settings, printer: Printer | None, numbers: Sequence[str], why: Why, setting: Setting) -> None:
    from tracker.cli.specimen_labels import EXAMPLE, reprint_specimens

    if printer is None or setting.stock is not None:
        raise ConfigurationError(
            "A specimen's label bears a name: it goes to a printer or a file, one by one.",
            hint=f"For example: {EXAMPLE}",
        )
    where = reprint_specimens(settings, printer, numbers, why, setting)
    say(f"✔ {len(numbers)} label{'s' if len(numbers) != 1 else ''}, all read back, {where}")


def _send(
    settings: Settings, printer: Printer, pages: Sequence[Page], wanted: Sequence[Wanted], setting: Setting
) -> str:
    """Files are written; a printer's labels go through the clinic's queue, where there is a clinic."""
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import as_sent

    if wanted and printer.url.startswith(("zpl:", "cups:", "brother-ql:")) and settings.database.is_file():
        from tracker.cli.queue import print_labels

        return print_labels(settings, printer, wanted, setting)
    with in_families():
        content = as_sent(wanted, pages, setting, printer.takes)
    is_out = printer.send(content, "labels")
    return f", in {printer.url}" if is_out else f", taken by {printer.url}: look whether they come out"


def _setting(
    settings: Settings,
    to: Destination | None,
    dpi: int | None,
    stock: str | None,
    start: int,
    design: str | None,
    copies: int,
) -> Setting:
    """Ours and the clinic's own designs and sheets; 203 dpi for label printers, 600 for paper."""
    from labels.loading import load_designs
    from labels.resolution import resolution
    from labels.stocks import load_stocks, stock_named
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import Setting

    with in_families():
        designs = load_designs(settings.home / "labels")
        sheet = stock_named(stock, load_stocks(settings.home / "sheets")) if stock else None
        dots = resolution(dpi or (to.dpi if to else 600))
    profile = to.profile if to else None
    if dpi and profile and profile.dpi and dpi != profile.dpi:
        raise ConfigurationError(
            f"The print head of {profile.name} has {profile.dpi} dpi, so what is drawn at {dpi} comes out at another size.",
            hint="Leave --dpi out.",
        )
    return Setting(designs, dots, sheet, start, design, copies, profile)


def _destination(settings: Settings, kind: str, to: str, is_preview: bool) -> Destination | None:
    """Without ``to`` the printer that this kind of label belongs to; None for a preview alone."""
    from tracker.labelling.destinations import destination, destination_for, kind_asked

    if to:
        return destination(settings, to)
    if is_preview and kind != "roll":
        return None
    belongs = kind_asked(kind)
    found = destination_for(settings, belongs)
    if found is None:
        raise ConfigurationError(
            "Say where the labels are to go.",
            hint=f"--to labels.pdf, or --preview, or a printer in settings.toml with {belongs.value} among its labels.",
        )
    return found


def _cards(settings: Settings, setting: Setting, paper: str, names: Sequence[str]) -> tuple[Page, ...]:
    from labels.card import Paper
    from tracker.labelling.commands import cards_named, command_pages
    from tracker.labelling.faults import in_families

    known = next((one for one in Paper if one == paper.lower()), None)
    if known is None:
        raise ConfigurationError(f"There is no paper '{paper}'.", hint=f"There are: {', '.join(Paper)}.")
    with in_families():
        return command_pages(setting.designs, clinic_of(settings), known, setting.resolution, cards_named(names))


def clinic_of(settings: Settings) -> str:
    """Its name for the card's title; the card says the same in a clinic that has no database yet."""
    if not settings.database.is_file():
        return ""
    from tracker.labelling.asking import clinic_name
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            return clinic_name(connection)
    finally:
        store.close()


def _wanted(settings: Settings, asked: Asked, setting: Setting) -> Sequence[Wanted]:
    from tracker.labelling.asking import KINDS, wanted_for
    from tracker.labelling.commands import cards_named, command_labels
    from tracker.station.opening import open_store

    if asked.kind == "commands":
        return command_labels(cards_named(asked.what))
    if asked.kind == "sheet":
        return _from_file(asked, setting)
    if asked.kind == "roll":
        from tracker.cli.specimen_labels import made_roll

        return made_roll(settings, asked.count)
    if asked.kind not in KINDS:
        known = ", ".join(("commands", *KINDS, "roll", "specimen", "sheet"))
        raise ConfigurationError(f"There are no labels of the kind '{asked.kind}'.", hint=f"There are: {known}.")
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            wanted = wanted_for(connection, asked)
    finally:
        store.close()
    if asked.kind == "badge":
        for one in wanted:
            out(f"{one.values['code']}  {one.values['name']}".rstrip())
    return wanted


def _from_file(asked: Asked, setting: Setting) -> Sequence[Wanted]:
    """The file's lines as labels of the design named."""
    from labels.loading import design_named
    from tracker.exchange.labels import read_label_rows
    from tracker.labelling.faults import in_families
    from tracker.labelling.wanted import Wanted, Wants, is_of_specimens

    if len(asked.what) != 1 or setting.design is None:
        raise ConfigurationError(
            "A sheet of labels is made from one file with one design.",
            hint="For example: tracker label sheet items.csv --design item --stock 5160 --to labels.pdf",
        )
    with in_families():
        fields = design_named(setting.design, setting.designs)
    if is_of_specimens(fields):
        raise Refusal(
            f"Labels of the design '{fields.name}' are for specimens: they are printed beside the patient, not from a list.",
            hint="Scan LABEL at the patient's side, or make a roll: tracker label roll --count 100.",
            code="label_batch",
        )
    checked = read_label_rows(Path(asked.what[0]), fields.needs, fields.may_have)
    for fault in checked.faults:
        out(f"✖ line {fault.line}{f', {fault.column}' if fault.column else ''}: {fault.message}")
        if fault.hint:
            out(f"    {fault.hint}")
    if checked.fault_count:
        raise Refusal(f"{checked.fault_count} faults in {asked.what[0]}; no label was made.", code="label_file")
    return [Wanted(Wants.ITEM, row.get("name") or row.get("code", ""), row) for row in checked.rows]


def _labels(wanted: Sequence[Wanted], setting: Setting) -> tuple[list[Label], tuple[Page, ...]]:
    from tracker.labelling.making import make_labels, make_pages

    with progress("drawing labels") as report:
        labels = make_labels(wanted, setting, report)
        return labels, make_pages(labels, setting)


def _day(text: str) -> date | None:
    if not text:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"'{text}' is no date.", hint="Write it as 2027-09-30.") from None


def _show(pictures: Sequence[Dots]) -> None:
    import shutil

    from labels.preview import preview

    columns = max(20, min(shutil.get_terminal_size().columns, 120))
    for dots in pictures:
        sys.stdout.write("\n".join(preview(dots, columns)) + "\n\n")


def _counted(labels: Sequence[Label], pages: Sequence[Page], copies: int) -> str:
    count = len(labels) or sum(bool(placed.label.promises) for page in pages for placed in page.placements)
    each = f" × {copies}" if copies > 1 else ""
    return f"{count} label{'s' if count != 1 else ''}{each} on {len(pages)} page{'s' if len(pages) != 1 else ''}"
