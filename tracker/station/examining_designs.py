"""The doctor's questions about the clinic's own labels and sheets: each file that cannot be used, before it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from labels.errors import LabelError
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.media import LabelKind
from tracker.station.examined import Examined

if TYPE_CHECKING:
    from labels.design import Design


def examine_designs(settings: Settings) -> Iterator[Examined]:
    """Nothing where the clinic has no files of its own, or what draws labels is missing: that is told of the reader."""
    # Here, since numpy and the typefaces come along.
    try:
        from labels.stocks import load_stocks
        from tracker.labelling.trying_designs import tried_designs
    except ImportError:
        return

    folder = settings.home / "labels"
    designs = tried_designs(folder)
    yield from _told("label design", folder, {**_not_for_its_printer(settings, designs), **designs.faults})
    yield from _told("label sheet", settings.home / "sheets", load_stocks(settings.home / "sheets").faults)


def _not_for_its_printer(settings: Settings, designs: Mapping[str, Design]) -> dict[str, LabelError]:
    """Good for other print heads than that of the printer from which its labels come."""
    from labels.design import Purpose
    from labels.drawing import require_modules
    from labels.resolution import Resolution
    from tracker.labelling.destinations import destination_for

    heads: dict[LabelKind, Resolution] = {}
    for kind in LabelKind:
        try:
            found = destination_for(settings, kind)
        except ConfigurationError:
            continue  # told of the printers
        if found is not None:
            heads[kind] = Resolution(found.dpi)
    if settings.specimen_printer.startswith("zpl:"):
        heads[LabelKind.SPECIMEN] = Resolution(settings.specimen_printer_dpi)
    faults = {}
    for name, design in designs.items():
        kind = LabelKind.SUPPLY if design.purpose is Purpose.SUPPLY else LabelKind.SPECIMEN
        try:
            if kind in heads:
                require_modules(design, heads[kind])
        except LabelError as fault:
            faults[name] = fault
    return faults


def _told(what: str, folder: Path, faults: Mapping[str, LabelError]) -> Iterator[Examined]:
    for name, fault in faults.items():
        yield Examined("fault", f"{what.capitalize()} {name}", fault.message, fault.hint)
    count = len([*folder.glob("*.toml")])
    if count and not faults:
        yield Examined("ok", f"{what.capitalize()}s", f"{count} of your own in {folder}")
