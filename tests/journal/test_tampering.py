"""Somebody with the key of the database, and without the station's, changes the journal: the verification finds it."""

from __future__ import annotations

import secrets
import tracemalloc
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.clinic import AT, STATION_KEY, Clinic, open_clinic
from tracker.errors import StoreError
from tracker.journal.chain import fingerprint, genesis, head_statement, link
from tracker.journal.verifying import Checked, verify
from tracker.journal.writing import Journal, open_journal, sealed_scan

EVENTS = 30


@pytest.fixture
def written(clinic: Clinic) -> Clinic:
    """The small clinic with thirty scans in its journal, after the nine events of its opening."""
    with clinic.database.writing() as connection:
        for number in range(EVENTS):
            event_id, salt, data = f"{number:032x}", secrets.token_bytes(16), f"0109520101000408{number}"
            connection.exec_driver_sql(
                "INSERT INTO scan VALUES (?, ?, 'serial:x', ']d2', ?, ?, 'read', '', 'accepted', '')",
                (event_id, AT, data, salt),
            )
            scan = sealed_scan(salt, data, "]d2", "read", "serial:x")
            clinic.journal.append(connection, event_id, "scan", AT, {"scan": scan, "verdict": "accepted", "n": number})
    return clinic


BESIDE = {"scan_missing", "scan_changed", "scan_without_event", "movement_without_event"}
"""What shows only where raw scans and movements are held against the events."""


def checked(clinic: Clinic) -> Checked:
    """What is found; of the events alone, as a backup looks at them, no less is found in half the time."""
    with clinic.database.reading() as connection:
        found, alone = verify(connection), verify(connection, with_scans=False)
    assert [each for each in found.findings if each.code not in BESIDE] == list(alone.findings)
    assert (found.events, found.covered, found.clock_back) == (alone.events, alone.covered, alone.clock_back)
    return found


def codes(clinic: Clinic) -> list[str]:
    return [finding.code for finding in checked(clinic).findings]


def test_an_honest_journal_has_nothing_to_tell(written: Clinic) -> None:
    assert checked(written).findings == ()
    assert checked(written).events == EVENTS + 9


def rechained(clinic: Clinic, seq: int, change: Callable[[bytes], bytes]) -> None:
    """Change one event and make every hash after it right again, the head's too: all but its signature."""
    with clinic.database.writing() as connection:
        rows = connection.exec_driver_sql(
            "SELECT seq, body, prev FROM journal WHERE seq >= ? ORDER BY seq", (seq,)
        ).all()
        prev = rows[0][2]
        connection.exec_driver_sql("DELETE FROM journal WHERE seq >= ?", (seq,))
        for number, body, _ in rows:
            body = change(body) if number == seq else body
            head = link(prev, body)
            event_id = body.partition(b'"id":"')[2][:32].decode()
            connection.exec_driver_sql(
                "INSERT INTO journal VALUES (1, ?, ?, ?, ?, ?)", (number, event_id, prev, head, body)
            )
            prev = head
        connection.exec_driver_sql("UPDATE journal_head SET hash = ?", (prev,))


def loosened(clinic: Clinic, *statements: str) -> None:
    """Statements that the schema itself would refuse, from somebody who opens the file with foreign keys off."""
    raw = clinic.database.engine.raw_connection().driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    for statement in statements:
        raw.execute(statement)
    raw.execute("PRAGMA foreign_keys=ON")


