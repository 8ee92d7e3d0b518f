"""The framer: every message whole, and nothing that is not."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.hardware.framing import LONGEST, Framed, Framer
from tracker.hardware.scan import Quality

MESSAGES = (b"]C12600447102", b"I00042379", b"]d201095011015300031725123110AB-12\x1d21SER9")
ENDS = (b"\r", b"\n", b"\r\n")
PLAIN = st.text("0123456789ABCDEF-\x1d", min_size=3, max_size=40).map(str.encode)


def texts(found: list[Framed]) -> list[str]:
    assert all(each.quality is Quality.READ for each in found)
    return [each.aim + each.data for each in found]


@given(st.lists(PLAIN, max_size=8), st.sampled_from(ENDS), st.data())
def test_every_message_comes_once_wherever_the_stream_is_cut(
    messages: list[bytes], end: bytes, data: st.DataObject
) -> None:
    stream = b"".join(message + end for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    framer, found, at_s, before = Framer(), list[Framed](), 0.0, 0
    for cut in [*cuts, len(stream)]:
        found += framer.feed(stream[before:cut], at_s)
        before, at_s = cut, at_s + 0.001
    assert texts(found) == [message.decode() for message in messages]


@given(st.lists(PLAIN, max_size=8), st.sampled_from((b"", *ENDS)))
def test_stx_and_etx_frame_a_message_with_or_without_a_suffix(messages: list[bytes], suffix: bytes) -> None:
    stream = b"".join(b"\x02" + message + suffix + b"\x03" for message in messages)
    assert texts(Framer().feed(stream, 0.0)) == [message.decode() for message in messages]


def test_stx_with_a_suffix_and_no_etx_ends_with_the_next_or_with_silence() -> None:
    framer = Framer()
    assert texts(framer.feed(b"\x02FIRST\r\n\x02SECOND\r\n", 0.0)) == ["FIRST"]
    assert texts(framer.pass_time(0.6)) == ["SECOND"]


def test_the_identifier_is_cut_off_and_gs_stays() -> None:
    (found,) = Framer().feed(MESSAGES[2] + b"\r", 0.0)
    assert (found.aim, found.data) == ("]d2", "01095011015300031725123110AB-12\x1d21SER9")


@pytest.mark.parametrize("over", [b"", b"\r\n"])
def test_an_xor_byte_behind_the_suffix_is_no_data(over: bytes) -> None:
    framer, found, at_s = Framer(), list[Framed](), 0.0
    for message in MESSAGES * 3:
        check = reduce(xor, message + over)
        found += framer.feed(message + b"\r\n" + bytes([check]), at_s)
        at_s += 1.0
        found += framer.pass_time(at_s)
    assert texts(found) == [message.decode() for message in MESSAGES] * 3


def test_a_device_known_to_send_an_xor_byte_may_send_without_a_pause() -> None:
    framer = Framer()
    for at_s in (0.0, 1.0):
        framer.feed(b"AB\r\n" + bytes([0x41 ^ 0x42]), at_s)
        framer.pass_time(at_s + 0.9)
    burst = b"".join(message + b"\r\n" + bytes([reduce(xor, message)]) for message in MESSAGES)
    assert texts(framer.feed(burst, 2.0)) == [message.decode() for message in MESSAGES]


def test_a_first_character_that_looks_like_an_xor_byte_is_kept() -> None:
    framer = Framer()
    first, second = b"129", bytes([0x31 ^ 0x32 ^ 0x39]) + b"34"
    assert texts(framer.feed(first + b"\r" + second + b"\r", 0.0)) == ["129", second.decode()]


@pytest.mark.parametrize("stall_s", [0.0, 0.03, 0.06, 0.3, 0.49])
def test_a_scan_that_stalls_behind_a_first_character_like_an_xor_byte_keeps_it(stall_s: float) -> None:
    framer = Framer()
    first, second = b"C000356\r", b"I00000192\r"
    assert reduce(xor, first[:-1] + b"\n") == second[0]
    found = framer.feed(first + second[:1], 1.0)
    for waited_s in (0.02, 0.05, 0.2, 0.4):
        found += framer.pass_time(1.0 + min(waited_s, stall_s))
    assert texts(found + framer.feed(second[1:], 1.0 + stall_s)) == ["C000356", "I00000192"]


@pytest.mark.parametrize("next_scan", [b"]C0I00042379\r", b"\x02]C0I00042379\x03"])
def test_a_framed_scan_soon_behind_an_xor_byte_is_read_without_it(next_scan: bytes) -> None:
    framer = Framer()
    assert texts(framer.feed(b"C000356\r" + bytes([reduce(xor, b"C000356")]), 1.0)) == ["C000356"]
    assert texts(framer.feed(next_scan, 1.2)) == ["]C0I00042379"]


def test_half_a_scan_and_silence_is_garbled_and_so_is_its_tail() -> None:
    framer = Framer()
    assert framer.feed(b"01095011", 0.0) == []
    (broken,) = framer.pass_time(0.6)
    (tail,) = framer.feed(b"01530003\r", 0.8)
    assert (broken.quality, tail.quality) == (Quality.GARBLED, Quality.GARBLED)
    assert texts(framer.feed(b"2600447102\r", 1.5)) == ["2600447102"]


@pytest.mark.parametrize("stream", [b"]C02600447102\r", b"\x022600447102\x03"])
def test_a_framed_scan_after_half_a_one_is_believed(stream: bytes) -> None:
    framer = Framer()
    framer.feed(b"01095011", 0.0)
    assert framer.pass_time(0.6)[0].quality is Quality.GARBLED
    assert framer.feed(stream, 0.7)[0].quality is Quality.READ


@pytest.mark.parametrize("stream", [b"]C026004]C0I00042379\r", b"26004]C0I00042379\r", b"26004\x02I00042379\x03"])
def test_two_scans_in_one_another_are_not_believed(stream: bytes) -> None:
    assert Framer().feed(stream, 0.0)[0].quality is Quality.GARBLED


def test_a_wrong_baud_rate_is_named() -> None:
    (found,) = Framer().feed(b"\xf8\x80\xfe\r", 0.0)
    assert found.quality is Quality.GARBLED
    assert "baud" in found.evidence


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_random_bytes_are_bounded_and_never_raise(chunks: list[bytes]) -> None:
    framer, at_s = Framer(), 0.0
    for chunk in chunks:
        for found in framer.feed(chunk, at_s):
            assert found.data or found.quality is Quality.READ
        at_s += 0.1
    framer.pass_time(at_s + 10)
    assert framer.is_idle


def test_a_stream_without_an_end_takes_no_memory_and_is_one_refusal() -> None:
    framer = Framer()
    for _ in range(100):
        assert framer.feed(b"7" * LONGEST, 0.0) == []
    (found,) = framer.feed(b"\r", 0.0)
    assert found.quality is Quality.GARBLED
    assert len(found.data) < LONGEST
    assert texts(framer.feed(b"2600447102\r", 0.1)) == ["2600447102"]


def test_ends_alone_are_no_scans() -> None:
    assert Framer().feed(b"\r\n\r\r\n\n\x02\x03", 0.0) == []


def test_a_line_feed_is_never_taken_for_an_xor_byte() -> None:
    framer, at_s = Framer(), 0.0
    message = b"Ap;"
    assert reduce(xor, message) == 0x0A
    for _ in range(5):
        assert texts(framer.feed(message + b"\r\n", at_s)) == [message.decode()]
        at_s += 1.0
        framer.pass_time(at_s)
    following = bytes([0x0A ^ 0x0D ^ 0x0A ^ 0x40])  # no XOR of it, and so it is data
    assert texts(framer.feed(message + b"\r\n" + following + b"BC\r\n", at_s + 1))[1] == (following + b"BC").decode()


def test_a_tab_with_nothing_behind_it_ends_a_scan_and_one_inside_does_not() -> None:
    framer = Framer()
    assert framer.feed(b"2600447102\t", 0.0) == []
    assert texts(framer.pass_time(0.6)) == ["2600447102"]
    assert texts(framer.feed(b"2600447102\tX\r", 1.0)) == ["2600447102\tX"]


@pytest.mark.parametrize("short", [b"1", b"k*"])
def test_one_or_two_characters_without_an_identifier_are_noise_and_with_one_a_scan(short: bytes) -> None:
    assert Framer().feed(short + b"\r", 0.0)[0].quality is Quality.GARBLED
    assert texts(Framer().feed(b"]C0" + short + b"\r", 0.0)) == ["]C0" + short.decode()]


def test_what_comes_among_noise_is_not_believed_unless_it_is_framed() -> None:
    framer = Framer()
    noisy, plain, framed = framer.feed(b"\xff\xfe\rABCDE\r]C0L0010336\r", 0.0)
    assert (noisy.quality, plain.quality) == (Quality.GARBLED, Quality.GARBLED)
    assert (framed.aim, framed.data, framed.quality) == ("]C0", "L0010336", Quality.READ)
    assert texts(framer.feed(b"ABCDE\r", 0.5)) == ["ABCDE"]


CODES = (b"26004471028", b"I00042379", b"0109501101530003172512311026004471")


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=5), st.sampled_from(ENDS), st.data())
def test_no_scan_is_a_part_of_one_that_was_sent_however_long_it_stalled(
    sent: list[bytes], end: bytes, data: st.DataObject
) -> None:
    framer, found, at_s = Framer(), list[Framed](), 0.0
    for code in sent:
        message, before = code + end, 0
        cuts = sorted(data.draw(st.lists(st.integers(0, len(message)), max_size=3)))
        for cut in [*cuts, len(message)]:
            at_s += data.draw(st.sampled_from((0.01, 0.4, 0.6, 2.1, 60.0)))
            found += framer.pass_time(at_s)
            found += framer.feed(message[before:cut], at_s)
            before = cut
    found += framer.pass_time(at_s + 5.0)
    assert {each.data.encode() for each in found if each.quality is Quality.READ} <= set(sent)


def test_after_the_end_of_a_torn_scan_the_next_one_is_read() -> None:
    framer = Framer()
    framer.feed(b"0109501101530003", 0.0)
    framer.pass_time(0.6)
    assert [each.quality for each in framer.feed(b"26004471\r", 30.0)] == [Quality.GARBLED]
    assert texts(framer.feed(b"I00042379\r", 31.0)) == ["I00042379"]
