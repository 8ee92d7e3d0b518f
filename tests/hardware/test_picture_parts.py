"""Where a picture ends in a network camera's stream: the same whatever the pieces, and bounded whatever comes."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.hardware import picture_parts
from tracker.hardware.picture_parts import LONGEST_HEADERS, NoStreamError, PictureParts, boundary_of

ONE, TWO = b"\xff\xd8 one \r\n\xff\xd9", b"\xff\xd8 two \xff\xd9"
RAGS = st.binary(max_size=30) | st.sampled_from(
    [
        b"--frame\r\n",
        b"\r\n--frame--\n",
        b"\r\n",
        b"\n",
        b"Content-Length: 11\r\n\r\n",
        ONE,
        TWO,
        b"--frame",
        b"frame\n",
    ]
)


def parts(stream: bytes, boundary: str = "frame", size: int = 1 << 20) -> tuple[list[bytes], str]:
    """What comes of ``stream`` in pieces of ``size``, and of what it died."""
    decoder, found = PictureParts(boundary), []
    try:
        for at in range(0, len(stream), size):
            for part in decoder.feed(stream[at : at + size]):
                found.append(part)
    except NoStreamError as fault:
        return found, str(fault)
    return found, ""


def sent(*pictures: bytes, line: str = "--frame", length: int | None = -1, end: bytes = b"\r\n") -> bytes:
    """A stream; ``length`` -1 is the right one, None is none."""
    stream = b""
    for each in pictures:
        count = len(each) if length == -1 else length
        said = b"" if count is None else b"Content-Length: %d" % count + end
        stream += line.encode() + end + b"Content-Type: image/jpeg" + end + said + end + each + end
    return stream + line.encode() + end


@pytest.mark.parametrize(
    ("said", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=frame", "frame"),
        ('multipart/x-mixed-replace;BOUNDARY="a b;c"; charset=x', "a b;c"),
        ("multipart/x-mixed-replace; boundary=--frame", "--frame"),
        ("multipart/x-mixed-replace", ""),
        ('multipart/x-mixed-replace; boundary="', ""),
    ],
)
def test_the_boundary_is_what_the_header_says(said: str, boundary: str) -> None:
    assert boundary_of(said).strip('"') == boundary


@pytest.mark.parametrize("said", ["frame", "--frame", "", "quite-another"])
@pytest.mark.parametrize("line", ["--frame", "----frame"])
@pytest.mark.parametrize("length", [-1, None, 3, 14, 5000, 10**12])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_every_picture_is_found_whatever_a_camera_says_of_its_length_and_of_the_line_between(
    said: str, line: str, length: int | None, end: bytes, size: int
) -> None:
    found, fault = parts(sent(ONE, TWO, line=line, length=length, end=end), said, size)
    assert [part.rstrip(b"\r\n-") for part in found] == [ONE, TWO]
    assert fault == ""


def test_a_line_between_without_its_dashes_is_known_by_the_header() -> None:
    assert parts(sent(ONE, TWO, line="frame"), "--frame") == ([ONE, TWO], "")


def test_a_picture_whose_length_is_right_is_not_kept_until_the_next_one_comes() -> None:
    assert parts(sent(ONE, TWO)[: -len(b"\r\n--frame\r\n")]) == ([ONE, TWO], "")


@given(st.lists(RAGS, max_size=12).map(b"".join), st.sampled_from(["frame", "", "x"]), st.integers(1, 40))
def test_how_the_pieces_were_cut_changes_nothing(stream: bytes, boundary: str, size: int) -> None:
    assert parts(stream, boundary, size) == parts(stream, boundary)


@given(st.lists(RAGS, max_size=20).map(b"".join), st.integers(1, 30))
@settings(max_examples=200)
def test_a_limit_is_met_at_the_same_byte_whatever_the_pieces(stream: bytes, size: int) -> None:
    """The limit of the lines before a picture: streams of 8 MB would take hours here."""
    filled = b"--frame\r\n" + stream + b"x" * LONGEST_HEADERS + b"\n" + stream
    assert parts(filled, "frame", 4096 + size) == parts(filled, "frame")


@pytest.mark.parametrize(
    ("begins", "goes_on", "why"),
    [
        (b"--frame\r\n\r\n\xff\xd8", b"x" * 65536, "one picture has no end"),
        (b"--frame\r\nContent-Length: 99999999999\r\n\r\n", b"\n--fram" * 9000, "one picture has no end"),
        (b"--frame\r\n", b"X-Nothing: 1\r\n" * 4000, "the lines before a picture are longer"),
        (b"frame of another kind", b"x" * 65536, "no picture begins"),
        (b"\r\n", b"\r\n" * 30000, "empty lines"),
    ],
)
def test_what_has_no_end_is_refused_in_words_and_in_bounded_memory(begins: bytes, goes_on: bytes, why: str) -> None:
    decoder = PictureParts("frame")
    tracemalloc.start()
    try:
        with pytest.raises(NoStreamError, match=why):
            assert [part for piece in (begins, *[goes_on] * 400) for part in decoder.feed(piece)] == []
        assert tracemalloc.get_traced_memory()[1] < 3 * picture_parts.LONGEST_PART
    finally:
        tracemalloc.stop()


def test_a_stream_that_says_nowhere_where_a_picture_ends_is_refused() -> None:
    assert parts(ONE + b"\n" + TWO, "") == ([], "nothing says where one picture ends and the next begins")