_BODY = "CAST(replace(CAST(body AS TEXT), 'accepted', 'refused!') AS BLOB)"


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        pytest.param([f"UPDATE journal SET body = {_BODY} WHERE seq = 20"], "changed", id="edit an event"),
        pytest.param(["DELETE FROM journal WHERE seq = 20"], "gap", id="delete an event"),
        pytest.param(["DELETE FROM journal WHERE seq = 10"], "gap", id="delete the first scan"),
        pytest.param(
            [
                "CREATE TEMP TABLE t AS SELECT seq, body FROM journal",
                "UPDATE journal SET body = (SELECT body FROM t WHERE t.seq = 41 - journal.seq) WHERE seq IN (20, 21)",
            ],
            "changed",
            id="swap two events' contents",
        ),
        pytest.param(
            [
                "UPDATE journal SET seq = 1000 WHERE seq = 20",
                "UPDATE journal SET seq = 20 WHERE seq = 21",
                "UPDATE journal SET seq = 21 WHERE seq = 1000",
            ],
            "broken_link",
            id="swap two events' places",
        ),
        pytest.param(
            ["DELETE FROM journal WHERE seq = 20"]
            + [f"UPDATE journal SET seq = {n - 1} WHERE seq = {n}" for n in range(21, 40)]
            + ["UPDATE journal_head SET seq = 38"],
            "broken_link",
            id="delete an event and renumber the rest",
        ),
        pytest.param(
            ["UPDATE journal SET event_id = 'f' || substr(event_id, 2) WHERE seq = 20"],
            "mislabelled",
            id="another identity",
        ),
        pytest.param(["DELETE FROM journal WHERE seq > 34"], "cut_off", id="drop the last five, head left"),
        pytest.param(["DELETE FROM journal_head"], "no_head", id="drop the head"),
        pytest.param(
            [
                "DELETE FROM journal WHERE seq > 34",
                "UPDATE journal_head SET seq = 34, hash = (SELECT hash FROM journal WHERE seq = 34)",
            ],
            "bad_signature",
            id="drop the last five and put the head right",
        ),
        pytest.param(["UPDATE journal_head SET signature = zeroblob(64)"], "bad_signature", id="replaced head"),
        pytest.param(["UPDATE station SET name = 'other'"], "bad_signature", id="the events given to another station"),
        pytest.param(["UPDATE scan SET data = 'x' WHERE id LIKE '%f'"], "scan_changed", id="raw scan changed"),
        pytest.param(
            ["UPDATE scan SET data = 'x', salt = NULL WHERE id LIKE '%f'"],
            "scan_changed",
            id="raw scan changed and called erased",
        ),
        pytest.param(["UPDATE scan SET salt = zeroblob(16) WHERE id LIKE '%f'"], "scan_changed", id="salt changed"),
        pytest.param(["UPDATE scan SET source = 'evdev:y' WHERE id LIKE '%f'"], "scan_changed", id="scanner changed"),
        pytest.param(["UPDATE scan SET verdict = 'expired' WHERE id LIKE '%f'"], "scan_changed", id="verdict changed"),
        pytest.param(
            [
                "INSERT INTO scan SELECT 'new', at, source, aim, data, salt, quality, evidence, verdict, ''"
                " FROM scan LIMIT 1"
            ],
            "scan_without_event",
            id="a scan that never was",
        ),
        pytest.param(["UPDATE journal SET station_id = 7"], "foreign_events", id="events of no station"),
    ],
)
def test_an_attack_on_the_tables_is_found(written: Clinic, attack: list[str], expected: str) -> None:
    loosened(written, *attack)
    assert expected in codes(written)


def test_the_finding_names_the_event_that_was_changed_and_only_that(written: Clinic) -> None:
    loosened(written, f"UPDATE journal SET body = {_BODY} WHERE seq = 20")
    findings = checked(written).findings
    assert [(finding.seq, finding.code) for finding in findings if finding.code != "scan_changed"] == [(20, "changed")]


def _swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(old, new)


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        pytest.param(_swap(b"accepted", b"refused!"), 20, id="edited"),
        pytest.param(_swap(b"2026-11-16", b"2026-11-09"), 20, id="back-dated"),
        pytest.param(_swap(b"accepted", b"refused!"), EVENTS + 9, id="the very last edited"),
    ],
)
def test_with_every_hash_recomputed_the_signature_tells(
    written: Clinic, change: Callable[[bytes], bytes], seq: int
) -> None:
    rechained(written, seq, change)
    assert "bad_signature" in codes(written)


def test_the_last_event_replaced_under_the_old_head_is_told_as_rewritten(written: Clinic) -> None:
    with written.database.reading() as connection:
        head = connection.exec_driver_sql("SELECT hash FROM journal_head").scalar()
    rechained(written, EVENTS + 9, _swap(b"accepted", b"refused!"))
    written.execute("UPDATE journal_head SET hash = ?", (head,))
    assert "rewritten" in codes(written)


def test_an_event_added_by_somebody_without_the_key_is_found(written: Clinic) -> None:
    with written.database.writing() as connection:
        prev = connection.exec_driver_sql("SELECT hash FROM journal_head").scalar_one()
        body = b'{"at":"","id":"' + b"e" * 32 + b'","kind":"scan","seq":40,"station":"front-desk","v":1}'
        connection.exec_driver_sql(
            "INSERT INTO journal VALUES (1, 40, ?, ?, ?, ?)", ("e" * 32, prev, link(prev, body), body)
        )
    assert "cut_off" in codes(written)


