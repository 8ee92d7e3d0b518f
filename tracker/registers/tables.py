"""The tables of a register as they are downloaded: a zip, a folder, or one of the files with the others beside it.

They are somebody else's and of any size, so that they are read line by line, within limits, and a broken line is counted
and told, not fatal.
"""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import IO

from tracker.errors import ConfigurationError

LONGEST_LINE = 64 * 1024
"""Bytes. GUDID's longest cell has 4,000 characters."""
LONGEST_CELL = 300
"""Characters that are kept of a cell: enough for a name and what it is."""
MOST_BYTES = 64 * 2**30
"""Unpacked. The full GUDID release has about a tenth of that; a packed file that goes on for longer is no register."""
MOST_PACKED = 200
"""Bytes out of one packed byte. Tables pack to a tenth; deflate can be made to give a thousand times its size."""
MOST_LINES_IN_A_CELL = 20
TOLD_FAULTS = 5

Progress = Callable[[int, int], None]
"""(bytes read, bytes in all) of the unpacked tables."""


@dataclass(slots=True)
class Reading:
    """What has been read so far, and what was wrong with it."""

    progress: Progress
    total: int = 0
    done: int = 0
    broken: int = 0
    faults: list[str] = field(default_factory=list)
    digest: str = ""

    def fault(self, table: str, line: int, what: str) -> None:
        self.broken += 1
        if len(self.faults) < TOLD_FAULTS:
            self.faults.append(f"{table}, line {line}: {what}")

    def contradiction(self, table: str, what: str, rows: int) -> None:
        """``rows`` that say something else than one before them; seen when all are there, without their lines."""
        self.broken += rows
        if len(self.faults) < TOLD_FAULTS:
            self.faults.append(f"{table}: {what}")


