"""A bundle proves its events on a machine that has nothing else, and not one byte of it can be changed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import AT, STATION_KEY, Clinic
from tracker.errors import Refusal
from tracker.journal.bundles import MANIFEST, SIGNATURE, manifest_statement, write_bundle
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import fingerprint, genesis, leaf_of, link
from tracker.journal.checkpoints import Checkpoint, covering, make_checkpoint
from tracker.journal.claims import Outside
from tracker.journal.merkle import inclusion_proof, root, subtree
from tracker.journal.notes import read_note, sign_note
from tracker.journal.verifying_bundles import BundleChecked, verify_bundle
from tracker.journal.writing import open_journal
from tracker.journal.zipping import LARGEST_BYTES, pack, unpack

FOR_PEOPLE = {"custody.pdf": b"%PDF-1.4 a stand-in", "timeline.json": b'{"steps":[]}'}
TITLE = "Custody of 2600447102"
DESK = fingerprint(Ed25519PrivateKey.from_private_bytes(STATION_KEY).public_key().public_bytes_raw())
LAB = fingerprint(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
FORGER = Ed25519PrivateKey.from_private_bytes(bytes([66]) * 32)


def steps(clinic: Clinic) -> list[str]:
    """Four steps of one specimen, on two stations, with other events between them; returns their identities."""
    with clinic.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(32))
        for number in range(40):
            journal = lab if number % 4 == 3 else clinic.journal
            journal.append(connection, f"{number:032x}", "custody", AT, {"specimen": f"S{number % 7}"})
    return [f"{number:032x}" for number in (3, 10, 17, 24)]


@pytest.fixture
def bundle(clinic: Clinic) -> bytes:
    names = steps(clinic)
    with clinic.database.writing() as connection:
        checkpoint = covering(connection, clinic.journal, names, AT)
        return write_bundle(connection, clinic.journal, names, checkpoint, title=TITLE, extra_files=FOR_PEOPLE)


def note_of(bundle: bytes) -> str:
    return unpack(bundle)["checkpoint.txt"].decode()


def codes(checked: BundleChecked) -> set[str]:
    return {finding.code for finding in checked.findings}


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


def test_no_single_byte_can_be_changed(bundle: bytes) -> None:
    """Headers, times, comment, names and contents: every byte of the file, three ways each."""
    assert verify_bundle(bundle).findings == ()
    for place in range(len(bundle)):
        for change in (0x01, 0x20, 0x80):
            altered = bundle[:place] + bytes([bundle[place] ^ change]) + bundle[place + 1 :]
            assert verify_bundle(altered).findings, (place, change)


def test_nothing_can_be_cut_off_added_or_put_in(bundle: bytes) -> None:
    for place in range(0, len(bundle), 7):
        assert verify_bundle(bundle[:place]).findings
        assert verify_bundle(bundle[:place] + b"\0" + bundle[place:]).findings
        assert verify_bundle(bundle[:place] + bundle[place + 1 :]).findings
    for more in (b"\0", b"PK\x05\x06", bundle):
        assert verify_bundle(bundle + more).findings
        assert verify_bundle(more + bundle).findings


def test_a_file_of_another_kind_is_told_in_words(bundle: bytes) -> None:
    for data in (b"", b"PK", b"PK\x03\x04", b"%PDF-1.4", bytes(100), bundle[:40]):
        assert codes(verify_bundle(data)) == {"bundle_changed"}


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    assert verify_bundle(data).findings
    assert verify_bundle(b"PK\x03\x04" + data).findings


def _rezipped(bundle: bytes, write: Callable[[zipfile.ZipFile, list[tuple[str, bytes]]], None]) -> bytes:
    """The same files in a zip that another program writes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        write(archive, list(unpack(bundle).items()))
    return target.getvalue()