def test_another_public_key_fits_neither_the_first_event_nor_the_head(written: Clinic) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    written.execute("UPDATE station SET public_key = ?", (other,))
    assert {"broken_link", "bad_signature"} <= set(codes(written))


def forged(clinic: Clinic, key: Ed25519PrivateKey) -> None:
    """The whole chain made anew under another key, with an event changed."""
    public = key.public_key().public_bytes_raw()
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("UPDATE journal SET prev = ? WHERE seq = 1", (genesis(public),))
    rechained(clinic, 1, lambda body: body.replace(b"opening", b"opened!"))
    with clinic.database.writing() as connection:
        seq, head = connection.exec_driver_sql("SELECT seq, hash FROM journal_head").one()
        signature = key.sign(head_statement("front-desk", seq, head))
        connection.exec_driver_sql("UPDATE journal_head SET signature = ?", (signature,))
        connection.exec_driver_sql("UPDATE station SET public_key = ?", (public,))


def test_a_chain_forged_under_another_key_is_found_by_the_station_and_not_by_the_file_alone(written: Clinic) -> None:
    """The file is consistent in itself: only somebody who knows the true public key can tell. The station does."""
    forged(written, Ed25519PrivateKey.generate())
    assert codes(written) == []
    with pytest.raises(StoreError) as refused:
        open_clinic(written.path)
    assert refused.value.code == "station_key"


def test_what_no_structure_inside_can_show_a_cut_tail_with_its_own_old_head(written: Clinic) -> None:
    """The honest limit: an older state, complete with its signed head, is a true state of an earlier day. Only a
    checkpoint kept outside the database tells."""
    with written.database.reading() as connection:
        old = tuple(connection.exec_driver_sql("SELECT seq, hash, signature FROM journal_head").one())
    with written.database.writing() as connection:
        for number in range(5):
            written.journal.append(connection, f"late{number}", "scan", AT, {})
    written.execute("DELETE FROM journal WHERE seq > ?", (old[0],))
    written.execute("UPDATE journal_head SET seq = ?, hash = ?, signature = ?", old)
    assert codes(written) == []


def test_an_erased_scan_leaves_a_chain_that_verifies(written: Clinic) -> None:
    written.execute("UPDATE scan SET data = NULL, salt = NULL WHERE id LIKE '%f'")
    assert codes(written) == []


def test_the_same_event_twice_is_refused_by_the_database(written: Clinic) -> None:
    with pytest.raises(StoreError, match="UNIQUE"), written.database.writing() as connection:
        written.journal.append(connection, f"{3:032x}", "scan", AT, {})
    assert codes(written) == []


def test_two_stations_have_chains_of_their_own(written: Clinic) -> None:
    with written.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(32))
        desk = open_journal(connection, "front-desk", STATION_KEY)
        for number in range(4):
            (lab, desk)[number % 2].append(connection, f"both{number}", "scan", AT, {})
    assert codes(written) == []
    loosened(written, "DELETE FROM journal WHERE event_id = 'both0'")
    findings = checked(written).findings
    assert [(finding.station, finding.code) for finding in findings] == [("lab", "gap")]


def test_at_most_a_hundred_findings_of_a_kind_are_kept(written: Clinic) -> None:
    with written.database.writing() as connection:
        for number in range(300):
            written.journal.append(connection, f"many{number}", "scan", AT, {})
    loosened(written, "UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq > 39")
    assert len([code for code in codes(written) if code == "changed"]) == 100


def test_a_raw_scan_taken_out_whole_is_found_and_an_erased_one_is_well(written: Clinic) -> None:
    written.execute("UPDATE scan SET data = NULL, salt = NULL WHERE id = ?", (f"{3:032x}",))
    assert codes(written) == []
    written.execute("DELETE FROM scan WHERE id = ?", (f"{3:032x}",))
    assert codes(written) == ["scan_missing"]


def test_a_journal_under_another_key_than_the_stations_own_is_found(written: Clinic) -> None:
    mine = ("front-desk", written.journal.key.public_key().public_bytes_raw())
    with written.database.reading() as connection:
        assert verify(connection, own=mine).findings == ()
        other = verify(connection, own=("front-desk", bytes(32)))
        unknown = verify(connection, own=("back-desk", mine[1]))
    assert [f.code for f in (*other.findings, *unknown.findings)] == ["foreign_key", "foreign_key"]


