"""The doctor's questions about printers: each that the settings name is asked how it is; nothing comes out of any."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.config import Settings
from tracker.errors import ConfigurationError, DeviceError
from tracker.hardware.printers.opening import open_printer
from tracker.media import PrinterSetting
from tracker.station.examined import Examined
from tracker.text import without_secrets


def examine_printers(settings: Settings) -> Iterator[Examined]:
    """The printers in the order of the settings, then the two that are named by their URL alone."""
    for one in settings.printers:
        yield _asked(f"Printer {one.name}", one.url, _described(one))
    for name in ("specimen_printer", "manifest_printer"):
        url: str = getattr(settings, name)
        if url:
            yield _asked(f"Printer {name}", url, "")
    try:
        from tracker.labelling.bedside import specimen_destination

        specimen_destination(settings)
    except ConfigurationError as fault:
        yield Examined("fault", "Specimen labels", fault.message, fault.hint)
    except ImportError as fault:
        # What draws labels lacks a library, of which the doctor tells elsewhere.
        yield Examined("fault", "Specimen labels", f"{fault.name or 'a library'} is missing.")


def _described(one: PrinterSetting) -> str:
    parts = [f"{' and '.join(one.labels)} labels" if one.labels else "", str(one.medium) if one.medium else ""]
    return "".join(f", {part}" for part in parts if part)


def _asked(about: str, url: str, described: str) -> Examined:
    shown = without_secrets(url)
    try:
        words = open_printer(url).examine()
    except (ConfigurationError, DeviceError) as fault:
        return Examined("fault", about, f"{shown}{described}: {fault.message}", fault.hint)
    return Examined("ok", about, f"{words}: {shown}{described}")
