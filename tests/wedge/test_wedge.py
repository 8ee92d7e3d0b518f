"""What a keyboard wedge's keys must become, rule by rule."""

from __future__ import annotations

import pytest

from tracker.hardware.keystrokes import Key, key_of
from tracker.hardware.scan import Quality
from tracker.hardware.wedge import Caught, Heard, Typed, Wedge
from tracker.hardware.wedge_rules import BURST_KEYS, REPORTED_KEYS

GS1 = "010880640123456717270930" + "10LOT42B\x1d21SER0001"
FRAMED = f"]d2{GS1}\r"


def vouches(data: str) -> bool:
    """A stand-in for check digits: ten digits."""
    return len(data) == 10 and data.isdigit()


def keys(text: str, start_s: float = 10.0, step_s: float = 0.001) -> list[Key]:
    return [key_of(character, start_s + step_s * index) for index, character in enumerate(text)]


def hear(*bursts: list[Key], wedge: Wedge | None = None) -> list[Heard]:
    """Everything that comes of the keys, and of the silence after them."""
    wedge = wedge or Wedge(vouches)
    heard = [each for burst in bursts for key in burst for each in wedge.press(key)]
    return heard + wedge.pass_time(float("inf"))


def scans(heard: list[Heard]) -> list[tuple[str, str, Quality]]:
    return [(each.aim, each.data, each.quality) for each in heard if isinstance(each, Caught)]


def typing(heard: list[Heard]) -> list[str]:
    return [key.name for each in heard if isinstance(each, Typed) for key in each.keys]


def test_a_framed_scan_is_exact_and_nothing_is_typed() -> None:
    heard = hear(keys(FRAMED))
    assert scans(heard) == [("]d2", GS1, Quality.READ)]
    assert typing(heard) == []


def test_gs_counts_by_its_key_name_alone_as_kitty_sends_it() -> None:
    burst = [
        Key(key.name, None if key.name == "ctrl+right_square_bracket" else key.character, key.at_s)
        for key in keys(FRAMED)
    ]
    assert scans(hear(burst)) == [("]d2", GS1, Quality.READ)]


def test_modifier_keys_that_kitty_reports_are_no_part_of_a_scan() -> None:
    burst = keys(FRAMED)
    with_shift = [part for key in burst for part in (Key("left_shift", None, key.at_s), key)]
    assert scans(hear(with_shift)) == [("]d2", GS1, Quality.READ)]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\t\r", "\r\t"])
def test_every_usual_end_is_one_end(end: str) -> None:
    heard = hear(keys(f"]C1{GS1}{end}" * 3))
    assert scans(heard) == [("]C1", GS1, Quality.READ)] * 3
    assert typing(heard) == []


def test_control_characters_inside_a_framed_scan_belong_to_it() -> None:
    data = "AB\x10CD\x11EF\x04GH\tIJ\nKL"
    assert scans(hear(keys(f"]d1{data}\r"))) == [("]d1", data, Quality.READ)]


def test_iso_15434_comes_whole() -> None:
    data = "[)>\x1e06\x1d9N110375286414\x1d1TABC\x1d\x1e\x04"
    assert scans(hear(keys(f"{data}\r"))) == [("", data, Quality.READ)]


def test_a_framed_scan_forgives_a_stall_of_a_quarter_second() -> None:
    burst = keys(FRAMED[:20], 10.0) + keys(FRAMED[20:], 10.019 + 0.249)
    assert scans(hear(burst)) == [("]d2", GS1, Quality.READ)]


def test_a_longer_stall_is_garbled_and_its_tail_is_not_believed() -> None:
    heard = hear(keys("]C01234567", 10.0), keys("1234567890\r", 10.4))
    assert [quality for _, _, quality in scans(heard)] == [Quality.GARBLED, Quality.GARBLED]
    assert typing(heard) == []


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("data", ["]C01234567", "[)>\x1e06\x1d1TABC"])
def test_right_behind_a_scan_a_preamble_may_stall_as_the_rest_may(place: int, data: str) -> None:
    heard = hear(keys(FRAMED), keys(data[:place], 10.1), keys(f"{data[place:]}\r", 10.1 + 0.249))
    assert [f"{aim}{text}" for aim, text, _ in scans(heard)] == [f"]d2{GS1}", data]
    assert {quality for _, _, quality in scans(heard)} == {Quality.READ}
    assert typing(heard) == []


@pytest.mark.parametrize("text", ["]", "]A", "[", "[)"])
def test_what_is_typed_right_behind_a_scan_and_becomes_none_is_handed_on(text: str) -> None:
    heard = hear(keys(FRAMED), keys(text, 10.1))
    assert scans(heard) == [("]d2", GS1, Quality.READ)]
    assert typing(heard) == [key_of(character, 0).name for character in text]


@pytest.mark.parametrize("text", ["]A0", "[)>", "a]A0", "]]A0"])
def test_what_a_person_types_soon_behind_a_scan_stays_typed(text: str) -> None:
    heard = hear(keys(FRAMED), keys(text, 10.2, step_s=0.035))
    assert scans(heard) == [("]d2", GS1, Quality.READ)]
    assert typing(heard) == [key_of(character, 0).name for character in text]


