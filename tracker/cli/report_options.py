"""What may stand behind ``tracker report``, with the words that its help says of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NameArgument = Annotated[
    str,
    typer.Argument(
        help="today, stock, restock, expiring, usage, abc, waste, fefo, valuation, budget, dead, turns, stockouts, reorder,"
        " deliveries, par, parked, transfers, recalls, recall, count, missing, open, specimens, afterwards, access, staff;"
        " trace ITEM LOT, lot ITEM LOT, custody NUMBER, manifest SHIPMENT."
    ),
]
WhatArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="A specimen's, order's, count's or recall's number, a shipment's or requisition's code, or an item (code,"
        " name or GTIN) and its lot."
    ),
]
FormatOption = Annotated[str | None, typer.Option("--format", help="table, json, csv, xlsx or pdf.")]
ToOption = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Into a file; its name tells the format.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="How it stood at that day's end.")]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From that day on.")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to that day's end.")]
SiteOption = Annotated[str | None, typer.Option("--site", help="Only there, by code or name.")]
RoomOption = Annotated[str | None, typer.Option("--room", help="Only there, by code or name.")]
ItemOption = Annotated[str | None, typer.Option("--item", help="Only this one: code, name or GTIN.")]
DaysOption = Annotated[
    int | None,
    typer.Option("--days", metavar="N", help="The last N days; for expiring the next N, for dead unused for N."),
]
ByOption = Annotated[
    str | None, typer.Option("--by", help="What a line is: item, room, person, patient, month, reason, supplier.")
]
PersonOption = Annotated[str | None, typer.Option("--person", metavar="BADGE", help="Only what this badge did.")]
RecordOption = Annotated[
    bool, typer.Option("--record", help="access: of the patient whose record number is asked for, or piped in.")
]
BundleOption = Annotated[
    Path | None,
    typer.Option("--bundle", metavar="FILE.zip", help="Custody with all that proves it, for 'tracker verify'."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
BadgeOption = Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for --bundle.")]
PaperOption = Annotated[str, typer.Option("--paper", help="letter or a4, for pdf.")]
