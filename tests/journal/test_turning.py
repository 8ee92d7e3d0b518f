"""A station goes on under another key: the chain is one, both keys have said so, and nothing else is believed."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.clinic import AT, STATION_KEY, Clinic
from tracker.errors import StoreError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import canonical
from tracker.journal.chain import head_statement, link
from tracker.journal.checkpoints import make_checkpoint
from tracker.journal.claims import Outside
from tracker.journal.turning import all_keys, first_keys, turn_key
from tracker.journal.verifying import verify
from tracker.journal.writing import Journal, open_journal
from tracker.store.connection import Connection

SECOND, THIRD = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (2, 3))


def turned(clinic: Clinic, journal: Journal, key: Ed25519PrivateKey) -> Journal:
    with clinic.database.writing() as connection:
        return turn_key(connection, journal, key, AT, "B0000000141")


def wrote(clinic: Clinic, journal: Journal) -> None:
    with clinic.database.writing() as connection:
        journal.append(connection, new_id(), "scan", AT, {})


def codes(clinic: Clinic, *outside: str, with_scans: bool = True) -> list[str]:
    kept = [Outside(f"kept {number}", note.encode()) for number, note in enumerate(outside)]
    with clinic.database.reading() as connection:
        return [each.code for each in verify(connection, outside=kept, with_scans=with_scans).findings]


def checkpointed(clinic: Clinic, journal: Journal) -> str:
    with clinic.database.writing() as connection:
        return make_checkpoint(connection, journal, AT, "asked").note


def test_the_chain_goes_on_and_verifies_with_what_was_signed_before(clinic: Clinic) -> None:
    early = checkpointed(clinic, clinic.journal)
    second = turned(clinic, clinic.journal, SECOND)
    wrote(clinic, second)
    middle = checkpointed(clinic, second)
    third = turned(clinic, second, THIRD)
    wrote(clinic, third)
    late = checkpointed(clinic, third)
    assert codes(clinic, early, middle, late) == codes(clinic, with_scans=False) == []
    with clinic.database.reading() as connection:
        keys = [key.public_key().public_bytes_raw() for key in (THIRD, SECOND, clinic.journal.key)]
        assert all_keys(connection) == {"front-desk": tuple(keys)}
        assert first_keys(connection) == {clinic.journal.station_id: keys[-1]}
        assert open_journal(connection, "front-desk", bytes([3]) * 32).station_id == third.station_id
        with pytest.raises(StoreError):
            open_journal(connection, "front-desk", STATION_KEY)


def test_a_window_with_the_former_key_writes_nothing_any_more_and_is_told_why(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        elsewhere = open_journal(connection, "front-desk", STATION_KEY)
        elsewhere.append(connection, new_id(), "scan", AT, {})
    turned(clinic, clinic.journal, SECOND)
    with pytest.raises(StoreError) as refused:
        wrote(clinic, elsewhere)
    assert refused.value.code == "station_key"
    assert codes(clinic) == []


def test_a_station_that_has_written_nothing_has_no_key_to_change(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(range(1, 33)))
        with pytest.raises(StoreError) as refused:
            turn_key(connection, lab, SECOND, AT, "B0000000141")
    assert refused.value.code == "station_key"


def forge_last(connection: Connection, **changed: str) -> None:
    """The last event rewritten, its chain and its head signed anew, by a thief of the new key and the database's."""
    seq, prev, body = connection.exec_driver_sql(
        "SELECT seq, prev, body FROM journal WHERE station_id = 1 ORDER BY seq DESC LIMIT 1"
    ).one()
    written = canonical(json.loads(body) | changed)
    head = link(prev, written)
    connection.exec_driver_sql(
        "UPDATE journal SET body = ?, hash = ? WHERE station_id = 1 AND seq = ?", (written, head, seq)
    )
    connection.exec_driver_sql(
        "UPDATE journal_head SET hash = ?, signature = ? WHERE station_id = 1",
        (head, SECOND.sign(head_statement("front-desk", seq, head))),
    )


@pytest.mark.parametrize("forged", ["before", "after", "signed_before", "signed_after"])
def test_a_change_that_the_former_key_or_the_new_one_did_not_sign_is_found(clinic: Clinic, forged: str) -> None:
    turned(clinic, clinic.journal, SECOND)
    assert codes(clinic) == []
    with clinic.database.writing() as connection:
        forge_last(connection, **{forged: "00" * (64 if forged.startswith("signed") else 32)})
    assert "key_unsigned" in codes(clinic)
    assert "key_unsigned" in codes(clinic, with_scans=False)


def test_whoever_takes_the_station_for_his_own_key_without_an_event_is_found(clinic: Clinic) -> None:
    """He has the database's key, and no former one: he signs the head anew, and tells the tables so."""
    with clinic.database.writing() as connection:
        seq, head = connection.exec_driver_sql("SELECT seq, hash FROM journal_head WHERE station_id = 1").one()
        former = clinic.journal.key.public_key().public_bytes_raw()
        connection.exec_driver_sql("INSERT INTO station_key VALUES (1, ?, ?)", (seq, former))
        connection.exec_driver_sql(
            "UPDATE station SET public_key = ? WHERE id = 1", (THIRD.public_key().public_bytes_raw(),)
        )
        connection.exec_driver_sql(
            "UPDATE journal_head SET signature = ? WHERE station_id = 1",
            (THIRD.sign(head_statement("front-desk", seq, head)),),
        )
    assert codes(clinic) == ["key_unsigned"]


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM station_key",
        "UPDATE station_key SET public_key = zeroblob(32)",
        "UPDATE station SET public_key = zeroblob(32)",
    ],
)
def test_tables_that_say_another_key_than_the_events_are_found(clinic: Clinic, attack: str) -> None:
    wrote(clinic, turned(clinic, clinic.journal, SECOND))
    clinic.execute(attack)
    assert codes(clinic) != []
