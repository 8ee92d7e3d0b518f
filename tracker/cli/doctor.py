"""``tracker doctor``: what works here, what does not, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.console import out_answer, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for

SIGNS = {"ok": "✔", "absent": "○", "warning": "!", "fault": "✖"}


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Also recompute every balance from the ledger.")] = False,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="FILE", help="A zip for whoever helps, without anybody's data.")
    ] = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Look at the terminal, libraries, scanners, keys and the database; exit status 1 where something is at fault."""
    from tracker.cli.terminals import examine_terminal
    from tracker.station.examining import examine

    settings = settings_for(database)
    findings = [*examine_terminal(), *examine(settings, is_deep=deep)]
    if bundle is not None:
        from tracker.station.bundling import write_bundle

        made = write_bundle(bundle, settings, findings)
        say(f"✔ {made}: versions, settings, what is said below in short, the last lines of the log. No name, no scan.")
    if json:
        out_json(
            {"findings": [{"state": f.state, "about": f.about, "words": f.words, "hint": f.hint} for f in findings]}
        )
    else:
        for finding in findings:
            out_answer(SIGNS[finding.state], f"{finding.about}: {finding.words}", finding.hint)
    return 1 if any(finding.state == "fault" for finding in findings) else 0
