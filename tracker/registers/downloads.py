"""Where the tables of a register lie: in a zip, a folder, or one of the files with the others beside it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from tracker.errors import ConfigurationError
from tracker.registers.tables import MOST_BYTES, Progress, Reading, Tables

MOST_PACKED = 200
"""Bytes out of one packed byte. Tables pack to a tenth; deflate can be made to give a thousand times its size."""


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
