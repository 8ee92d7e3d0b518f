"""The doctor's questions about the clinic's own labels and sheets: each file that cannot be used, before it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from labels.errors import LabelError
from tracker.config import Settings
from tracker.station.examined import Examined


def examine_designs(settings: Settings) -> Iterator[Examined]:
    """Nothing where the clinic has no files of its own, or what draws labels is missing: that is told of the reader."""
    # Here, since numpy and the typefaces come along.
    try:
        from labels.stocks import load_stocks
        from tracker.labelling.trying_designs import tried_designs
    except ImportError:
        return

    yield from _told("label design", settings.home / "labels", tried_designs(settings.home / "labels").faults)
    yield from _told("label sheet", settings.home / "sheets", load_stocks(settings.home / "sheets").faults)


def _told(what: str, folder: Path, faults: Mapping[str, LabelError]) -> Iterator[Examined]:
    for name, fault in faults.items():
        yield Examined("fault", f"{what.capitalize()} {name}", fault.message, fault.hint)
    count = len([*folder.glob("*.toml")])
    if count and not faults:
        yield Examined("ok", f"{what.capitalize()}s", f"{count} of your own in {folder}")
