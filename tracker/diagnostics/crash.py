"""What is kept of a fault that nobody foresaw: which, where, and in which versions. No message, no value, no line of code:
an exception's text may quote what was scanned (Textual's own crash screen printed it).
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tracker import __version__
from tracker.diagnostics.fields import Value, allowed
from tracker.plain_files import plain_content

PREFIX = "crash-"
KEPT = 20
"""Reports; older ones go."""
_FRAMES, _CHAIN = 60, 5
_LARGEST = 200_000
_ROOT = Path(__file__).parents[2]
_OWN = ("tracker", "labels")


def place_of(error: BaseException) -> str:
    """The last line of this program that was running, or of a library where none was: file and line only."""
    places = [*_places(error.__traceback__)]
    own = [place for place in places if place.partition("/")[0] in _OWN]
    return (own or places or ["an unknown place"])[-1]


def report_of(error: BaseException) -> dict[str, object]:
    """All that may be told of it."""
    chain = [
        allowed({"error": type(each).__name__, "code": getattr(each, "code", None) or "none"})
        | {"places": [*_places(each.__traceback__)][-_FRAMES:]}
        for each in _causes(error)
    ]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "errors": chain,
    }


def keep_crash(home: Path, error: BaseException) -> Path | None:
    """Write the report to a new file of mode 0600 in ``home``, else in the folder for temporary files; None where neither
    takes it. Older ones go."""
    content = json.dumps(report_of(error), indent=1, ensure_ascii=True).encode()
    for folder in (home, Path(tempfile.gettempdir())):
        path = folder / f"{PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}-{threading.get_ident() % 10_000}.json"
        with suppress(OSError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            _drop_old(folder)
            return path
    return None


def crash_words(error: BaseException, report: Path | None) -> tuple[str, ...]:
    """What is said of it, a line each; the values of an error may be a patient's, so that none is shown."""
    told = f"✖ This is a bug in the program: {type(error).__name__} at {place_of(error)}."
    if report is None:
        return (told, "  Nothing that was acknowledged is lost. Please report this line; it holds nobody's data.")
    return (
        told,
        "  Nothing that was acknowledged is lost. Start again; if it comes again, send this file to whoever looks",
        "  after Tracker. It holds nobody's data and no scan:",
        f"  {report}",
    )


def last_reports(home: Path, count: int) -> Iterator[dict[str, object]]:
    """The newest reports, held to what a report may hold."""
    for path in sorted(home.glob(f"{PREFIX}*.json"))[-count:]:
        with suppress(OSError, ValueError, RecursionError, AttributeError, TypeError):
            yield _held(json.loads(plain_content(path, _LARGEST)))


def _held(kept: Mapping[str, object]) -> dict[str, object]:
    errors = kept["errors"] if isinstance(kept.get("errors"), list) else []
    assert isinstance(errors, list)
    told: list[dict[str, object]] = []
    for each in errors[:_CHAIN]:
        held: dict[str, object] = dict(allowed({"error": each.get("error"), "code": each.get("code")}))
        held["places"] = [allowed({"place": place})["place"] for place in each.get("places", [])[-_FRAMES:]]
        told.append(held)
    about: dict[str, Value] = allowed({"at": kept.get("at"), "version": kept.get("version")})
    return {**about, "errors": told}


def _drop_old(folder: Path) -> None:
    for old in sorted(folder.glob(f"{PREFIX}*.json"))[:-KEPT]:
        with suppress(OSError):
            old.unlink()


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, the latest first."""
    chain, following = list[BaseException](), error
    while len(chain) < _CHAIN:
        chain.append(following)
        before = following.__cause__ or following.__context__
        if before is None or before in chain:
            break
        following = before
    return chain


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{_file(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next


def _file(name: str) -> str:
    """From the package on: what is before it names a person's folder."""
    path = Path(name)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
