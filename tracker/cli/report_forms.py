"""A report's answer in the form that was asked for."""

from __future__ import annotations

import json

from tracker.cli.report_specimens import Papered
from tracker.labelling.faults import in_families
from tracker.reports.table import Table, as_csv, as_text
from tracker.text import safe

_LONGEST_LINE = 2000


def written(answer: Table | Papered, form: str, *, clinic: str, paper: str) -> str | bytes:
    """Text for a terminal or a pipe, bytes for a file. Raises what :mod:`tracker.reports.table_xlsx` and
    :mod:`tracker.reports.table_pdf` raise."""
    if isinstance(answer, Papered):
        return answer.content
    if form == "json":
        # In ASCII, as all JSON here: no terminal can be driven by what a code contained.
        return json.dumps(answer.as_object(), ensure_ascii=True) + "\n"
    if form == "csv":
        return as_csv(answer)
    if form == "xlsx":
        from tracker.reports.table_xlsx import as_xlsx

        return as_xlsx(answer, clinic)
    if form == "pdf":
        from labels.card import Paper
        from tracker.reports.table_pdf import table_pdf

        with in_families():
            return table_pdf(answer, clinic, Paper(paper))
    return "".join(f"{safe(line, _LONGEST_LINE)}\n" for line in as_text(answer))
