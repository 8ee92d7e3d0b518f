"""A bundle proves its events on a machine that has nothing else, and not one byte of it can be changed."""

from __future__ import annotations

from tests.clinic import Clinic
from tests.journal.bundle_steps import DESK, LAB, TITLE, codes, note_of
from tracker.journal.claims import Outside
from tracker.journal.verifying_bundles import verify_bundle


def test_a_bundle_verifies_with_nothing_but_itself(bundle: bytes) -> None:
    checked = verify_bundle(bundle)
    assert checked.findings == ()
    assert checked.title == TITLE
    assert [(event.station, event.seq) for event in checked.events] == [
        ("front-desk", 18),
        ("front-desk", 23),
        ("front-desk", 28),
        ("lab", 1),
    ]
    assert checked.files == ("custody.pdf", "timeline.json")
    assert checked.checkpoint is not None
    assert checked.checkpoint.size == 49


def test_the_bodies_are_the_bytes_of_the_journal(clinic: Clinic, bundle: bytes) -> None:
    with clinic.database.reading() as connection:
        stored = {
            bytes(body) for (body,) in connection.exec_driver_sql("SELECT body FROM journal WHERE event_id < '1'")
        }
    assert {event.body for event in verify_bundle(bundle).events} <= stored


def test_without_a_pin_the_keys_are_the_bundles_own(bundle: bytes) -> None:
    checked = verify_bundle(bundle)
    assert not checked.are_events_pinned
    assert not checked.are_files_pinned
    assert checked.exporter is not None
    assert checked.exporter.fingerprint == DESK


def test_a_compared_key_stands_for_events_and_files(bundle: bytes) -> None:
    checked = verify_bundle(bundle, known_keys=[DESK, LAB])
    assert checked.findings == ()
    assert checked.are_events_pinned
    assert checked.are_files_pinned
    assert codes(verify_bundle(bundle, known_keys=[LAB])) == {"key_unknown"}


def test_a_station_that_wrote_an_event_must_be_known_too_whoever_signed_the_bundle(bundle: bytes) -> None:
    """Whoever holds the database's key enters a station of his own; the true one signs the checkpoint over its events."""
    checked = verify_bundle(bundle, known_keys=[DESK])
    assert [(finding.code, finding.station) for finding in checked.findings] == [("station_unknown", "lab")]
    assert LAB in checked.findings[0].message
    assert not checked.are_events_pinned
    assert not checked.are_files_pinned
    assert [(writer.station, writer.fingerprint) for writer in checked.writers] == [("front-desk", DESK), ("lab", LAB)]


def test_a_checkpoint_from_elsewhere_stands_for_the_events_and_not_for_the_files(bundle: bytes) -> None:
    checked = verify_bundle(bundle, checkpoints=[Outside("letter", note_of(bundle).encode())])
    assert checked.findings == ()
    assert checked.are_events_pinned
    assert not checked.are_files_pinned
