"""What ``tracker label`` was asked, whether it makes sense, and where and how the labels are to be made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.cli.console import say
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

    from labels.card import Paper
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.destinations import Destination
    from tracker.labelling.making import Setting

STOCK_OF_PAPER = {"letter": "5160", "a4": "l7160"}
"""The sheet for the tubes' labels of a downtime pack, if nobody names one."""
_OF_ONE_TUBE = ("roll", "specimen", "downtime")
_ONLY_OF = {
    "--lot": ("lot",),
    "--expiry": ("lot",),
    "--role": ("badge",),
    "--count": ("badge", "roll", "downtime"),
    "--reason": ("specimen",),
    "--paper": ("commands", "downtime"),
}
"""Options that are read for these kinds alone."""


@dataclass(frozen=True, slots=True)
class Request:
    """The command line's words, as they are called there."""

    kind: str
    what: tuple[str, ...]
    to: str
    is_preview: bool
    is_graded: bool
    copies: int
    is_all: bool
    stock: str | None
    start: int
    design: str | None
    dpi: int | None
    offset: str
    paper: str
    lot: str
    expiry: str
    role: str
    count: int
    reason: str
    badge: str
    name: str
    number: str

    @property
    def sheet(self) -> str | None:
        """A downtime pack has its tubes' labels on a sheet whatever is said."""
        if self.kind == "downtime" and self.stock is None:
            return STOCK_OF_PAPER.get(self.paper.lower())
        return self.stock


def require_sound(request: Request, printer: Printer | None) -> None:
    """Raises ConfigurationError for what cannot be meant together."""
    if request.start != 1 and request.sheet is None:
        raise ConfigurationError("--start belongs to a sheet.", hint="Say which: --stock 5160.")
    if request.kind == "calibration":
        _require_calibration(request, printer)
    _require_own_options(request)
    if request.stock and printer and (printer.takes == "zpl" or printer.url.startswith("brother-ql:")):
        raise ConfigurationError(
            "A label printer has a roll, not sheets.",
            hint="Leave --stock out, or print to cups:QUEUE or a .pdf file.",
        )
    if request.copies > 1 and request.kind in _OF_ONE_TUBE:
        raise ConfigurationError(
            "Two labels of one number are two tubes that are the same to everybody.", hint="Leave --copies out."
        )
    if (request.name or request.number) and request.kind != "equipment":
        raise ConfigurationError(
            "--name and --number belong to equipment.", hint="Other things are on record: name them."
        )
    if request.is_preview and request.kind in ("specimen", "downtime"):
        raise ConfigurationError(
            f"{request.kind} is not shown here; nothing was made.",
            hint="See the design: tracker label sheet FILE.csv --design tube --preview",
        )
    if request.is_graded and request.kind == "specimen":
        raise ConfigurationError(
            "A specimen's label is not printed to be tried.",
            hint="Try its design: tracker label sheet FILE.csv --design tube --grade",
        )


def _require_own_options(request: Request) -> None:
    """What is said of one kind and asked of another would be left out without a word."""
    said = {
        "--lot": bool(request.lot),
        "--expiry": bool(request.expiry),
        "--role": bool(request.role),
        "--count": request.count != 0,
        "--reason": bool(request.reason),
        "--paper": request.paper.lower() != "letter",
    }
    for option, kinds in _ONLY_OF.items():
        if said[option] and request.kind not in kinds:
            raise ConfigurationError(f"{option} belongs to: {', '.join(kinds)}.", hint=f"Leave {option} out.")
    if request.expiry and not request.lot:
        raise ConfigurationError("--expiry belongs to --lot.", hint="Say which lot; one on record has its expiry.")


def _require_calibration(request: Request, printer: Printer | None) -> None:
    """Each sheet's page is one, of the sheet alone, and on paper."""
    if request.what or request.is_all or request.start != 1 or request.copies != 1:
        raise ConfigurationError(
            "A calibration page is of a sheet as a whole, and of nothing else.",
            hint="For example: tracker label calibration --stock 5160 --to page.pdf",
        )
    if printer is not None and printer.takes == "zpl":
        raise ConfigurationError(
            "A label printer has a roll, not sheets.", hint="Choose a .pdf file, or print to cups:QUEUE."
        )


def destination_of(settings: Settings, request: Request) -> Destination | None:
    """Without ``--to`` the printer that this kind of label belongs to; None for what is only to be looked at."""
    from tracker.labelling.destinations import destination, destination_for, kind_asked

    if request.to:
        return destination(settings, request.to)
    if (request.is_preview or request.is_graded) and request.kind not in ("roll", "downtime"):
        return None
    belongs = kind_asked(request.kind)
    found = destination_for(settings, belongs)
    if found is None:
        raise ConfigurationError(
            "Say where the labels are to go.",
            hint=f"--to labels.pdf, or --preview, or a printer in settings.toml with {belongs.value} among its labels.",
        )
    return found


def setting_of(settings: Settings, to: Destination | None, request: Request) -> Setting:
    """Ours and the clinic's own designs and sheets; 203 dpi for label printers, 600 for paper."""
    from labels.resolution import resolution
    from labels.stocks import load_stocks, stock_named
    from tracker.cli.label_sheets import moved
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import Setting
    from tracker.labelling.trying_designs import tried_designs

    designs, sheets = tried_designs(settings.home / "labels"), load_stocks(settings.home / "sheets")
    _tell_faulty("designs", designs.faults, request.design)
    if request.sheet:
        _tell_faulty("sheets", sheets.faults, request.sheet)
    with in_families():
        sheet = stock_named(request.sheet, sheets) if request.sheet else None
        dots = resolution(request.dpi or (to.dpi if to else 600))
    profile = to.profile if to else None
    if request.dpi and profile and profile.dpi and request.dpi != profile.dpi:
        raise ConfigurationError(
            f"The print head of {profile.name} has {profile.dpi} dpi, so what is drawn at {request.dpi} comes out at another"
            " size.",
            hint="Leave --dpi out.",
        )
    made = Setting(designs, dots, sheet, request.start, request.design, request.copies, profile)
    return replace(made, stock=moved(made.stock, request.offset, to.printer if to else None))


def _tell_faulty(what: str, faults: Collection[str], asked: str | None) -> None:
    """In one line: what is wrong with one is told whenever it is the one that is asked for, and by the doctor."""
    if faults and asked not in faults:
        count = f"1 of your own {what} is" if len(faults) == 1 else f"{len(faults)} of your own {what} are"
        say(f"! {count} faulty: tracker doctor")


def paper_named(name: str) -> Paper:
    from labels.card import Paper

    known = next((one for one in Paper if one == name.lower()), None)
    if known is None:
        raise ConfigurationError(f"There is no paper '{name}'.", hint=f"There are: {', '.join(Paper)}.")
    return known


def day_of(text: str) -> date | None:
    if not text:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"'{text}' is no date.", hint="Write it as 2027-09-30.") from None
