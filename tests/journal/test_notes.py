"""A checkpoint's text: C2SP's form, one text for one meaning, and a signature that holds every byte of it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tracker.journal.notes import LONGEST_BYTES, WHYS, Why, key_id, origin_of, read_note, sign_note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
AT = "2026-11-25T17:00:00.000Z"
ORIGIN = origin_of("5f" * 16)
ROOT = sha256(b"root").digest()
TEXT = sign_note(ORIGIN, 12_000, ROOT, at=AT, why="shift", name="front-desk", key=KEY).written()


def test_the_lines_are_those_of_the_form() -> None:
    origin, size, root, at, why, blank, signature, end = TEXT.split("\n")
    assert (origin, size, root) == ("clinic-tracker/" + "5f" * 16, "12000", b64encode(ROOT).decode())
    assert (at, why, blank, end) == ("at 2026-11-25T17:00:00.000Z", "why shift", "", "")
    assert signature.startswith("— front-desk ")


def test_the_key_id_is_that_of_the_specification() -> None:
    assert key_id("front-desk", PUBLIC) == sha256(b"front-desk\n\x01" + PUBLIC).digest()[:4]


def test_the_key_id_of_the_go_note_packages_own_example() -> None:
    """``PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW``: name, key id, and key of the package that
    the form comes from."""
    from base64 import b64decode

    key = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert key_id("PeterNeumann", key[1:]).hex() == "c74f20a3"


@given(st.integers(0, 10**15), st.binary(min_size=32, max_size=32), st.sampled_from(WHYS))
def test_what_is_written_is_read_and_is_signed(size: int, root: bytes, why: Why) -> None:
    note = sign_note(ORIGIN, size, root, at=AT, why=why, name="front-desk", key=KEY)
    read = read_note(note.written().encode())
    assert read == note
    assert (read.size, read.root, read.why, read.at) == (size, root, why, AT)
    assert read.is_signed_by("front-desk", PUBLIC)


def test_another_name_or_another_key_did_not_sign_it() -> None:
    note = read_note(TEXT.encode())
    assert not note.is_signed_by("lab", PUBLIC)
    assert not note.is_signed_by("front-desk", Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def _is_believed(data: bytes) -> bool:
    try:
        return read_note(data).is_signed_by("front-desk", PUBLIC)
    except ValueError:
        return False


def test_no_byte_of_it_can_be_altered() -> None:
    data = TEXT.encode()
    assert _is_believed(data)
    for place in range(len(data)):
        for change in (1, 0x20, 0x80):
            assert not _is_believed(data[:place] + bytes([data[place] ^ change]) + data[place + 1 :]), place


def test_no_letter_can_stand_for_another() -> None:
    """Base64's last letter has bits that decoding drops: four texts would have one meaning."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    data = TEXT.encode()
    for place in range(len(data)):
        others = (data[:place] + bytes([letter]) + data[place + 1 :] for letter in letters)
        assert not any(_is_believed(other) for other in others if other != data), place


def test_nothing_can_be_cut_off_or_added() -> None:
    data = TEXT.encode()
    assert not any(_is_believed(data[:place]) for place in range(len(data)))
    assert not any(_is_believed(data + more) for more in (b"\n", b" ", b"x", b"\0", data))
    assert not any(_is_believed(more + data) for more in (b"\n", b" ", b"\xef\xbb\xbf", data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("12000", "012000", id="a leading zero"),
        pytest.param("12000", "+12000", id="a sign"),
        pytest.param("12000", "１２０００", id="digits of another script"),
        pytest.param("12000", "9" * 17, id="a size beyond all trees"),
        pytest.param("clinic-tracker/", "other/", id="another program's journal"),
        pytest.param("why shift\n", "why shift\nwhy count\n", id="a second reason"),
        pytest.param("why shift\n", "", id="no reason"),
        pytest.param("why shift", "why forever", id="an unknown reason"),
        pytest.param(AT, "2026-11-25 17:00", id="a time in another form"),
        pytest.param("\n\n—", "\n—", id="no blank line"),
        pytest.param("\n\n—", "\n\n\n—", id="two blank lines"),
        pytest.param("— front-desk", "- front-desk", id="a hyphen for the dash"),
        pytest.param("— front-desk", "— front+desk", id="a plus in the name"),
        pytest.param("— front-desk", "—  front-desk", id="two blanks"),
        pytest.param("\n", "\r\n", id="line ends of another system"),
    ],
)
def test_what_is_written_otherwise_is_no_checkpoint(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=r"^it"):
        read_note(TEXT.replace(old, new).encode())


def test_signatures_of_witnesses_are_carried_and_do_not_count_as_ours() -> None:
    """C2SP asks readers to take sixteen signatures and to ignore those whose keys they do not know."""
    witness = f"— witness.example/w1 {b64encode(b'1234' + bytes(72)).decode()}\n"
    note = read_note((TEXT + witness * 15).encode())
    assert note.is_signed_by("front-desk", PUBLIC)
    assert len(note.signatures) == 16
    with pytest.raises(ValueError, match="signature"):
        read_note((TEXT + witness * 16).encode())


def test_a_second_signature_of_the_same_key_that_is_wrong_spoils_the_note() -> None:
    false = f"— front-desk {b64encode(key_id('front-desk', PUBLIC) + bytes(64)).decode()}\n"
    assert not read_note((TEXT + false).encode()).is_signed_by("front-desk", PUBLIC)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_that_they_are_no_checkpoint(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it"):
        read_note(data)


def test_a_file_of_any_size_is_not_read_as_a_checkpoint() -> None:
    with pytest.raises(ValueError, match="too long"):
        read_note(b"x" * (LONGEST_BYTES + 1))


def test_what_could_not_be_read_back_is_not_signed() -> None:
    with pytest.raises(ValueError, match="written"):
        sign_note("clinic", 1, ROOT, at=AT, why="asked", name="front-desk", key=KEY)
