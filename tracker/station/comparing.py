"""What an audit found, also where it meets what no version of this program writes: whoever has the database's key can put
a row or an event there that lacks what each of its kind has, and must not end the search for all else by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import DBAPIError

from tracker.errors import TrackerError
from tracker.station.examined import Examined

WORSE = "Stop work, keep this file, and compare it with the last backup."
_SHOWN = 20


def found_by(audit: Callable[[], Iterable[str]]) -> list[str]:
    """Every difference in a sentence; the last says where the audit could not go on. Raises what passes, or concerns the
    whole file: a database that is locked, damaged, or being closed."""
    found: list[str] = []
    try:
        for words in audit():
            found.append(words)
    except TrackerError:
        raise
    except DBAPIError as error:
        # SQLite's own functions say so of a text that is no JSON; it has no code of its own for that.
        if "JSON" not in str(error.orig):
            raise
        found.append(_stopped("no JSON"))
    except Exception as error:
        found.append(_stopped(type(error).__name__))
    return found


def compared(about: str, well: str, audit: Callable[[], Iterable[str]]) -> Iterator[Examined]:
    """The doctor's answer: ``well``, or each difference as a fault."""
    differences = found_by(audit)
    if not differences:
        yield Examined("ok", about, well)
    for words in differences[:_SHOWN]:
        yield Examined("fault", about, words, WORSE)
    if len(differences) > _SHOWN:
        yield Examined("fault", about, f"and {len(differences) - _SHOWN} more")


def _stopped(why: str) -> str:
    return f"Something is written there as this program writes nothing ({why}): what comes after it was not compared."
