"""``tracker import``: a clinic's own tables, and what is ordered for its patients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out_json, progress, say
from tracker.cli.file_faults import out_faults
from tracker.cli.import_register import REGISTERS, Wanted, import_register
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.exchange.importing import Kind, Result


def import_(
    kind: Annotated[
        str,
        typer.Argument(
            help="items, locations, par, stock, suppliers, offers, orders, containers, tests, partners, holders or"
            " requisitions; a public register: gudid, ndc or recalls."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="A CSV file (docs/importing.md: its columns); a register as it came.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")] = False,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help="For offers and orders: a price or quantity far from what is usual is meant."),
    ] = False,
    quarantine: Annotated[
        bool, typer.Option("--quarantine", help="For recalls: hold back the lots that a notice names for sure.")
    ] = False,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """A clinic's own table from CSV: all or nothing, repeatable; exit status 1 for faults. Or a public register."""
    from tracker.exchange.importing import KINDS

    if kind in REGISTERS and not anyway:
        wanted = Wanted(is_dry_run=dry_run, as_json=json, is_quarantining=quarantine, badge=badge)
        return import_register(kind, file, settings_for(database), wanted)
    if anyway and kind not in ("offers", "orders"):
        raise ConfigurationError("--anyway belongs to offers and orders.", hint="tracker import orders FILE --anyway")
    if quarantine:
        raise ConfigurationError("--quarantine belongs to recalls.", hint="tracker import recalls FILE")
    chosen = next((known for known in KINDS if known == kind), None)
    if chosen is None:
        raise ConfigurationError(
            f"There is no import of '{kind}'.", hint=f"There are: {', '.join((*KINDS, *REGISTERS))}."
        )
    result = _imported(chosen, file, settings_for(database), is_dry_run=dry_run, is_anyway=anyway)
    if json:
        _out_json(kind, result, is_dry_run=dry_run)
    else:
        _say(kind, file, result, is_dry_run=dry_run)
    return 1 if result.faults else 0


def _imported(kind: Kind, file: Path, settings: Settings, *, is_dry_run: bool, is_anyway: bool) -> Result:
    from tracker.cli.proving import acting, open_as
    from tracker.exchange.importing import import_file
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.station.opening import clock_of, vault_at_hand, vault_of

    store, journal = open_as(settings)
    try:
        with store.reading() as connection:
            now = clock_of(connection)()
        pen = Pen(journal, stamp(now), acting(), settings.zone)
        with progress(f"importing {kind}") as report:
            vault = vault_of(store, settings) if kind == "requisitions" else vault_at_hand(store, settings)
            return import_file(store, pen, kind, file, report, is_dry_run=is_dry_run, is_anyway=is_anyway, vault=vault)
    finally:
        store.close()


def _out_json(kind: str, result: Result, *, is_dry_run: bool) -> None:
    done = result.imported
    faults = [{"line": f.line, "column": f.column, "error": f.message, "hint": f.hint} for f in result.faults]
    counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    out_json({"import": kind, "dry_run": is_dry_run, **counts, "fault_count": result.fault_count, "faults": faults})


def _say(kind: str, file: Path, result: Result, *, is_dry_run: bool) -> None:
    if result.faults:
        count = out_faults(result.faults, result.fault_count)
        say(f"✖ {count} in {file}; nothing was imported.")
        return
    done, would = result.imported, "would be " if is_dry_run else ""
    say(f"✔ {kind}: {done.added} {would}added, {done.changed} {would}changed, {done.unchanged} unchanged")
    if kind == "locations" and done.added:
        say(
            "  Other files may call them by name; codes stand on their labels: tracker label location --all --to rooms.pdf"
        )
