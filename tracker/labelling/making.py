"""From what is wanted to pages that have been read back, one label at a time, so that hundreds show their progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from labels.design import Design
from labels.drawing import Label, draw
from labels.errors import LabelError
from labels.output import Format, rendered
from labels.page import Page, Placement, page, roll_page
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import Stock
from labels.zpl import Setup, zpl
from labels.zpl_native import Native, native_fields
from tracker.labelling.faults import family_of, in_families, without_values
from tracker.labelling.suiting import require_said, require_suited
from tracker.labelling.wanted import Wanted, design_for, kind_of, values_for
from tracker.media import Feed, LabelKind, PrinterSetting

T = TypeVar("T")
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """How labels are made. Without ``stock`` each label is a page of its own, as on a roll."""

    designs: Mapping[str, Design]
    resolution: Resolution
    stock: Stock | None = None
    start: int = 1
    """The first free label of the first sheet."""
    design: str | None = None
    """Asked for by name; else the one that suits."""
    copies: int = 1
    """Of each label, side by side on sheets. On a roll it is the printer that repeats a page."""
    profile: PrinterSetting | None = None
    """The printer as the settings describe it; what is in it decides on the design, where there is no ``stock``."""
    is_trial: bool = False
    """Only looked at: a specimen's design is tried with made-up values, and nothing is printed."""


def make_labels(wanted: Sequence[Wanted], setting: Setting, report: Report) -> list[Label]:
    """Every label drawn; not read back yet. Raises Refusal or ConfigurationError that names which one."""
    made = []
    for number, one in enumerate(wanted, start=1):
        made.append(told(one, lambda one: drawn_label(one, setting)))
        report(number, len(wanted))
    return made


def told(wanted: Wanted, make: Callable[[Wanted], T]) -> T:
    """What is made of it. Raises Refusal or ConfigurationError that names which one; of a specimen's label no word more than
    that."""
    if kind_of(wanted.wants) is LabelKind.SUPPLY:
        with in_families(wanted.about):
            return make(wanted)
    try:
        return make(wanted)
    except LabelError as error:
        fault = without_values(error)
    # Outside the handler, so that no traceback carries the label's words along.
    raise family_of(fault)(f"Specimen {wanted.about}: {fault.message}", hint=fault.hint, code=fault.code)


def drawn_label(wanted: Wanted, setting: Setting) -> Label:
    """Whatever way a label was asked for, here is decided whether it may be: its design is for such labels, and what was
    drawn says what it must and nothing that it must not. Raises LabelError."""
    design = design_of(wanted, setting)
    values = values_for(wanted, design)
    if setting.is_trial:
        return draw(design, values, setting.resolution)
    require_suited(wanted, design, values)
    label = draw(design, values, setting.resolution)
    require_said(wanted, design, values, label)
    return label


def design_of(wanted: Wanted, setting: Setting) -> Design:
    """Raises LabelError where none fits what is in the printer."""
    medium = setting.profile.medium if setting.profile else None
    return design_for(wanted, setting.designs, setting.stock, setting.design, medium)


def make_pages(labels: Sequence[Label], setting: Setting) -> tuple[Page, ...]:
    """The labels on their sheets, or each by itself; each was read back when its page was made."""
    with in_families():
        if setting.stock is None:
            return tuple(on_medium(label, setting.profile) for label in labels)
        return tuple(sheets([label for label in labels for _ in range(setting.copies)], setting.stock, setting.start))


def on_medium(label: Label, profile: PrinterSetting | None) -> Page:
    """In the middle of what is in the printer: most heads take what they print from the middle of the roll."""
    medium = profile.medium if profile else None
    if medium is None:
        return roll_page(label)
    rows, columns = label.dots.shape
    width = max(columns, label.resolution.dots(medium.width_mm))
    height = max(rows, label.resolution.dots(medium.height_mm or 0))
    return page(label.resolution, width, height, [Placement(label, (width - columns) // 2, (height - rows) // 2)])


def as_sent(wanted: Sequence[Wanted], pages: Sequence[Page], setting: Setting, takes: str) -> bytes:
    """The bytes for a printer that takes this format. ``wanted`` are the pages' labels where each has its own.

    Raises LabelError where the format holds fewer pages than there are.
    """
    copies = 1 if setting.stock else setting.copies
    if takes != Format.ZPL:
        return rendered(pages, Format(takes), copies)
    setup = _setup(setting.profile)
    is_native = setting.profile is not None and setting.profile.fields == "native" and setting.stock is None
    if not is_native:
        return b"".join(zpl(one, copies, setup) for one in pages)
    return b"".join(
        zpl(one, copies, setup, _natives(each, one, setting)) for each, one in zip(wanted, pages, strict=True)
    )


def _natives(wanted: Wanted, one: Page, setting: Setting) -> tuple[Native, ...]:
    """What of a page with one label the printer can draw itself."""
    (placed,) = one.placements
    design = design_of(wanted, setting)
    return native_fields(design, values_for(wanted, design), placed.label)


def _setup(profile: PrinterSetting | None) -> Setup:
    if profile is None:
        return Setup()
    feed = {None: "", Feed.GAP: "Y", Feed.MARK: "M", Feed.CONTINUOUS: "N"}[profile.feed]
    return Setup(feed, profile.darkness, profile.speed)