@dataclass(frozen=True, slots=True)
class Tables:
    """Open tables by name (``device.txt``), in lower case."""

    files: dict[str, IO[bytes]]
    reading: Reading

    def rows(
        self, name: str, separator: str, needed: Sequence[str], wanted: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of one table with their line numbers: the cells of the columns ``needed`` and ``wanted``, by their names
        in lower case, wherever they stand; of a column in ``wanted`` that is not there they are empty.

        ConfigurationError ``not_a_register`` where a ``needed`` column is missing.
        """
        lines = self._lines(name)
        at, first = next(lines, (0, ""))
        if at > 1:
            raise ConfigurationError(
                f"{name}: the line that names its columns is too long.",
                hint="Give the whole download as it came, unpacked or not.",
                code="not_a_register",
            )
        columns = [plain(_unquoted(cell)).casefold() for cell in first.removeprefix("\ufeff").split(separator)]
        missing = [column for column in needed if column not in columns]
        twice = [column for column in (*needed, *wanted) if columns.count(column) > 1]
        if twice:
            raise ConfigurationError(
                f"{name} has two columns {twice[0]}: nobody can say which of them is meant.",
                hint="Give the whole download as it came, unpacked or not.",
                code="not_a_register",
            )
        if missing:
            raise ConfigurationError(
                f"{name} has no column {missing[0]}.",
                hint="Give the whole download as it came, unpacked or not: a spreadsheet saves it in another form.",
                code="not_a_register",
            )
        kept = [(column, columns.index(column)) for column in (*needed, *wanted) if column in columns]
        absent = dict.fromkeys((column for column in wanted if column not in columns), "")
        for number, cells in self._records(name, lines, separator, len(columns)):
            yield number, {column: plain(cells[place]) for column, place in kept} | absent

    def _records(
        self, name: str, lines: Iterator[tuple[int, str]], separator: str, width: int
    ) -> Iterator[tuple[int, list[str]]]:
        """Lines in cells. A cell with a quote, a separator or a line's end in it may be quoted as in CSV; a quote that
        opens and never closes is an inch sign."""
        ahead: deque[tuple[int, str]] = deque()
        while (each := ahead.popleft() if ahead else next(lines, None)) is not None:
            number, line = each
            cells = line.split(separator)
            if '"' in line:
                cells = [_unquoted(cell) for cell in cells]
                if len(cells) != width:
                    cells = _quoted(line, lines, ahead, separator, width) or cells
            if len(cells) == width:
                yield number, cells
            elif line:
                self.reading.fault(name, number, f"{len(cells)} cells, where {width} belong")

    def _lines(self, name: str) -> Iterator[tuple[int, str]]:
        file, reading, number = self.files[name], self.reading, 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            self._count(name, line)
            if number % 5000 == 0:
                reading.progress(reading.done, reading.total)
            if len(line) > LONGEST_LINE:
                reading.fault(name, number, f"more than {LONGEST_LINE // 1024} kB long")
                self._skip(name, line)
                continue
            yield number, _text(line).rstrip("\r\n")

    def _skip(self, name: str, line: bytes) -> None:
        """The rest of a line that is too long."""
        while line and not line.endswith(b"\n"):
            line = self.files[name].readline(LONGEST_LINE)
            self._count(name, line)

    def _count(self, name: str, line: bytes) -> None:
        self.reading.done += len(line)
        if self.reading.done > MOST_BYTES:
            raise ConfigurationError(f"{name} goes on for more than {MOST_BYTES // 2**30} GB.", code="not_a_register")


@contextmanager
def opened(path: Path, names: Sequence[str], progress: Progress) -> Iterator[Tables]:
    """The tables ``names`` at ``path``. ConfigurationError ``no_such_file`` or ``not_a_register``."""
    reading = Reading(progress)
    try:
        if path.is_dir():
            found = _by_name(path.iterdir(), names)
            yield from _of_files([found.get(name) for name in names], names, reading)
            return
        require_file(path)
        if zipfile.is_zipfile(path):
            yield from _of_zip(path, names, reading)
        else:
            beside = _by_name(path.parent.iterdir(), names)
            files = [path if path.name.casefold() == name else beside.get(name) for name in names]
            yield from _of_files(files if path.name.casefold() in names else [None], names, reading)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigurationError(
            f"{path.name} cannot be read: {words}.", hint="Download it again.", code="no_such_file"
        ) from error


def require_file(path: Path) -> None:
    """ConfigurationError ``not_a_register`` for what is there and no file: a pipe or a device may never end. OSError where
    nothing is there."""
    if not S_ISREG(path.stat().st_mode):
        raise ConfigurationError(
            f"{path.name} is no file.", hint="Give the download as it lies on the disk.", code="not_a_register"
        )


def _by_name(paths: Iterable[Path], names: Sequence[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for each in paths:
        name = each.name.casefold()
        if name in found and name in names:
            raise _twice(name)
        found[name] = each
    return found


def plain(cell: str) -> str:
    """A cell as it may be kept: one line, no control characters, at most :data:`LONGEST_CELL` characters."""
    if len(cell) <= LONGEST_CELL and cell.isprintable() and "  " not in cell:
        return cell.strip(" ")
    shown = "".join(character if character.isprintable() else " " for character in cell[: 4 * LONGEST_CELL])
    return " ".join(shown.split())[:LONGEST_CELL]


def _unquoted(cell: str) -> str:
    inside = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if is_quoted else cell


def _quoted(
    line: str, lines: Iterator[tuple[int, str]], ahead: deque[tuple[int, str]], separator: str, width: int
) -> list[str] | None:
    """``line`` read as CSV, with as many of the next as its quotes hold; None, and those next lines in ``ahead``, where
    that does not come to ``width`` cells."""
    text = [line]
    for further in range(MOST_LINES_IN_A_CELL):
        try:
            cells = next(csv.reader([f"{each}\n" for each in text], delimiter=separator, strict=True), [])
        except csv.Error as error:
            is_open = "unexpected end" in str(error)
        else:
            is_open = False
            if len(cells) == width:
                for _ in range(further):
                    ahead.popleft()
                return cells
        if is_open and len(ahead) <= further and (following := next(lines, None)) is not None:
            ahead.append(following)
        if not is_open or len(ahead) <= further:
            return None
        text.append(ahead[further][1])
    return None


def _of_files(files: Sequence[Path | None], names: Sequence[str], reading: Reading) -> Iterator[Tables]:
    present = [each for each in files if each is not None]
    if len(present) < len(names):
        raise _not_a_register(names)
    for each in present:
        require_file(each)
    reading.total = sum(each.stat().st_size for each in present)
    reading.digest = _digest(present)
    open_files = {name: each.open("rb") for name, each in zip(names, present, strict=True)}
    try:
        yield Tables(dict(open_files), reading)
    finally:
        for file in open_files.values():
            file.close()


def _of_zip(path: Path, names: Sequence[str], reading: Reading) -> Iterator[Tables]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, zipfile.ZipInfo] = {}
        for each in archive.infolist():
            name = Path(each.filename).name.casefold()
            if name in found and name in names:
                raise _twice(name)
            found[name] = each
        if not set(names) <= set(found):
            raise _not_a_register(names)
        for name in names:
            require_packed_sensibly(found[name])
        reading.total = sum(found[name].file_size for name in names)
        reading.digest = _digest([path])
        yield Tables({name: archive.open(found[name]) for name in names}, reading)


def require_packed_sensibly(packed: zipfile.ZipInfo) -> None:
    """ConfigurationError ``not_a_register`` for a file that would unpack to far more than any table does."""
    if packed.file_size > MOST_BYTES or packed.file_size > MOST_PACKED * (packed.compress_size + 1024):
        raise ConfigurationError(
            f"{Path(packed.filename).name} would unpack to {packed.file_size:,} bytes: it is no register.",
            hint=f"Download it again: a table's size packed is a tenth of that, and not a part in {MOST_PACKED}.",
            code="not_a_register",
        )


def _digest(files: Sequence[Path]) -> str:
    hashed = sha256()
    for each in files:
        with each.open("rb") as file:
            while piece := file.read(1 << 20):
                hashed.update(piece)
    return hashed.hexdigest()


def _text(line: bytes) -> str:
    """UTF-8; older releases are in Windows' Western letters."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _twice(name: str) -> ConfigurationError:
    return ConfigurationError(
        f"There are two files {name} in it: nobody can say which of them is meant.",
        hint="Give one download, as it came.",
        code="not_a_register",
    )


def nothing_in_it(path: Path, what: str, reading: Reading) -> ConfigurationError:
    """For a download without one whole row, which must not take the place of a register that has some."""
    first = f" ({reading.faults[0]})" if reading.faults else ""
    return ConfigurationError(
        f"There is not one {what} in {path.name}{first}.",
        hint="Download it again; the register from before is untouched.",
        code="not_a_register",
    )


def _not_a_register(names: Sequence[str]) -> ConfigurationError:
    return ConfigurationError(
        f"There is no {' and '.join(names)} in it.",
        hint="Give the download as it came: the zip, or the folder that it was unpacked to; of GUDID the delimited release,"
        " not the XML.",
        code="not_a_register",
    )
