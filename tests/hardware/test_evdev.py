"""Scanners in keyboard mode, read from the kernel's events: five layouts, no Caps Lock, and no key that is guessed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.keyboards import (
    ALT,
    ALTGR,
    CAPS_LOCK,
    CONTROL,
    ENTER,
    SHIFT,
    Event,
    as_bytes,
    press,
    printable,
    typed,
)
from tests.hardware.test_serial import Reading
from tracker.errors import DeviceError
from tracker.hardware.event_framing import EventFramer
from tracker.hardware.framing import Framer
from tracker.hardware.key_events import UNTOLD, KeyDecoder
from tracker.hardware.keymaps import NAMES, keymap
from tracker.hardware.scan import Quality, utc_now
from tracker.hardware.sources.evdev_keyboard import EventTransport, find_keyboard, open_evdev
from tracker.hardware.sources.line import LineSource

GS1 = "]d201095011015300031725123110AB-12\x1d21SER9"


def bytes_of(events: Iterable[Event], layout: str = "us", gs_key: str = "") -> bytes:
    decoder = KeyDecoder(layout, gs_key)
    return b"".join(decoder.feed(*event) for event in events)


@pytest.mark.parametrize("layout", NAMES)
def test_every_printable_character_can_be_typed_on_every_layout(layout: str) -> None:
    assert bytes_of(typed(printable(), layout), layout) == printable().encode() + b"\r"


@given(st.text(printable() + "\x1d", max_size=60), st.sampled_from(NAMES))
def test_what_a_scanner_types_is_what_is_read(text: str, layout: str) -> None:
    assert bytes_of(typed(text, layout), layout) == text.encode() + b"\r"


@pytest.mark.parametrize("layout", NAMES)
def test_no_key_of_a_layout_types_two_signs(layout: str) -> None:
    known = keymap(layout)
    assert all(len(sign) == 1 for sign in known.typed.values())
    assert known.dead <= known.typed.keys()


@pytest.mark.parametrize(
    ("layout", "code", "modifiers", "sign"),
    [
        ("us", 12, (), "-"),
        ("us", 3, (42,), "@"),
        ("gb", 3, (42,), '"'),
        ("gb", 40, (42,), "@"),
        ("gb", 43, (), "#"),
        ("de", 12, (), "ß"),
        ("de", 21, (), "z"),
        ("de", 44, (), "y"),
        ("de", 53, (), "-"),
        ("de", 8, (42,), "/"),
        ("de", 10, (ALTGR,), "]"),
        ("fr", 2, (), "&"),
        ("fr", 2, (42,), "1"),
        ("fr", 16, (), "a"),
        ("fr", 39, (), "m"),
        ("fr", 7, (), "-"),
        ("fr", 12, (ALTGR,), "]"),
        ("es", 39, (), "ñ"),
        ("es", 53, (), "-"),
        ("es", 27, (ALTGR,), "]"),
    ],
)
def test_keys_lie_where_the_real_keyboards_have_them(
    layout: str, code: int, modifiers: tuple[int, ...], sign: str
) -> None:
    assert bytes_of(press(code, *modifiers), layout) == sign.encode()


# As in xkeyboard-config 2.35.1, symbols/de, fr, es, gb and us: kernel code and sign of every ASCII sign that needs AltGr, of
# the keys that other layouts have elsewhere, and of the dead keys.
ALTGR_SIGNS = {
    "de": {8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|"},
    "fr": {4: "#", 5: "{", 6: "[", 7: "|", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}"},
    "es": {2: "|", 3: "@", 4: "#", 26: "[", 27: "]", 40: "{", 41: "\\", 43: "}"},
}
BESIDE_ENTER_AND_Z = {"gb": ("#~", "\\|"), "de": ("#'", "<>"), "fr": ("*µ", "<>"), "es": ("çÇ", "<>")}
DEAD_KEYS = {
    "de": {(41, ()): "^", (13, ()): "´", (13, (SHIFT,)): "`"},
    "fr": {(26, ()): "^", (26, (SHIFT,)): "¨"},
    "es": {(26, ()): "`", (26, (SHIFT,)): "^", (40, ()): "´", (40, (SHIFT,)): "¨"},
}
DIGITS_OF_FRANCE = "&é\"'(-è_çà"


def test_what_altgr_types_is_what_the_systems_layouts_have() -> None:
    for layout, signs in ALTGR_SIGNS.items():
        for code, sign in signs.items():
            assert bytes_of(press(code, ALTGR), layout) == sign.encode()


def test_the_two_keys_that_layouts_have_elsewhere() -> None:
    for layout, (beside_enter, left_of_z) in BESIDE_ENTER_AND_Z.items():
        both = press(43) + press(43, SHIFT)
        assert bytes_of(both, layout) == beside_enter.encode()
        assert bytes_of(press(86) + press(86, SHIFT), layout) == left_of_z.encode()


def test_dead_keys_are_those_of_the_systems_layouts_and_give_their_sign_before_a_space() -> None:
    for layout in NAMES:
        dead = DEAD_KEYS.get(layout, {})
        for (code, modifiers), sign in dead.items():
            assert bytes_of(press(code, *modifiers), layout) == b""
            assert bytes_of(press(code, *modifiers) + press(57), layout) == sign.encode()
        known = keymap(layout)
        assert {(code, SHIFT in modifiers, False) for code, modifiers in dead} == known.dead - known.doubtful


def test_french_digits_are_shifted_and_a_german_keypad_has_a_comma() -> None:
    digits = [*range(2, 12)]
    assert bytes_of([event for code in digits for event in press(code)], "fr") == DIGITS_OF_FRANCE.encode()
    assert bytes_of([event for code in digits for event in press(code, SHIFT)], "fr") == b"1234567890"
    assert {layout: bytes_of(press(83), layout) for layout in NAMES} == {
        "us": b".", "gb": b".", "de": b",", "fr": b".", "es": b".",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("layout", "code", "sign", "letter"), [("fr", 3, "~", 49), ("fr", 8, "`", 16), ("es", 5, "~", 49)]
)
def test_a_key_that_is_dead_on_one_system_only_is_refused_before_a_letter_that_could_carry_its_accent(
    layout: str, code: int, sign: str, letter: int
) -> None:
    assert bytes_of(press(code, ALTGR) + press(57), layout) == sign.encode()
    assert bytes_of(press(code, ALTGR) + press(2, SHIFT), layout) == sign.encode() + bytes_of(press(2, SHIFT), layout)
    assert bytes_of(press(code, ALTGR) + press(letter), layout) == UNTOLD


@given(st.lists(st.sampled_from([0, 1]), max_size=8))
def test_caps_lock_has_no_effect(presses: list[int]) -> None:
    locks = [(1, CAPS_LOCK, value) for value in presses]
    assert bytes_of([*locks, *typed("Ab-12")]) == b"Ab-12\r"


def test_gs_arrives_however_a_scanner_sends_it() -> None:
    alt_029 = [(1, ALT, 1), *press(82), *press(80), *press(73), (1, ALT, 0)]
    assert bytes_of(press(27, CONTROL)) == b"\x1d"
    assert bytes_of(alt_029) == b"\x1d"
    assert bytes_of(press(88), gs_key="f12") == b"\x1d"
    assert bytes_of(press(10, CONTROL, ALTGR), "de")  # Ctrl and AltGr+9, which is ] there
    for layout in NAMES:
        assert bytes_of(press(27, CONTROL), layout) == b"\x1d"


def test_a_key_that_is_not_in_the_layout_spoils_the_scan_and_is_not_left_out() -> None:
    events = [*typed("2600")[:-4], *press(88), *typed("447102")]
    (found,) = Framer().feed(bytes_of(events), 0.0)
    assert found.quality is Quality.GARBLED


def test_events_that_the_kernel_dropped_spoil_the_scan() -> None:
    assert UNTOLD in bytes_of([*typed("26")[:-4], (0, 3, 0), *typed("00447102")])


def test_a_key_that_sticks_types_once() -> None:
    assert bytes_of([(1, 2, 1), *[(1, 2, 2)] * 500, (1, 2, 0), *press(ENTER)]) == b"1\r"


ANY_EVENT = st.tuples(st.integers(0, 4), st.integers(0, 260), st.integers(0, 2))


@given(st.lists(ANY_EVENT, max_size=200), st.sampled_from(NAMES))
def test_any_events_can_be_fed(events: list[Event], layout: str) -> None:
    for found in Framer().feed(bytes_of(events, layout), 0.0):
        assert found.quality in (Quality.READ, Quality.GARBLED)


def test_events_come_whole_from_a_pipe_that_cuts_them() -> None:
    near, far = os.pipe()
    reading = Reading(
        LineSource("evdev:test", EventTransport(near, "test"), clock=utc_now, framer=EventFramer(KeyDecoder()))
    )
    raw = as_bytes(typed(GS1))
    for at in range(0, len(raw), 37):
        os.write(far, raw[at : at + 37])
    (scan,) = reading.wait(1)
    assert (scan.aim + scan.data, scan.quality) == (GS1, Quality.READ)
    os.close(far)
    assert reading.ended()
    assert reading.fault is not None
    assert reading.fault.code == "unplugged"


def _device(sysfs: Path, number: int, name: str, keys: str) -> None:
    folder = sysfs / f"event{number}" / "device" / "capabilities"
    folder.mkdir(parents=True)
    (folder / "key").write_text(keys + "\n")
    (folder.parent / "name").write_text(name + "\n")


KEYBOARD, BUTTONS = "1f 0 3f 3000000000000 e080ffdf01cfffff fffffffffffffffe", "10000000000000 0"


def test_a_scanner_is_found_by_its_name_whatever_its_number(tmp_path: Path) -> None:
    _device(tmp_path, 3, "HS Barcode Scanner", KEYBOARD)
    _device(tmp_path, 4, "HS Barcode Scanner", BUTTONS)
    _device(tmp_path, 5, "Desk Keyboard", KEYBOARD)
    assert find_keyboard("HS Barcode Scanner", tmp_path, Path("/dev/input")) == Path("/dev/input/event3")
    assert find_keyboard("barcode", tmp_path, Path("/dev/input")) == Path("/dev/input/event3")


@pytest.mark.parametrize(("name", "code"), [("", "which_device"), ("e", "which_device"), ("Zebra", "not_there")])
def test_a_name_that_fits_none_or_several_is_said(tmp_path: Path, name: str, code: str) -> None:
    _device(tmp_path, 3, "HS Barcode Scanner", KEYBOARD)
    _device(tmp_path, 5, "Desk Keyboard", KEYBOARD)
    with pytest.raises(DeviceError) as refused:
        find_keyboard(name, tmp_path, Path("/dev/input"))
    assert refused.value.code == code


def test_a_keyboard_that_does_not_exist_is_waited_for() -> None:
    with pytest.raises(DeviceError) as refused:
        open_evdev("evdev:/dev/input/by-id/nowhere", clock=utc_now)
    assert refused.value.code == "not_there"
