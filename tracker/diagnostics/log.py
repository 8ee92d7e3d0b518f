"""The log: a JSON object a line in the home folder, of fields that may hold nothing foreign (:mod:`.fields`).

What is written is the message as it stands in the code, never what it is filled in with. Opened for each line, which are
few: several programs write into one home, and a file that another has put aside is not written into any more.
"""

from __future__ import annotations

import json
import logging
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tracker.diagnostics.crash import keep_crash, place_of
from tracker.diagnostics.fields import FIELDS, LEFT_OUT, Value, allowed
from tracker.plain_files import plain_content

FILE = "tracker.log"
LARGEST = 1_000_000
"""Bytes; then the file is put aside."""
KEPT = 3
"""Files put aside, ``tracker.log.1`` the newest."""
FAULT = "fault"
"""``extra={"fault": error}``: it was not foreseen, and a report of it is kept beside the log."""
_PLACEHOLDER = re.compile(r"%[a-z]")


class HomeLog(logging.Handler):
    """Writes what the program says of itself into ``home``, where that is there. Never raises: a full disk is no reason to
    stop."""

    def __init__(self, home: Path) -> None:
        super().__init__(logging.INFO)
        self.home = home
        self._reported: set[tuple[str, str]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            append(self.home, line_of(record))
        fault = getattr(record, FAULT, None)
        if isinstance(fault, BaseException) and self.home.is_dir():
            self._report(fault)

    def _report(self, fault: BaseException) -> None:
        """Each fault once, however often it happens."""
        which = (type(fault).__name__, place_of(fault))
        if which not in self._reported:
            self._reported.add(which)
            keep_crash(self.home, fault)


def line_of(record: logging.LogRecord) -> str:
    given: dict[str, object] = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    given.setdefault("place", f"{record.name.replace('.', '/')}.py:{record.lineno}")
    given |= {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "from": record.name,
        "level": record.levelname.lower(),
        "text": _PLACEHOLDER.sub("…", record.msg) if isinstance(record.msg, str) else LEFT_OUT,
    }
    return json.dumps(allowed(given), ensure_ascii=True)


def append(home: Path, line: str) -> None:
    """One line, and the file put aside once it is full. Raises OSError; nothing where there is no such folder."""
    if not home.is_dir():
        return
    path = home / FILE
    with suppress(FileNotFoundError):
        if path.stat().st_size >= LARGEST:
            _put_aside(path)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def _put_aside(path: Path) -> None:
    for number in range(KEPT, 0, -1):
        older = path.with_name(f"{path.name}.{number - 1}") if number > 1 else path
        with suppress(FileNotFoundError):
            older.replace(path.with_name(f"{path.name}.{number}"))


def keep_log(home: Path) -> None:
    """Log into ``home`` from now on; what was logged into before is left."""
    logger = logging.getLogger("tracker")
    for handler in [each for each in logger.handlers if isinstance(each, HomeLog)]:
        if handler.home == home:
            return
        logger.removeHandler(handler)
    logger.addHandler(HomeLog(home))
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)


def last_lines(home: Path, count: int) -> list[dict[str, Value]]:
    """The newest lines, oldest first, without their texts: the place says which it is, and what somebody else has written
    into the file is held to the other fields' forms."""
    found: list[dict[str, Value]] = []
    for name in (f"{FILE}.1", FILE):
        with suppress(OSError):
            content = plain_content(home / name, 2 * LARGEST)
            for line in content.split(b"\n"):
                with suppress(ValueError, RecursionError):
                    value = json.loads(line)
                    if isinstance(value, dict):
                        found.append(allowed({name: each for name, each in value.items() if name != "text"}))
    return found[-count:]
