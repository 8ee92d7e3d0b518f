"""``partners.csv``: who carries, tests or keeps specimens for the clinic, one line for each.

================ ======== ==================================================================================
column           needed   what it holds
================ ======== ==================================================================================
name             yes      ``Fernhollow Reference Laboratory``
kind             yes      courier, laboratory or site
transit_minutes  yes      how long a bag usually takes there (a courier: on his round)
clia             for laboratories: the CLIA number (42 CFR 493.1242(c): specimens go to certified laboratories only)
code                      its house code; empty for the known one of this kind and name, else a new one
================ ======== ==================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.once import read_once
from tracker.exchange.rows import Checked
from tracker.exchange.table import Line, Progress
from tracker.specimens.entries import NOTHING_KNOWN_OF_THE_LAB, KnownLab, PartnerRow
from tracker.specimens.facts import PartyKind

COLUMNS: Final = Columns(required=("name", "kind", "transit_minutes"), optional=("clia", "code"))
KINDS: Final = (PartyKind.COURIER, PartyKind.LABORATORY, PartyKind.SITE)
MOST_MINUTES: Final = 60 * 24 * 30


def read_partners(
    source: Path | bytes, lab: KnownLab = NOTHING_KNOWN_OF_THE_LAB, progress: Progress | None = None
) -> Checked[PartnerRow]:
    """The partners of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    return read_once(
        source, COLUMNS, lambda line: _partner(line, lab), lambda row: {"code": row.code, "name": row.name}, progress
    )


def _partner(line: Line, lab: KnownLab) -> PartnerRow | None:
    code, name = codes.house_code(line, "code", "P"), cells.need_name(line, "name")
    word, clia = cells.need_choice(line, "kind", KINDS), codes.clia(line, "clia")
    minutes = cells.need_whole(line, "transit_minutes", 1, MOST_MINUTES)
    if code is None or not name or not word or clia is None or minutes is None:
        return None
    known = lab.partners.get(code or lab.partner_names.get((word, name), ""), "")
    if word == PartyKind.LABORATORY and not (clia or known):
        line.fault("clia", "This laboratory has no CLIA number.", "Write it as on its certificate, like 05D0000000.")
        return None
    if word == PartyKind.COURIER and clia:
        line.fault("clia", "A courier has no CLIA number.", "Leave it empty, or write laboratory as its kind.")
        return None
    return PartnerRow(code, name, PartyKind(word), clia, minutes, line.number)
