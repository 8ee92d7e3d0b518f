"""The ``results`` of one of openFDA's downloads, one by one: a file of 100 MB would take half a gigabyte as a whole."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tracker.errors import ConfigurationError
from tracker.registers.downloads import require_file, require_packed_sensibly
from tracker.registers.tables import MOST_BYTES, Progress, plain

_CHUNK = 256 * 1024
LONGEST_RESULT = 4 * 2**20
"""Characters. The longest list of lots that a notice has is a tenth of it."""
_BEGINS = re.compile(r'"results"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def results(path: Path, progress: Progress) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """(number from 1, result); None for one that is no object. ConfigurationError ``not_a_register`` where the file is
    none of openFDA's or breaks off; of a zip, any of the JSON files in it."""
    number = before = 0
    with _opened(path) as (files, total):
        for name, size, file in files:
            for result in _results(file, name, _further(progress, before, total)):
                number += 1
                yield number, result
            before += size


def _further(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)


def _results(file: IO[bytes], name: str, progress: Callable[[int], None]) -> Iterator[Mapping[str, object] | None]:
    decoder, text, done, number, has_begun = json.JSONDecoder(), "", 0, 0, False
    letters = getincrementaldecoder("utf-8")("replace")
    while True:
        piece = file.read(_CHUNK)
        done += len(piece)
        progress(done)
        text += letters.decode(piece, final=not piece)
        if not has_begun and (found := _BEGINS.search(text)):
            has_begun, text = True, text[found.end() :]
        while has_begun:
            text = text[_at(text) :]
            if text.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(text)
            except (ValueError, RecursionError):
                break
            number, text = number + 1, text[end:]
            yield value if isinstance(value, dict) else None
        if not piece or len(text) > LONGEST_RESULT or done > MOST_BYTES:
            raise ConfigurationError(
                f"{name} is no whole file of openFDA's: behind notice {number} it cannot be read.",
                hint="Download it again: the enforcement reports for devices or drugs, as JSON.",
                code="not_a_register",
            )


def _at(text: str) -> int:
    found = _BETWEEN.match(text)
    return found.end() if found else 0


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Iterator[tuple[str, int, IO[bytes]]], int]]:
    """Every JSON file in ``path`` as (name, size, file), and their size in all."""
    try:
        require_file(path)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                inside = [each for each in archive.infolist() if _is_json(each.filename)]
                if not inside:
                    raise ConfigurationError(f"{path.name} holds no JSON.", code="not_a_register")
                for each in inside:
                    require_packed_sensibly(each)
                yield _members(archive, inside), sum(each.file_size for each in inside)
        else:
            with path.open("rb") as file:
                size = path.stat().st_size
                yield iter([(path.name, size, file)]), size
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigurationError(
            f"{path.name} cannot be read: {words}.", hint="Download it again.", code="no_such_file"
        ) from error


def _is_json(name: str) -> bool:
    """Not what macOS packs beside every file, under its name: no JSON is in that."""
    return name.casefold().endswith(".json") and not Path(name).name.startswith("._")


def _members(archive: zipfile.ZipFile, inside: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, int, IO[bytes]]]:
    for each in inside:
        with archive.open(each) as file:
            yield plain(Path(each.filename).name), each.file_size, file