def _compressed(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    for name, content in files:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _reordered(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    for name, content in reversed(files):
        archive.writestr(zipfile.ZipInfo(name), content)


def _doubled(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    for name, content in files:
        archive.writestr(zipfile.ZipInfo(name), content)
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(zipfile.ZipInfo(files[0][0]), files[0][1])


def _commented(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    archive.comment = b"see overleaf"
    for name, content in files:
        archive.writestr(zipfile.ZipInfo(name), content)


def _bomb(archive: zipfile.ZipFile, files: list[tuple[str, bytes]]) -> None:
    archive.writestr("custody.pdf", bytes(50_000_000), zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize("write", [_compressed, _reordered, _doubled, _commented, _bomb])
def test_the_same_files_zipped_otherwise_are_no_bundle(
    bundle: bytes, write: Callable[[zipfile.ZipFile, list[tuple[str, bytes]]], None]
) -> None:
    assert codes(verify_bundle(_rezipped(bundle, write))) == {"bundle_changed"}


def test_other_programs_can_open_it(bundle: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.testzip() is None
        assert archive.read("custody.pdf") == FOR_PEOPLE["custody.pdf"]
        assert archive.namelist() == sorted(archive.namelist())
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())


def test_the_same_bundle_has_the_same_bytes(clinic: Clinic, bundle: bytes) -> None:
    names = [f"{number:032x}" for number in (24, 3, 17, 10, 3)]
    with clinic.database.writing() as connection:
        checkpoint = covering(connection, clinic.journal, names, AT)
        again = write_bundle(connection, clinic.journal, names, checkpoint, title=TITLE, extra_files=FOR_PEOPLE)
    assert again == bundle


def test_no_file_in_it_can_be_changed_taken_out_or_put_in_with_the_zip_made_right_again(bundle: bytes) -> None:
    files = unpack(bundle)
    for name, content in files.items():
        for place in range(len(content)):
            altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            assert verify_bundle(pack({**files, name: altered})).findings, (name, place)
        assert verify_bundle(pack({**files, name: content + b"\n"})).findings
        assert verify_bundle(pack({other: files[other] for other in files if other != name})).findings
    assert codes(verify_bundle(pack({**files, "more.pdf": b"x"}))) == {"file_changed"}
    names = [name for name in files if name.startswith("events/")]
    swapped = {**files, names[0]: files[names[1]], names[1]: files[names[0]]}
    assert codes(verify_bundle(pack(swapped))) == {"file_changed"}


def resigned(files: Mapping[str, bytes], key: Ed25519PrivateKey, /, **changes: Any) -> bytes:
    """The bundle as somebody with a key that is in it (his own, or a thief's) can put it right after changing it."""
    content = {name: data for name, data in files.items() if name not in (MANIFEST, SIGNATURE)}
    listed: dict[str, Value] = {
        name: {"sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in content.items()
    }
    manifest = canonical({**json.loads(files[MANIFEST]), "files": listed, **changes})
    signature = key.sign(manifest_statement(manifest)).hex().encode() + b"\n"
    return pack({**content, MANIFEST: manifest, SIGNATURE: signature})


def own_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(STATION_KEY)


def with_events(bundle: bytes, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    files = unpack(bundle)
    entries = json.loads(files["events.json"])["events"]
    change(entries)
    return resigned({**files, "events.json": canonical({"events": entries})}, own_key())


def _change_event(bundle: bytes, event: int, old: bytes, new: bytes) -> bytes:
    files = unpack(bundle)
    name = [name for name in files if name.startswith("events/")][event]
    assert old in files[name]
    return resigned({**files, name: files[name].replace(old, new)}, own_key())


def test_the_exporter_himself_cannot_change_an_event(bundle: bytes) -> None:
    assert codes(verify_bundle(_change_event(bundle, 1, b"custody", b"custard"))) == {"changed", "not_included"}


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


def forged_whole(bundle: bytes, *steps: tuple[int, bytes]) -> bytes:
    """Everything made anew by somebody without the clinic's keys: other events (each a number, and what it says stood before
    it), a tree, a checkpoint."""
    public = FORGER.public_key().public_bytes_raw()
    bodies = [
        canonical({"id": str(place), "kind": "custody", "seq": seq, "station": "front-desk", "v": 1})
        for place, (seq, _) in enumerate(steps)
    ]
    leaves = [leaf_of(body) for body in bodies]

    def hash_of(level: int, number: int) -> bytes:
        return subtree(leaves, level, number)

    entries: list[Value] = [
        {
            "file": f"events/{place:010d}.json",
            "hash": link(prev, body).hex(),
            "position": place,
            "prev": prev.hex(),
            "proof": [part.hex() for part in inclusion_proof(place, len(leaves), hash_of)],
            "seq": seq,
            "station": "front-desk",
        }
        for place, (body, (seq, prev)) in enumerate(zip(bodies, steps, strict=True))
    ]
    note = sign_note(
        read_note(note_of(bundle).encode()).origin,
        len(leaves),
        root(len(leaves), hash_of),
        at=AT,
        why="asked",
        name="front-desk",
        key=FORGER,
    )
    station: Value = {"fingerprint": fingerprint(public), "key": public.hex(), "name": "front-desk"}
    files = {
        "checkpoint.txt": note.written().encode(),
        "events.json": canonical({"events": entries}),
        "stations.json": canonical({"stations": [station]}),
        MANIFEST: unpack(bundle)[MANIFEST],
        **{f"events/{place:010d}.json": body for place, body in enumerate(bodies)},
        **FOR_PEOPLE,
    }
    return resigned(files, FORGER)


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


@pytest.mark.parametrize(
    "name", ["MANIFEST", "events.json", "events/x.json", "../x", "/x", "a/b/c", "ä.pdf", "", ".x", "x\n"]
)
def test_a_file_for_people_has_a_plain_name_of_its_own(clinic: Clinic, name: str) -> None:
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, "a", "custody", AT, {})
        checkpoint = make_checkpoint(connection, clinic.journal, AT, "asked")
        with pytest.raises(ValueError, match="name"):
            write_bundle(connection, clinic.journal, ["a"], checkpoint, title=TITLE, extra_files={name: b""})


def test_what_is_too_large_is_neither_written_nor_read() -> None:
    huge = {"a": bytes(LARGEST_BYTES // 2 + 1), "b": bytes(LARGEST_BYTES // 2)}
    with pytest.raises(ValueError, match="too large"):
        pack(huge)
    assert codes(verify_bundle(bytes(LARGEST_BYTES + 1))) == {"bundle_changed"}


def test_a_length_that_lies_is_refused_without_reading_beyond(bundle: bytes) -> None:
    for place in (18, 22, 26, 28):
        lying = bundle[:place] + b"\xff\xff" + bundle[place + 2 :]
        assert codes(verify_bundle(lying)) == {"bundle_changed"}


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,8}", fullmatch=True), st.binary(max_size=50), min_size=1
    )
)
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files
