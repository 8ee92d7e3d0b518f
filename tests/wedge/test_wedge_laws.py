"""What holds for every way in which keys can arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.wedge.test_wedge import keys, scans, typing, vouches
from tracker.hardware.keystrokes import ENDS, Key, character_of, key_of
from tracker.hardware.scan import Quality
from tracker.hardware.wedge import Heard, Typed, Wedge

DATA = st.text(st.sampled_from("ABC0123456789-/.\x1d\x1e\x04\x10\x11 ]["), min_size=1, max_size=128)
GAPS_S = st.floats(min_value=0.0, max_value=0.249)
PREAMBLES = st.sampled_from(["]d2", "]C1", "]C0", "]Q3", "]e0"])
ANY_KEY = st.one_of(
    st.sampled_from("ab]d2C1[)>07\r\n\t\x1d\x10\x11").map(lambda character: (key_of(character, 0).name, character)),
    st.sampled_from([("f5", None), ("up", None), ("backspace", "\x7f"), ("left_shift", None), ("alt+0", "0")]),
)


@given(st.lists(st.tuples(PREAMBLES, DATA), min_size=1, max_size=5), st.data())
def test_timing_within_the_rules_never_changes_a_framed_scan(shots: list[tuple[str, str]], draw: st.DataObject) -> None:
    wedge, now_s = Wedge(vouches), 10.0
    heard: list[Heard] = []
    for aim, data in shots:
        for index, character in enumerate(f"{aim}{data}\r"):
            now_s += draw.draw(GAPS_S) if index > 3 else 0.001
            if draw.draw(st.booleans()):
                heard += wedge.pass_time(now_s)
            heard += wedge.press(key_of(character, now_s))
    heard += wedge.pass_time(float("inf"))
    assert scans(heard) == [(aim, data, Quality.READ) for aim, data in shots]
    assert typing(heard) == []


@given(st.lists(st.tuples(PREAMBLES, DATA), min_size=2, max_size=5), st.data())
def test_in_a_row_of_scans_a_stall_anywhere_within_the_rules_changes_none(
    shots: list[tuple[str, str]], draw: st.DataObject
) -> None:
    """The first of the row has no forerunner, so that its preamble must come at a scanner's pace."""
    wedge, now_s = Wedge(vouches), 10.0
    heard: list[Heard] = []
    for number, (aim, data) in enumerate(shots):
        for index, character in enumerate(f"{aim}{data}\r"):
            longest_s = 0.001 if number == 0 and index < 3 else 0.099 if index == 0 else 0.249
            now_s += draw.draw(st.floats(min_value=0.0, max_value=longest_s))
            if draw.draw(st.booleans()):
                heard += wedge.pass_time(now_s)
            heard += wedge.press(key_of(character, now_s))
    heard += wedge.pass_time(float("inf"))
    assert scans(heard) == [(aim, data, Quality.READ) for aim, data in shots]
    assert typing(heard) == []


@given(st.lists(st.tuples(ANY_KEY, st.floats(min_value=0.0, max_value=0.4)), max_size=60), st.booleans())
def test_nothing_is_ever_lost(pressed: list[tuple[tuple[str, str | None], float]], is_timed: bool) -> None:
    wedge, now_s = Wedge(vouches), 10.0
    heard: list[Heard] = []
    given_keys: list[Key] = []
    for (name, character), gap_s in pressed:
        now_s += gap_s
        if is_timed:
            heard += wedge.pass_time(now_s)
        given_keys.append(Key(name, character, now_s))
        heard += wedge.press(given_keys[-1])
    heard += wedge.pass_time(float("inf"))
    assert without_ends(told(heard)) == without_ends([shape(key) for key in given_keys if key.name != "left_shift"])


@given(st.lists(st.tuples(ANY_KEY, st.floats(min_value=0.0, max_value=0.4)), max_size=60))
def test_looking_at_the_clock_more_often_changes_nothing(pressed: list[tuple[tuple[str, str | None], float]]) -> None:
    rare, often, now_s = Wedge(vouches), Wedge(vouches), 10.0
    heard_rarely: list[Heard] = []
    heard_often: list[Heard] = []
    for (name, character), gap_s in pressed:
        for part in range(1, 5):
            heard_often += often.pass_time(now_s + gap_s * part / 4)
        now_s += gap_s
        heard_rarely += rare.press(Key(name, character, now_s))
        heard_often += often.press(Key(name, character, now_s))
    heard_rarely += rare.pass_time(float("inf"))
    heard_often += often.pass_time(float("inf"))
    assert told(heard_rarely) == told(heard_often)
    assert scans(heard_rarely) == scans(heard_often)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40))
def test_typing_at_a_human_pace_is_untouched(text: str) -> None:
    wedge = Wedge(vouches)
    heard = [each for key in keys(text, step_s=0.035) for each in wedge.press(key)] + wedge.pass_time(float("inf"))
    assert "".join(key.character or "" for each in heard if isinstance(each, Typed) for key in each.keys) == text


def shape(key: Key) -> str:
    """A key as one character; what no character belongs to is one and the same sign."""
    return character_of(key) or "\ufffd"


def told(heard: list[Heard]) -> list[str]:
    """Every character that came out, in order, however it came out."""
    return [
        character
        for each in heard
        for character in (map(shape, each.keys) if isinstance(each, Typed) else f"{each.aim}{each.data}")
    ]


def without_ends(characters: list[str]) -> list[str]:
    return [character for character in characters if character not in ENDS]
