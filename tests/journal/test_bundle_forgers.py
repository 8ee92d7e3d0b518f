"""Whoever signs a bundle himself still cannot change, move or invent an event."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import AT, STATION_KEY, Clinic
from tests.journal.bundle_steps import (
    DESK,
    FORGER,
    LAB,
    TITLE,
    change_event,
    codes,
    forged_whole,
    note_of,
    own_key,
    resigned,
    steps,
    with_events,
)
from tracker.errors import Refusal
from tracker.journal.bundles import MANIFEST, write_bundle
from tracker.journal.canonical import canonical
from tracker.journal.chain import fingerprint, genesis
from tracker.journal.checkpoints import Checkpoint, make_checkpoint
from tracker.journal.claims import Outside
from tracker.journal.notes import read_note, sign_note
from tracker.journal.verifying_bundles import verify_bundle
from tracker.journal.writing import open_journal
from tracker.journal.zipping import pack, unpack


def test_the_exporter_himself_cannot_change_an_event(bundle: bytes) -> None:
    assert codes(verify_bundle(change_event(bundle, 1, b"custody", b"custard"))) == {"changed", "not_included"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda e: e[0].update(seq=19), "mislabelled", id="another number"),
        pytest.param(lambda e: e[0].update(station="lab"), "mislabelled", id="another station"),
        pytest.param(lambda e: e[0].update(position=5), "bundle_malformed", id="a place without its file"),
        pytest.param(lambda e: e[0].update(proof=e[0]["proof"][:-1]), "not_included", id="a proof cut short"),
        pytest.param(lambda e: e[0].update(proof=[*e[0]["proof"], "0" * 64]), "not_included", id="a longer proof"),
        pytest.param(lambda e: e[0].update(proof=e[1]["proof"]), "not_included", id="another event's proof"),
        pytest.param(lambda e: e[0]["proof"].reverse(), "not_included", id="a proof turned round"),
        pytest.param(lambda e: e[0].update(prev="0" * 64), "changed", id="another event before it"),
        pytest.param(lambda e: e[0].update(hash="0" * 64), "changed", id="another hash"),
        pytest.param(lambda e: e.reverse(), "event_order", id="turned round"),
        pytest.param(lambda e: e.insert(0, e.pop()), "event_order", id="the other station's first"),
        pytest.param(lambda e: e.append(e[0]), "event_order", id="one twice"),
        pytest.param(lambda e: e.clear(), "event_unlisted", id="none of them listed"),
        pytest.param(lambda e: e[0].update(file="nowhere"), "bundle_malformed", id="no such file"),
        pytest.param(lambda e: e[0].update(seq=True), "bundle_malformed", id="a number that is none"),
        pytest.param(lambda e: e[0].update(hash="0" * 63), "bundle_malformed", id="half a byte"),
        pytest.param(lambda e: e[0].update(hash=e[0]["hash"].upper()), "bundle_malformed", id="capitals"),
        pytest.param(lambda e: e[0].pop("proof"), "bundle_malformed", id="no proof"),
    ],
)
def test_the_exporter_himself_cannot_move_or_forge(
    bundle: bytes, change: Callable[[list[dict[str, Any]]], object], expected: str
) -> None:
    assert expected in codes(verify_bundle(with_events(bundle, change)))


def test_an_event_cannot_be_moved_to_another_place_with_its_file(bundle: bytes) -> None:
    files = unpack(bundle)
    entries = json.loads(files["events.json"])["events"]
    moved = files.pop(entries[0]["file"])
    entries[0] |= {"position": entries[0]["position"] + 1}
    entries[0] |= {"file": f"events/{entries[0]['position']:010d}.json"}
    files |= {entries[0]["file"]: moved, "events.json": canonical({"events": entries})}
    assert codes(verify_bundle(resigned(files, own_key()))) == {"not_included"}


def test_an_event_without_a_proof_cannot_lie_beside_the_others(bundle: bytes) -> None:
    files = {**unpack(bundle), "events/0000000001.json": b"{}"}
    assert codes(verify_bundle(resigned(files, own_key()))) == {"event_unlisted"}


def test_a_bundle_of_no_events_proves_nothing(bundle: bytes) -> None:
    files = {name: data for name, data in unpack(bundle).items() if not name.startswith("events/")}
    empty = resigned({**files, "events.json": canonical({"events": []})}, own_key())
    assert codes(verify_bundle(empty)) == {"no_events"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(["file", "name", "key"]), each, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bundle with one event, for the laws that are tried many times."""
    from tests.clinic import KEY
    from tracker.store.database import create_database

    database = create_database(tmp_path_factory.mktemp("bundle") / "one.db", KEY)
    with database.writing() as connection:
        journal = open_journal(connection, "front-desk", STATION_KEY)
        journal.append(connection, "a", "custody", AT, {})
        checkpoint = make_checkpoint(connection, journal, AT, "asked")
        made = write_bundle(connection, journal, ["a"], checkpoint, title=TITLE, extra_files={})
    database.close()
    return made


@given(st.sampled_from(["events", "stations", "files", "title", "station", "kind", "v"]), _JSON)
def test_whatever_its_signer_writes_into_it_nothing_raises(small: bytes, which: str, value: Any) -> None:
    files = unpack(small)
    if which in ("events", "stations"):
        checked = verify_bundle(resigned({**files, f"{which}.json": canonical({which: value})}, own_key()))
    else:
        checked = verify_bundle(resigned(files, own_key(), **{which: value}))
    assert checked.findings or (which, value) == ("v", 1) or (which == "title" and checked.title == value)


