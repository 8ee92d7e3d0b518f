"""What a clinic's own design writes by itself stands on every thing alike: no name of any thing, place, person or test, and
no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labels.design import PLACEHOLDER, Design, Purpose
from labels.loading import own_designs
from tracker.labelling.on_record import is_ordered, name_on_record, paper_on_record
from tracker.specimens.spelled import words
from tracker.store.connection import Connection
from tracker.text import safe

_NAMES = (
    ("an item", "SELECT name FROM item"),
    ("a place", "SELECT name FROM location WHERE kind IN ('room', 'cabinet', 'bin')"),
    ("a person", "SELECT name FROM staff"),
    ("a test", "SELECT name FROM test_kind UNION ALL SELECT code FROM test_kind"),
    ("a rack or a bag", "SELECT name FROM holder"),
    ("a courier, laboratory or site", "SELECT name FROM partner"),
)
"""The clinic's own name is no site's alone: whose the labels are may stand on all of them."""
_SHORTEST = 3
"""Letters of the first word of an item's name by which it is called."""
_BEGUN = 2
"""So many first words are those of an item, whatever follows: 'Lidocaine 1 % 20 mL' where the clinic has 10 mL."""


def wrong_words(connection: Connection, design: Design) -> str:
    """What of the design's own writing is something's name or code here; empty where nothing is, and for ours."""
    if design.purpose is not Purpose.SUPPLY or own_designs().get(design.name) == design:
        return ""
    written = [*_written(design)]
    if not written:
        return ""
    code = next((each for each in written if _is_code(connection, each)), None)
    if code is not None:
        return f"'{safe(code)}' on it is a number that something has here"
    said = [words(each) for each in (*written, " ".join(written))]
    for what, query in _NAMES:
        for name in connection.exec_driver_sql(query).scalars():
            found = next((each for each in said if _is_named(each, words(name), is_item=what == "an item")), None)
            if found is not None:
                return f"'{' '.join(found)}' on it names {what} here, {safe(name)}"
    return ""


def _written(design: Design) -> Iterator[str]:
    """Its texts without their fields, in the order in which they are read."""
    for text in sorted(design.texts, key=lambda each: (each.box.y_mm, each.box.x_mm)):
        for part in PLACEHOLDER.split(text.value)[::2]:
            if any(map(str.isalnum, part)):
                yield part.strip()


def _is_code(connection: Connection, text: str) -> bool:
    """All of it, without its spaces, or one of its words."""
    for each in {text, text.replace(" ", ""), *text.split(" ")} - {""}:
        if name_on_record(connection, each) is not None or paper_on_record(connection, each):
            return True
        if is_ordered(connection, each) or _is_identifier(connection, each):
            return True
    return False


def _is_identifier(connection: Connection, text: str) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM identifier WHERE value = ?", (text,)).first() is not None


def _is_named(said: Sequence[str], name: Sequence[str], *, is_item: bool) -> bool:
    """A name of one word (the room Lab, the test PT) may be a word of any sentence: it is meant where it stands alone. An
    item is called by the first words of its name as well: 'Lidocaine', or 'Lidocaine 1 %'."""
    if not said or not name:
        return False
    alike = min(len(said), len(name), _BEGUN)
    is_begun = len(said[0]) >= _SHORTEST and list(name[:alike]) == list(said[:alike])
    if is_item and is_begun and (alike > 1 or len(said) == 1):
        return True
    if len(name) == 1 and not is_item:
        return list(said) == list(name)
    return any(list(said[at : at + len(name)]) == list(name) for at in range(len(said) - len(name) + 1))
