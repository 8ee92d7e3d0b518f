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
    from labels.resolution import Resolution


def examine_designs(settings: Settings) -> Iterator[Examined]:
    """Nothing where the clinic has no files of its own, or what draws labels is missing: that is told of the reader."""
    # Here, since numpy and the typefaces come along.
    try:
        from labels.stocks import load_stocks
        from tracker.labelling.trying_designs import tried_designs
        from tracker.station.sampling_labels import sample_designs
    except ImportError:
        return

    folder = settings.home / "labels"
    designs = tried_designs(folder)
    heads = _heads(settings, designs)
    faults = {**_not_for_its_printer(heads, designs), **designs.faults}
    sampled = sample_designs([each for name, each in _own(designs).items() if name not in faults], heads)
    yield from _told("label design", folder, {**faults, **sampled.faults}, sampled.words)
    yield from _told("label sheet", settings.home / "sheets", load_stocks(settings.home / "sheets").faults)


def _own(designs: Mapping[str, Design]) -> Mapping[str, Design]:
    from labels.loading import own_designs

    ours = own_designs()
    return {name: each for name, each in designs.items() if ours.get(name) is not each}


def _heads(settings: Settings, designs: Mapping[str, Design]) -> Mapping[str, Resolution]:
    """By a design's name the print head of the printer from which its labels come, where one is named."""
    from labels.design import Purpose
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
    kinds = {
        name: LabelKind.SUPPLY if design.purpose is Purpose.SUPPLY else LabelKind.SPECIMEN
        for name, design in designs.items()
    }
    return {name: heads[kind] for name, kind in kinds.items() if kind in heads}


def _not_for_its_printer(heads: Mapping[str, Resolution], designs: Mapping[str, Design]) -> dict[str, LabelError]:
    """Good for other print heads than that of the printer from which its labels come."""
    from labels.drawing import require_modules

    faults = {}
    for name, resolution in heads.items():
        try:
            require_modules(designs[name], resolution)
        except LabelError as fault:
            faults[name] = fault
    return faults


def _told(what: str, folder: Path, faults: Mapping[str, LabelError], tried: str = "") -> Iterator[Examined]:
    for name, fault in faults.items():
        yield Examined("fault", f"{what.capitalize()} {name}", fault.message, fault.hint)
    count = len([*folder.glob("*.toml")])
    if count and not faults:
        yield Examined("ok", f"{what.capitalize()}s", f"{count} of your own in {folder}{f': {tried}' if tried else ''}")
