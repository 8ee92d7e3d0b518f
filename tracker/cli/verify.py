"""``tracker verify``: is the journal as it was written?"""

from __future__ import annotations

from tracker.cli.console import out, out_json, progress, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for


def verify(database: DatabaseOption = None, json: JsonOption = False) -> int:
    """Recompute the journal's hash chain and check its signatures; exit status 1 where anything was changed."""
    from tracker.journal.verifying import verify as check
    from tracker.station.opening import open_store, own_key

    settings = settings_for(database)
    store = open_store(settings, is_readonly=True)
    try:
        with progress("verifying") as report, store.reading() as connection:
            checked = check(connection, report, own_key(settings))
    finally:
        store.close()
    if json:
        findings = [
            {"station": f.station, "seq": f.seq, "code": f.code, "message": f.message} for f in checked.findings
        ]
        out_json({"events": checked.events, "findings": findings})
    else:
        for finding in checked.findings:
            out(f"✖ {finding.station} {finding.message}")
        if not checked.findings:
            out(f"✔ {checked.events:,} events: nothing was changed, cut out or added.")
            say("  A cut-off tail with an older signed head, or an old copy put back, shows only against a checkpoint.")
    return 1 if checked.findings else 0
