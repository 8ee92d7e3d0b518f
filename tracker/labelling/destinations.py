"""Where labels go: a printer of the settings by its name, any other by its URL, or the one that a kind belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.hardware.printers.opening import open_printer, printer_url
from tracker.hardware.printers.printer import Printer
from tracker.labelling.wanted import Wants, kind_of
from tracker.media import LabelKind, PrinterSetting

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_DPI = {"zpl": 203, "pdf": 600}


@dataclass(frozen=True, slots=True)
class Destination:
    """``profile`` is None for a printer that the settings do not describe."""

    printer: Printer
    profile: PrinterSetting | None

    @property
    def dpi(self) -> int:
        """What is drawn for it where nobody says another."""
        return (self.profile and self.profile.dpi) or _DPI.get(self.printer.takes, 300)


def destination(settings: Settings, to: str) -> Destination:
    """``to`` is a name from the settings, or a URL or file as :func:`open_printer` takes it.

    :raises ConfigurationError: neither (``printer_unknown``, ``printer_url``, ``printer_format``).
    """
    named = next((one for one in settings.printers if one.name.lower() == to.lower()), None)
    if named is None and _NAME.fullmatch(to):
        known = ", ".join(one.name for one in settings.printers)
        raise ConfigurationError(
            f"There is no printer '{to}'.",
            hint=f"settings.toml names: {known}." if known else "Name it in settings.toml, or give a file or a URL.",
            code="printer_unknown",
        )
    found = named or profile_at(settings.printers, open_printer(to).url)
    return Destination(open_printer(named.url if named else to, found.name if found else ""), found)


def destination_for(settings: Settings, kind: LabelKind) -> Destination | None:
    """The printer that this kind of label belongs to; None where the settings name none.

    :raises ConfigurationError: its URL is no printer's.
    """
    profile = settings.printer_for(kind)
    return Destination(open_printer(profile.url, profile.name), profile) if profile else None


def profile_at(printers: Sequence[PrinterSetting], url: str) -> PrinterSetting | None:
    """What the settings say of the printer with this URL. A printer of theirs whose URL is wrong is not it."""
    wanted = printer_url(url)
    return next((one for one in printers if printer_url(one.url) == wanted), None)


def called(printers: Sequence[PrinterSetting], url: str) -> str:
    """What people call the printer with this URL: its name in the settings, else the URL itself."""
    profile = profile_at(printers, url)
    return profile.name if profile else url


def called_fully(printers: Sequence[PrinterSetting], url: str) -> str:
    """The same where there is room: ``tubes (zpl://10.0.0.7:9100)``."""
    name = called(printers, url)
    return name if name == url else f"{name} ({url})"


def printer_at(printers: Sequence[PrinterSetting], url: str) -> Printer:
    """The printer with this URL, whose faults name it as the settings do.

    :raises ConfigurationError: no printer's URL.
    """
    profile = profile_at(printers, url)
    return open_printer(url, profile.name if profile else "")


def kind_asked(kind: str) -> LabelKind:
    """Of a word of the command line: ``item``, ``specimen``, ``sheet`` …"""
    return kind_of(Wants(kind)) if kind in set(Wants) else LabelKind.SUPPLY
