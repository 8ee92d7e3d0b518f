"""A damaged file is told of in lines that anybody reads."""

from __future__ import annotations

from tests.clinic import KEY, Clinic
from tracker.backups import proving
from tracker.store.database import open_database
from tracker.store.pages import all_faults, page_faults


def test_what_sqlite_says_in_two_lines_is_one(clinic: Clinic) -> None:
    """An index that nobody knows any more: its page is used by nothing."""
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE lost (id INTEGER PRIMARY KEY, what TEXT)")
        connection.exec_driver_sql("CREATE INDEX lost_what ON lost (what)")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql("DELETE FROM sqlite_schema WHERE name = 'lost_what'")
    store = open_database(clinic.path, KEY, is_readonly=True)
    with store.reading() as connection:
        found = (*page_faults(connection), *all_faults(connection))
    found += proving._pages(store)
    store.close()
    assert len(found) > 2
    assert not [each for each in found if "\n" in each]
    assert any("never used" in each for each in found)
