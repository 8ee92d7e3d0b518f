"""The ``results`` of one of openFDA's downloads, one by one: a file of 100 MB would take half a gigabyte as a whole."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tracker.errors import ConfigurationError
from tracker.registers.tables import MOST_BYTES, Progress, require_packed_sensibly

_CHUNK = 256 * 1024
LONGEST_RESULT = 4 * 2**20
"""Characters. The longest list of lots that a notice has is a tenth of it."""
_BEGINS = re.compile(r'"results"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def results(path: Path, progress: Progress) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """(number from 1, result); None for one that is no object. ConfigurationError ``not_a_register`` where the file is
    none of openFDA's or breaks off."""
    with _opened(path) as (file, total):
        yield from _results(file, path.name, total, progress)


def _results(
    file: IO[bytes], name: str, total: int, progress: Progress
) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    decoder, text, done, number, has_begun = json.JSONDecoder(), "", 0, 0, False
    letters = getincrementaldecoder("utf-8")("replace")
    while True:
        piece = file.read(_CHUNK)
        done += len(piece)
        progress(done, total)
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
            yield number, value if isinstance(value, dict) else None
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
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                inside = [each for each in archive.infolist() if each.filename.casefold().endswith(".json")]
                if not inside:
                    raise ConfigurationError(f"{path.name} holds no JSON.", code="not_a_register")
                require_packed_sensibly(inside[0])
                with archive.open(inside[0]) as file:
                    yield file, inside[0].file_size
        else:
            with path.open("rb") as file:
                yield file, path.stat().st_size
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigurationError(
            f"{path.name} cannot be read: {words}.", hint="Download it again.", code="no_such_file"
        ) from error
