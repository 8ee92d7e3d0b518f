"""Labels on their way out of the command line: to a printer, into a file, onto the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labels.drawing import Label
    from labels.page import Page
    from labels.raster import Dots
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted


def send(
    settings: Settings, printer: Printer, pages: Sequence[Page], wanted: Sequence[Wanted], setting: Setting
) -> str:
    """Files are written; a printer's labels go through the clinic's queue, where there is a clinic."""
    from tracker.labelling.destinations import called_fully
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import as_sent

    if wanted and printer.url.startswith(("zpl:", "cups:", "brother-ql:")) and has_clinic(settings):
        from tracker.cli.printing import print_labels

        return print_labels(settings, printer, wanted, setting)
    with in_families():
        content = as_sent(wanted, pages, setting, printer.takes)
    is_out = printer.send(content, "labels")
    where = called_fully(settings.printers, printer.url)
    if not is_out:
        return f", taken by {where}: look whether they come out"
    return f", in {where}" if printer.url.startswith("file:") else f", printed by {where}"


def has_clinic(settings: Settings) -> bool:
    """Whether there is a database, and with it a print queue."""
    return settings.database.is_file()


def show(pictures: Sequence[Dots]) -> None:
    """Each as large as the terminal's width allows."""
    import shutil

    from labels.preview import preview

    columns = max(20, min(shutil.get_terminal_size().columns, 120))
    # Ink is dark and paper light, whatever the terminal's own colours are; in a pipe there are none.
    begin, end = ("\x1b[30;107m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    for dots in pictures:
        drawn = preview(dots, columns, columns // 2)
        width = max(map(len, drawn))
        sys.stdout.write("".join(f"{begin}{line.ljust(width)}{end}\n" for line in drawn) + "\n")


def counted(labels: Sequence[Label], pages: Sequence[Page], copies: int) -> str:
    """How many labels on how many pages, in words."""
    count = len(labels) or sum(bool(placed.label.promises) for page in pages for placed in page.placements)
    each = f" × {copies}" if copies > 1 else ""
    return f"{count} label{'s' if count != 1 else ''}{each} on {len(pages)} page{'s' if len(pages) != 1 else ''}"