def test_a_station_that_is_none_of_the_clinics_own_is_found(written: Clinic) -> None:
    """Whoever has the database's key can enter a station and sign a sound chain of its own."""
    with written.database.writing() as connection:
        stranger = open_journal(connection, "lab-bench", bytes([66]) * 32)
        stranger.append(connection, "forged", "scan", AT, {})
        own = [fingerprint(written.journal.key.public_key().public_bytes_raw())]
        alone = verify(connection)
        pinned = verify(connection, known_stations=own)
    assert alone.findings == ()
    assert [(each.name, each.events) for each in alone.stations][1:] == [("lab-bench", 1)]
    assert [(finding.station, finding.code) for finding in pinned.findings] == [("lab-bench", "station_unknown")]
    assert alone.stations[1].fingerprint in pinned.findings[0].message


def test_an_emptied_journal_leaves_movements_and_scans_that_nobody_tells_of(written: Clinic) -> None:
    with written.database.writing() as connection:
        connection.driver.rollback()
        connection.driver.execute("PRAGMA foreign_keys=OFF")
        connection.driver.execute("BEGIN IMMEDIATE")
        connection.exec_driver_sql("DELETE FROM journal")
        connection.exec_driver_sql("DELETE FROM journal_head")
    assert {"movement_without_event", "scan_without_event"} <= set(codes(written))


def test_memory_stays_flat(written: Clinic) -> None:
    """Verifying ten times the events takes no more memory: batches are dropped as they are read."""

    def peak() -> int:
        tracemalloc.start()
        assert codes(written) == []
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    def append(count: int, start: int) -> None:
        with written.database.writing() as connection:
            for number in range(start, start + count):
                written.journal.append(connection, f"flat{number}", "scan", AT, {"note": "x" * 200})

    append(2500, 0)
    peak()
    small = peak()
    append(10_000, 2500)
    assert peak() < small * 1.5


def test_progress_ends_at_the_whole(written: Clinic) -> None:
    heard: list[tuple[int, int]] = []
    with written.database.reading() as connection:
        verify(connection, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (EVENTS + 9, EVENTS + 9)


def note(clinic: Clinic, name: str, journal: Journal | None = None) -> int:
    with clinic.database.writing() as connection:
        return (journal or clinic.journal).append(connection, name, "scan", AT, {})


def test_two_processes_of_one_station_write_on_each_others_heads(written: Clinic) -> None:
    with written.database.writing() as connection:
        other = open_journal(connection, "front-desk", STATION_KEY)
    writers = (None, other, other, None, None, other)
    first, *rest = [note(written, f"turn {turn}", writer) for turn, writer in enumerate(writers)]
    assert rest == list(range(first + 1, first + 6))
    assert checked(written).findings == ()


def test_what_was_rolled_back_is_written_again_on_the_head_that_stands(written: Clinic) -> None:
    for attempt in range(3):
        with pytest.raises(ZeroDivisionError), written.database.writing() as connection:  # noqa: PT012 (what is rolled back is several lines)
            written.journal.append(connection, f"lost {attempt}", "scan", AT, {})
            written.journal.append(connection, f"lost, too {attempt}", "scan", AT, {})
            raise ZeroDivisionError
        note(written, f"kept {attempt}")
    assert checked(written).findings == ()
    assert checked(written).events == EVENTS + 9 + 3


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal_head SET hash = randomblob(32)",
        "UPDATE journal_head SET seq = seq + 1",
        "UPDATE journal_head SET hash = (SELECT hash FROM journal WHERE seq = 20), seq = 20",
        "UPDATE journal_head SET hash = randomblob(32), signature = zeroblob(64)",
    ],
)
def test_nothing_is_signed_on_top_of_a_head_that_this_station_never_signed(
    written: Clinic, attack: str, is_restarted: bool
) -> None:
    note(written, "before")
    written.execute(attack)
    clinic = open_clinic(written.path) if is_restarted else written
    events = clinic.value("SELECT count(*) FROM journal")
    with pytest.raises(StoreError) as refused:
        note(clinic, "after")
    assert (refused.value.code, "kept" in refused.value.hint) == ("journal_forged", True)
    assert clinic.value("SELECT count(*) FROM journal") == events
    if is_restarted:
        clinic.database.close()