def test_an_unframed_scan_counts_only_if_its_content_vouches_for_itself() -> None:
    assert scans(hear(keys("2600447102\r"))) == [("", "2600447102", Quality.READ)]
    assert scans(hear(keys("26004471\r"))) == [("", "26004471", Quality.GARBLED)]


def test_a_burst_without_an_end_is_reported_and_never_typed() -> None:
    heard = hear(keys("A" * BURST_KEYS))
    assert scans(heard) == [("", "A" * BURST_KEYS, Quality.GARBLED)]
    assert typing(heard) == []


def test_the_tail_of_a_stalled_burst_is_not_a_shorter_scan() -> None:
    heard = hear(keys("99999999", 10.0), keys("2600447102\r", 10.2))
    assert all(quality is Quality.GARBLED for _, _, quality in scans(heard))
    assert "".join(data for _, data, _ in scans(heard)) == "999999992600447102"


@pytest.mark.parametrize("step_s", [0.035, 0.080, 0.200])
def test_typing_is_handed_on_untouched(step_s: float) -> None:
    text = "gauze 4x4, sterile"
    heard = hear(keys(f"{text}\r", step_s=step_s))
    assert scans(heard) == []
    assert typing(heard) == [*[key_of(character, 0).name for character in text], "enter"]


def test_typing_is_held_for_thirty_milliseconds_at_most() -> None:
    wedge = Wedge(vouches)
    assert wedge.press(Key("a", "a", 10.0)) == []
    deadline_s = wedge.deadline_s
    assert deadline_s is not None
    assert deadline_s <= 10.0301
    assert typing(wedge.pass_time(10.0302)) == ["a"]
    assert wedge.deadline_s is None


def test_function_keys_and_arrows_are_never_held() -> None:
    wedge = Wedge(vouches)
    assert typing(wedge.press(Key("f5", None, 10.0))) == ["f5"]
    assert typing(wedge.press(Key("down", None, 10.001))) == ["down"]
    assert typing(wedge.press(Key("enter", "\r", 10.5))) == ["enter"]


def test_a_held_down_backspace_is_no_burst() -> None:
    heard = hear([Key("backspace", "\x7f", 10 + 0.015 * index) for index in range(40)])
    assert typing(heard) == ["backspace"] * 40


def test_a_scan_in_the_middle_of_typing_is_asked_for_again() -> None:
    heard = hear(keys("x", 10.0), keys(FRAMED, 10.05))
    assert scans(heard) == [("]d2", GS1, Quality.GARBLED)]
    assert typing(heard) == ["x"]


@pytest.mark.parametrize("length", [129, 4096, REPORTED_KEYS * 2 + 5])
def test_an_over_long_scan_is_refused_and_recorded_whole(length: int) -> None:
    data = "7" * length
    heard = hear(keys(f"]C0{data}\r", step_s=0.0001))
    assert all(quality is Quality.GARBLED for _, _, quality in scans(heard))
    assert "".join(data for _, data, _ in scans(heard)) == data
    assert typing(heard) == []


def test_128_characters_are_still_a_scan() -> None:
    assert scans(hear(keys(f"]C0{'7' * 128}\r"))) == [("]C0", "7" * 128, Quality.READ)]


def test_a_key_that_no_scanner_sends_spoils_a_framed_scan() -> None:
    burst = keys("]C0123456\r")
    burst[5] = Key("alt+3", "3", burst[5].at_s)
    assert [quality for _, _, quality in scans(hear(burst))] == [Quality.GARBLED]


class TestPaste:
    def test_plain_text_is_left_to_the_widget(self) -> None:
        assert Wedge(vouches).paste("gauze sponge", 10.0) is None

    def test_framed_scans_come_out_whole(self) -> None:
        heard = Wedge(vouches).paste(FRAMED * 2, 10.0)
        assert heard is not None
        assert scans(heard) == [("]d2", GS1, Quality.READ)] * 2

    @pytest.mark.parametrize("cut", [f"]d2{GS1}", f"]d2{GS1}"[:-3], f"]d2{GS1}\r]C026004471"])
    def test_a_scan_without_an_end_may_have_been_cut(self, cut: str) -> None:
        """tmux hands the scanner's CR on with it; without one the lot may end anywhere."""
        heard = Wedge(vouches).paste(cut, 10.0)
        assert heard is not None
        assert scans(heard)[-1][2] is Quality.GARBLED

    @pytest.mark.parametrize("text", ["two\rlines", f"{GS1}", "ok\r", "a\x10quit\r"])
    def test_what_a_widget_would_cut_is_reported_instead(self, text: str) -> None:
        heard = Wedge(vouches).paste(text, 10.0)
        assert heard is not None
        assert {quality for _, _, quality in scans(heard)} == {Quality.GARBLED}
        assert typing(heard) == []


def test_what_comes_within_a_second_of_typed_keys_may_be_the_rest_of_them() -> None:
    heard = hear(keys("99", 10.0), keys("2600447102\r", 10.15))
    assert all(quality is Quality.GARBLED for _, _, quality in scans(heard))
