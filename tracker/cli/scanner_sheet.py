"""``tracker scanner sheet``: the page of test codes, to a file or a printer."""

from __future__ import annotations

from tracker.cli.console import say
from tracker.cli.label_wanted import clinic_of
from tracker.cli.options import settings_for
from tracker.errors import ConfigurationError


def print_sheet(database: str | None, to: str, paper: str) -> int:
    """Draw the sheet, read every symbol back, and let it out."""
    from labels.card import Paper
    from labels.output import Format, rendered
    from labels.resolution import resolution
    from tracker.labelling.destinations import destination
    from tracker.labelling.faults import in_families
    from tracker.labelling.scanner_sheet import scanner_sheet
    from tracker.labelling.trying_designs import tried_designs

    if not to:
        raise ConfigurationError("Say where the sheet is to go.", hint="--to sheet.pdf, or --to cups:QUEUE.")
    settings = settings_for(database)
    chosen = next((one for one in Paper if one == (paper or settings.paper).lower()), None)
    if chosen is None:
        raise ConfigurationError(f"There is no paper '{paper}'.", hint=f"There are: {', '.join(Paper)}.")
    printer = destination(settings, to).printer
    if printer.takes == "zpl":
        raise ConfigurationError("A label printer has no sheets.", hint="Use --to sheet.pdf, or --to cups:QUEUE.")
    with in_families():
        dots = resolution(600 if printer.takes == "pdf" else 300)
        page = scanner_sheet(tried_designs(settings.home / "labels"), clinic_of(settings), chosen, dots)
        content = rendered([page], Format(printer.takes))
    is_out = printer.send(content, "scanner test sheet")
    say(f"✔ The sheet of test codes, all read back, {'in' if is_out else 'taken by'} {printer.url}")
    say("  Print it at 100 %, not fitted to the page; then: tracker scanner test")
    return 0
