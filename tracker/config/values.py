"""What a setting's value may be, where its type alone does not say so, and in which words it is refused."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated
from unicodedata import category
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator

from tracker.media import LabelKind, PrinterSetting
from tracker.plain_files import in_full


def has_no_control_characters(value: object) -> object:
    """``value``, whose texts are addresses, names and paths: no system opens a path with a zero in it. Raises ValueError."""
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    if any(category(each) == "Cc" for text in texts if isinstance(text, str) for each in text):
        raise ValueError("a control character stands in it: write it again by hand")
    return value


def _are_told_apart(value: tuple[PrinterSetting, ...]) -> tuple[PrinterSetting, ...]:
    names = [one.name.lower() for one in value]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two printers have the name {twice}")
    for kind in LabelKind:
        having = [one.name for one in value if kind in one.labels]
        if len(having) > 1:
            raise ValueError(f"{' and '.join(having)} both print {kind} labels: leave that to one of them")
    return value


def _leaves_paper(url: str) -> str:
    if url.startswith("memory:"):
        raise ValueError("memory: prints nothing, it is for tests: write zpl://HOST:9100 or cups:QUEUE")
    return url


def _leave_paper(value: tuple[PrinterSetting, ...]) -> tuple[PrinterSetting, ...]:
    for one in value:
        _leaves_paper(one.url)
    return value


def _are_of_three_classes(least: int, most: int, value: object) -> object:
    is_list = isinstance(value, list | tuple) and len(value) == len("ABC")
    if not is_list or not all(type(each) is int and least <= each <= most for each in value):  # type: ignore[attr-defined]
        raise ValueError(f"three numbers from {least} to {most} belong here, for the classes A, B and C")
    return value


def _are_fingerprints(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"SHA256:[0-9a-f]{4}(-[0-9a-f]{4}){7}", each) for each in value):
        raise ValueError("write fingerprints as 'tracker doctor' shows them, SHA256:0f3a-...")
    return value


def _are_in_full(value: tuple[Path, ...]) -> tuple[Path, ...]:
    folders = tuple(in_full(folder) for folder in value)
    if not all(folder.is_absolute() for folder in folders):
        raise ValueError("write folders in full, as /mnt/office/clinic")
    return folders


def _are_hours(value: str) -> str:
    day, time = "(mon|tue|wed|thu|fri|sat|sun)", "([01][0-9]|2[0-3]):[0-5][0-9]"
    part = f"{day}(-{day})? {time}-({time}|24:00)"
    if value and not re.fullmatch(f"{part}(, ?{part})*", value):
        raise ValueError("write it as 'mon-fri 07:00-18:30, sat 08:00-12:00'")
    return value


def _is_known_zone(value: str) -> str:
    if value:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; write it as America/Chicago") from None
    return value


Printers = Annotated[tuple[PrinterSetting, ...], AfterValidator(_are_told_apart), AfterValidator(_leave_paper)]
PrinterUrl = Annotated[str, AfterValidator(_leaves_paper)]
PercentByClass = Annotated[tuple[int, int, int], BeforeValidator(partial(_are_of_three_classes, 0, 100))]
DaysByClass = Annotated[tuple[int, int, int], BeforeValidator(partial(_are_of_three_classes, 1, 3650))]
Fingerprints = Annotated[tuple[str, ...], AfterValidator(_are_fingerprints)]
Folders = Annotated[tuple[Path, ...], AfterValidator(_are_in_full)]
Hours = Annotated[str, AfterValidator(_are_hours)]
Zone = Annotated[str, AfterValidator(_is_known_zone)]
