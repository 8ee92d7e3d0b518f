"""A bundle is one zip with one form: no byte of it, no file in it and no length can be otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import AT, Clinic
from tests.journal.bundle_steps import FOR_PEOPLE, TITLE, codes
from tracker.journal.bundles import write_bundle
from tracker.journal.checkpoints import covering, make_checkpoint
from tracker.journal.verifying_bundles import verify_bundle
from tracker.journal.zipping import LARGEST_BYTES, pack, unpack


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