@given(_JSON, st.sampled_from(["file", "hash", "position", "prev", "proof", "seq", "station"]))
def test_whatever_stands_in_an_event_nothing_raises(small: bytes, value: Any, which: str) -> None:
    checked = verify_bundle(with_events(small, lambda entries: entries[0].update({which: value})))
    assert checked.findings or (which, value) in (("position", 0), ("seq", 1), ("proof", []))


def test_deep_nesting_and_odd_json_raise_nothing(bundle: bytes) -> None:
    files = unpack(bundle)
    for odd in (b"[" * 100_000, b"{}", b"[]", b'{"a":1e999}', b'{"a":' + b"9" * 5000 + b"}", b'{"a":1,"a":1}', b"\xff"):
        for name in (MANIFEST, "events.json", "stations.json", "events/0000000017.json"):
            assert name in files
            assert verify_bundle(pack({**files, name: odd})).findings
            if name != MANIFEST:
                assert verify_bundle(resigned({**files, name: odd}, own_key())).findings


def test_a_station_that_tells_two_histories_in_one_tree_is_found(bundle: bytes) -> None:
    """It has the key, and can sign any tree: but its own chain must hold together in what it shows."""
    first = genesis(FORGER.public_key().public_bytes_raw())
    assert codes(verify_bundle(forged_whole(bundle, (1, first), (1, first)))) == {"event_order"}
    assert codes(verify_bundle(forged_whole(bundle, (1, first), (2, first)))) == {"broken_link"}
    assert codes(verify_bundle(forged_whole(bundle, (1, first), (5, bytes(32))))) == set()


def _with_stations(bundle: bytes, change: Callable[[list[dict[str, Any]]], object]) -> set[str]:
    files = unpack(bundle)
    stations = json.loads(files["stations.json"])["stations"]
    change(stations)
    return codes(verify_bundle(resigned({**files, "stations.json": canonical({"stations": stations})}, own_key())))


def test_the_list_of_stations_holds_each_station_once_under_its_own_fingerprint(bundle: bytes) -> None:
    assert _with_stations(bundle, lambda stations: None) == set()
    assert _with_stations(bundle, lambda stations: stations.pop()) == {"station_unknown"}
    assert _with_stations(bundle, lambda stations: stations.append(stations[0])) == {"bundle_malformed"}
    assert _with_stations(bundle, lambda s: s[0].update(fingerprint=s[1]["fingerprint"])) == {"key_mislabelled"}


def test_one_content_has_one_form(bundle: bytes) -> None:
    files = unpack(bundle)
    for name in ("events.json", "stations.json"):
        spaced = json.dumps(json.loads(files[name])).encode()
        assert codes(verify_bundle(resigned({**files, name: spaced}, own_key()))) == {"bundle_malformed"}


def test_one_forged_as_a_whole_shows_only_against_a_key_or_a_checkpoint(bundle: bytes) -> None:
    """The honest limit of what is complete in itself, and the two ways round it."""
    false = forged_whole(bundle, (1, genesis(FORGER.public_key().public_bytes_raw())))
    alone = verify_bundle(false)
    assert alone.findings == ()
    assert not alone.are_events_pinned
    assert codes(verify_bundle(false, known_keys=[DESK])) == {"key_unknown"}
    kept = Outside("letter", note_of(bundle).encode())
    assert codes(verify_bundle(false, checkpoints=[kept])) == {"checkpoint_other"}


def test_a_forger_who_leaves_the_events_and_changes_the_pdf_is_found_by_the_key(bundle: bytes) -> None:
    """The checkpoint stands for the events alone; the files for people stand with the exporter's key."""
    files = unpack(bundle)
    public = FORGER.public_key().public_bytes_raw()
    stations = json.loads(files["stations.json"])["stations"]
    stations.append({"fingerprint": fingerprint(public), "key": public.hex(), "name": "other"})
    false = resigned(
        {**files, "custody.pdf": b"%PDF-1.4 another tale", "stations.json": canonical({"stations": stations})},
        FORGER,
        station="other",
    )
    checked = verify_bundle(false, checkpoints=[Outside("letter", note_of(bundle).encode())])
    assert checked.findings == ()
    assert (checked.are_events_pinned, checked.are_files_pinned) == (True, False)
    assert codes(verify_bundle(false, known_keys=[DESK, LAB])) == {"key_unknown"}


def test_a_checkpoint_of_another_clinic_or_that_contradicts_is_told(bundle: bytes) -> None:
    note = read_note(note_of(bundle).encode())
    other = sign_note(note.origin, note.size, bytes(32), at=AT, why="asked", name="front-desk", key=own_key())
    foreign = sign_note(
        "clinic-tracker/" + "0" * 32, note.size, note.root, at=AT, why="asked", name="front-desk", key=own_key()
    )
    mine = Outside("mine", note.written().encode())
    for kept, code in ((other, "checkpoint_split"), (foreign, "checkpoint_foreign")):
        assert code in codes(verify_bundle(bundle, checkpoints=[mine, Outside("kept", kept.written().encode())]))
    assert "checkpoint_malformed" in codes(verify_bundle(bundle, checkpoints=[mine, Outside("kept", b"x")]))


def test_an_event_that_the_checkpoint_does_not_cover_is_refused(clinic: Clinic) -> None:
    names = steps(clinic)
    with clinic.database.writing() as connection:
        old: Checkpoint = make_checkpoint(connection, clinic.journal, AT, "asked")
        clinic.journal.append(connection, "late", "custody", AT, {})
        with pytest.raises(Refusal) as refused:
            write_bundle(connection, clinic.journal, [*names, "late"], old, title=TITLE, extra_files={})
    assert refused.value.code == "not_covered"
