"""What a scanner does to the sheet's codes is learned as exactly what it does, whatever that is."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.keyboards import ALT, CONTROL, Event, as_bytes, press
from tests.hardware.sheet_scanners import Scanner, events, function_key
from tests.hardware.test_hid_descriptor import described
from tests.hardware.test_hid_pos import reports
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.hardware.keymaps import NAMES
from tracker.hardware.keystrokes import key_of
from tracker.hardware.learning.exchanging import Case
from tracker.hardware.learning.finding import Finding
from tracker.hardware.learning.findings import findings
from tracker.hardware.learning.known_codes import KNOWN_CODES, KnownCode
from tracker.hardware.learning.learned import Aim, Channel, GsForm, Learned, Suffix
from tracker.hardware.learning.learning import learn, recognised
from tracker.hardware.learning.raws import RawStrokes
from tracker.hardware.learning.session import Session
from tracker.hardware.learning.strokes import EventKeys, Stroke, TerminalKeys, of_text
from tracker.hardware.learning.verdict import verdict
from tracker.hardware.sources.raw import Kind, Raw
from tracker.text import GS, Separators

GS_FORMS: dict[tuple[str, ...], GsForm] = {
    (GS,): GsForm.KEPT,
    (): GsForm.LOST,
    ("f8",): GsForm.FUNCTION_KEY,
    ("f12",): GsForm.FUNCTION_KEY,
    ("alt+0", "alt+2", "alt+9"): GsForm.ALT_CODE,
    tuple("<GS>"): GsForm.WRITTEN,
    tuple("{GS}"): GsForm.WRITTEN,
    tuple("^]"): GsForm.WRITTEN,
    ("~",): GsForm.VISIBLE,
    ("|",): GsForm.VISIBLE,
    ("#",): GsForm.VISIBLE,
    (" ",): GsForm.OTHER,
}
SUFFIXES = {
    "\r": Suffix.CR,
    "\n": Suffix.LF,
    "\r\n": Suffix.CRLF,
    "\t": Suffix.TAB,
    "": Suffix.NONE,
    "\r\r": Suffix.OTHER,
}
SCANNERS = st.builds(
    Scanner,
    suffix=st.sampled_from(sorted(SUFFIXES)),
    gs=st.sampled_from(sorted(GS_FORMS)),
    sends_aim=st.booleans(),
    case=st.sampled_from(Case),
    layout=st.sampled_from(NAMES),
    host=st.sampled_from(NAMES),
    delay_s=st.sampled_from([0.0, 0.001, 0.005, 0.02, 0.04, 0.1]),
)


@settings(max_examples=100, deadline=None)
@given(SCANNERS)
def test_every_scanner_is_learned_as_what_it_is(scanner: Scanner) -> None:
    learned = learn(scanner.scans(), Channel.KEYBOARD)
    assert learned.arrived == (1, 2, 3, 4, 5, 6)
    assert learned.strange == 0
    assert learned.gs is GS_FORMS[scanner.gs]
    assert learned.suffix is SUFFIXES[scanner.suffix]
    assert learned.aim is (Aim.SENT if scanner.sends_aim else Aim.ABSENT)
    assert learned.exchange.case is scanner.case
    if scanner.layout == scanner.host:
        assert learned.exchange.scanner == learned.exchange.host
    else:
        assert (learned.exchange.scanner, learned.exchange.host) == (scanner.layout, scanner.host)
    assert learned.median_ms == round(scanner.delay_s * 1000)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.characters(), st.floats(0, 3)), max_size=120), st.sampled_from(Channel))
def test_noise_is_learned_as_nothing(noise: list[tuple[str, float]], channel: Channel) -> None:
    now_s, strokes = 0.0, []
    for sign, pause_s in noise:
        now_s += pause_s
        strokes.append(Stroke(sign, now_s))
    learned = learn(strokes, channel)
    assert not learned.arrived
    assert verdict(learned).state == "fault"


def about(learned: Learned, topic: str) -> Finding:
    return next(each for each in findings(learned) if each.about == topic)


def of(**changes: object) -> Learned:
    return learn(Scanner(**changes).scans(), Channel.KEYBOARD)  # type: ignore[arg-type]


def test_a_good_scanner_may_be_used_for_everything() -> None:
    learned = of()
    assert {each.state for each in findings(learned)} == {"ok"}
    assert verdict(learned).state == "ok"
    assert learned.separators is Separators.KEPT


def test_a_keyboard_scanner_without_identifiers_is_not_for_every_code() -> None:
    said = verdict(of(sends_aim=False))
    assert said.state == "warning"
    assert "second code" in said.words


def test_what_the_scanner_is_to_be_set_to_is_said() -> None:
    assert "Ctrl+]" in about(of(gs=()), "Separator").hint
    assert "F12" in about(of(gs=("f12",)), "Separator").words
    assert "country to German (DE)" in about(of(host="de"), "Layout").hint
    assert "Caps Lock" in about(of(case=Case.SWAPPED), "Letters").words
    assert "CR" in about(of(suffix="\t"), "End").hint
    assert "AIM" in about(of(sends_aim=False), "Symbology").hint
    assert "delay" in about(of(delay_s=0.04), "Pace").hint
    assert "prefix" in about(of(prefix="%%"), "Prefix").hint


def test_a_scanner_that_loses_gs_is_not_for_two_fields() -> None:
    assert of(gs=()).separators is Separators.LOST
    said = verdict(of(gs=()))
    assert "not fit for GS1 codes with lot and serial" in said.words
    assert "another scanner" in said.hint


@pytest.mark.parametrize("scanner", [{"suffix": ""}, {"delay_s": 0.04}, {"prefix": "%%"}])
def test_what_is_wrong_with_every_scan_is_no_scanner_for_what_arrived(scanner: dict[str, object]) -> None:
    said = verdict(of(**scanner))
    assert (said.state, said.words[:18]) == ("fault", "not to be used yet")
    assert said.hint


def test_a_scanner_for_bars_alone_is_told_that_it_cannot_read_packs() -> None:
    learned = of(unread=(3,))
    assert learned.missing == (3,)
    assert "DataMatrix did not arrive" in about(learned, "Codes").words
    assert learned.separators is Separators.KEPT


def test_a_check_byte_behind_the_end_is_told_and_is_no_suffix_of_its_own() -> None:
    learned = learn(Scanner(suffix="\r\n", sends_xor=True).scans(), Channel.LINE)
    assert learned.suffix is Suffix.CRLF
    assert learned.has_xor


def test_what_is_no_code_of_the_sheet_is_counted() -> None:
    strange = of_text("0123\r", 100.0)
    assert learn([*Scanner().scans(), *strange], Channel.KEYBOARD).strange == 1


def raw_pieces(kind: Kind, scanner: Scanner, gs: list[Event]) -> list[Raw]:
    """The sheet as each transport hands it over, a second apart."""
    pieces: list[Raw] = []
    for number, code in enumerate(KNOWN_CODES):
        text = (code.aim if scanner.sends_aim else "") + code.data + scanner.suffix
        if kind == "bytes":
            pieces += [Raw(kind, part.encode(), float(number)) for part in (text[:7], text[7:])]
        elif kind == "events":
            pieces.append(Raw(kind, as_bytes(events(scanner, code, gs)), float(number)))
        elif kind == "keys":
            keys = [key_of(sign, 0.0) for sign in text]
            pieces += [Raw(kind, json.dumps([key.name, key.character]).encode(), float(number)) for key in keys]
        else:
            pieces.append(Raw(kind, report(code.aim, code.data), float(number)))
    return pieces


def report(aim: str, data: str) -> bytes:
    (whole,) = reports(data.encode(), aim.encode())
    return whole


CONTROL_BRACKET = press(27, CONTROL)


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("bytes", Channel.LINE),
        ("events", Channel.EVDEV),
        ("keys", Channel.KEYBOARD),
        ("report", Channel.WHOLE),
    ],
)
def test_each_transport_is_learned_from_what_it_hands_over(kind: Kind, channel: Channel) -> None:
    strokes = RawStrokes()
    heard = [each for raw in raw_pieces(kind, Scanner(), CONTROL_BRACKET) for each in strokes.feed(raw)]
    learned = learn(heard, channel, "us" if kind == "events" else None)
    assert {each.state for each in findings(learned)} == {"ok"}
    assert (learned.gs, learned.aim) == (GsForm.KEPT, Aim.SENT)


def test_a_hid_scanners_reports_are_learned_from_by_the_layout_that_it_tells() -> None:
    strokes = RawStrokes()
    descriptor = described(9, is_counted=False, data_bytes=28, gap=0)
    sent = bytes([9]) + b"]C0" + b"2600447102".ljust(28, b"\0") + b"\0"
    assert strokes.feed(Raw("descriptor", descriptor, 0.0)) == []
    assert len(strokes.feed(Raw("report", sent, 0.1))) == len(of_text("]C02600447102", 0.1))


def evdev(layout: str, scanner: Scanner, gs: list[Event]) -> Learned:
    strokes = RawStrokes(layout)
    heard = [each for raw in raw_pieces("events", scanner, gs) for each in strokes.feed(raw)]
    return learn(heard, Channel.EVDEV, layout)


@pytest.mark.parametrize("layout", [name for name in NAMES if name != "us"])
def test_for_an_evdev_scanner_the_layout_of_its_url_is_proposed(layout: str) -> None:
    learned = evdev("us", Scanner(layout=layout), CONTROL_BRACKET)
    assert learned.exchange.scanner == layout
    assert f"layout={layout}" in about(learned, "Layout").hint


def test_for_an_evdev_scanner_the_key_of_its_url_is_proposed_and_then_is_gs() -> None:
    learned = evdev("us", Scanner(), function_key("f12"))
    assert learned.gs is GsForm.FUNCTION_KEY
    assert "gs=f12" in about(learned, "Separator").hint
    keys = EventKeys("us", "f12")
    assert [stroke.sign for event in function_key("f12") for stroke in keys.feed(*event, 0.0)] == [GS]


def test_alt_029_is_gs_to_an_evdev_scanner() -> None:
    alt_029 = [(1, ALT, 1), *press(82), *press(80), *press(73), (1, ALT, 0)]
    assert evdev("us", Scanner(), alt_029).gs is GsForm.KEPT


@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6))
def test_a_terminals_keys_do_not_depend_on_how_they_are_read(data: bytes, cuts: list[int]) -> None:
    whole, pieces = TerminalKeys(), TerminalKeys()
    expected = [*whole.feed(data, 0.0), *whole.flush(0.0)]
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    found = [stroke for start, end in pairwise(edges) for stroke in pieces.feed(data[start:end], 0.0)]
    assert [*found, *pieces.flush(0.0)] == expected


def test_function_keys_and_alt_are_known_by_the_bytes_of_a_terminal() -> None:
    keys = TerminalKeys()
    signs = [stroke.sign for stroke in keys.feed(b"\x1b[24~\x1b[19~\x1bOP\x1b0\x1b2\x1b9a\xc3\xa9", 0.0)]
    assert signs == ["f12", "f8", "f1", "alt+0", "alt+2", "alt+9", "a", "é"]


def test_the_session_asks_for_the_next_code_and_skips_what_was_left_out() -> None:
    session = Session(Channel.KEYBOARD)
    for stroke in Scanner(unread=(2, 3)).scans():
        session.hear([stroke])
    assert [each.code and each.code.number for each in session.pass_time(1000.0)] == [6]
    assert session.is_over
    assert session.learned().missing == (2, 3)


def test_a_scanner_that_types_every_sign_as_an_alt_code_is_told_what_to_switch_off() -> None:
    pressed = [f"alt+{digit}" for sign in KNOWN_CODES[0].data for digit in f"0{ord(sign)}"]
    learned = learn([Stroke(sign, at / 500) for at, sign in enumerate(pressed)], Channel.KEYBOARD)
    assert (learned.arrived, learned.strange) == ((), 1)
    assert "Alt codes" in about(learned, "Codes").hint
    assert "Alt codes" in verdict(learned).hint


def test_a_line_at_another_speed_is_told_so() -> None:
    assert "baud rate" in verdict(learn(of_text("\ufffd\x00\ufffd~\ufffd", 0.0), Channel.LINE)).hint


def test_who_begins_with_code_1_again_tests_the_scanner_as_it_is_set_now() -> None:
    session = Session(Channel.KEYBOARD)
    before, now = Scanner(gs=(), suffix="\t", sends_aim=False).scans(), Scanner().scans()
    session.hear(before)
    assert session.pass_time(100.0)
    assert session.learned().separators is Separators.LOST
    session.hear(of_text("setting\r", 150.0))
    later = [Stroke(stroke.sign, stroke.at_s + 200.0) for stroke in now]
    session.hear(later[:-4])
    assert not session.is_over
    session.hear(later[-4:])
    session.pass_time(1000.0)
    assert session.is_over
    assert session.learned() == learn(now, Channel.KEYBOARD)


def test_code_1_that_was_left_out_may_come_last() -> None:
    session = Session(Channel.KEYBOARD)
    session.hear(Scanner(unread=(1,)).scans())
    session.hear([Stroke(stroke.sign, stroke.at_s + 100.0) for stroke in Scanner(unread=(2, 3, 4, 5, 6)).scans()])
    session.pass_time(1000.0)
    assert session.learned().arrived == (1, 2, 3, 4, 5, 6)


def test_the_sheets_codes_are_what_the_program_says_they_are() -> None:
    from datetime import date

    today = date(2026, 11, 25)
    matrix = understand(KNOWN_CODES[2].data, KNOWN_CODES[2].aim, today=today)
    assert isinstance(matrix, ItemCode)
    assert (matrix.lot, matrix.serial) == ("Lot42b", "Ser0001")
    assert isinstance(understand(KNOWN_CODES[4].data, KNOWN_CODES[4].aim, today=today), ItemCode)
    assert KNOWN_CODES[5].data == command_code(Command.NO)


@pytest.mark.parametrize("case", list(Case))
@pytest.mark.parametrize("host", NAMES)
def test_each_code_is_known_for_itself_whatever_becomes_of_its_letters(case: Case, host: str) -> None:
    """The pack's code holds the retail code's digits, which no case exchanges."""
    for code in KNOWN_CODES:
        burst = tuple(
            Stroke(sign, number / 1000) for number, sign in enumerate(Scanner(case=case, host=host).signs(code))
        )
        assert recognised(burst, Channel.KEYBOARD) == code


def test_what_is_exchanged_is_found_out_of_the_packs_code_alone() -> None:
    learned = learn(Scanner(case=Case.SWAPPED, unread=(1, 2, 4, 5, 6)).scans(), Channel.KEYBOARD)
    assert (learned.arrived, learned.exchange.case) == ((3,), Case.SWAPPED)


@pytest.mark.parametrize(("scanner", "what"), [({"host": "de"}, "DE"), ({"case": Case.SWAPPED}, "Caps Lock")])
def test_the_verdict_on_exchanged_letters_says_what_to_set(scanner: dict[str, object], what: str) -> None:
    assert what in verdict(of(**scanner)).hint


def test_code_1_on_a_keyboard_that_nobody_here_knows_is_no_faithful_layout() -> None:
    """A US scanner at a German keyboard without dead keys, as a terminal typed it."""
    typed = ('+C0BbßZz-Yy`Aa+Qq§Ww"Mm(#;0123456789:\r', "+C110Lot42b21Ser0001\r", "+E09506000134352\r")
    pieces = [
        Raw("keys", json.dumps([key.name, key.character]).encode(), float(number))
        for number, text in enumerate(typed)
        for key in (key_of(sign, 0.0) for sign in text)
    ]
    strokes = RawStrokes()
    learned = learn([each for raw in pieces for each in strokes.feed(raw)], Channel.KEYBOARD)
    assert learned.is_exchanged_unknown
    said = {each.about: each.state for each in findings(learned)}
    assert (said["Layout"], said["Separator"]) == ("fault", "warning")
    assert (learned.gs, learned.separators) == (GsForm.UNSEEN, Separators.UNKNOWN)
    assert "Set the layout first" in about(learned, "Separator").hint
    assert "Symbology" not in said
    assert "not to be used yet" in verdict(learned).words


def test_a_packs_code_that_broke_off_is_not_the_retail_code_inside_it() -> None:
    torn = of_text("01095060001343521730123110Lot4\r", 0.0)
    assert recognised(tuple(torn), Channel.KEYBOARD) is None


def is_told_for_itself(scanner: Scanner, code: KnownCode, part: list[str]) -> bool:
    """Whether a part of a code is known as that code or none. Nobody can tell the pack's code that was cut right before
    its lot from the code of lot and serial: those two are the same signs."""
    if part in [replace(scanner, sends_aim=False).signs(other) for other in KNOWN_CODES]:
        return True
    burst = tuple(Stroke(sign, number / 1000) for number, sign in enumerate(part))
    return recognised(burst, Channel.KEYBOARD) in (None, code)


@pytest.mark.parametrize("aim", [True, False])
@pytest.mark.parametrize("code", KNOWN_CODES, ids=lambda code: str(code.number))
def test_no_part_of_a_code_is_another_code(code: KnownCode, aim: bool) -> None:
    """Wherever a stall cuts it: the pack's code holds the retail code, and the one of lot and serial."""
    scanner = Scanner(sends_aim=aim)
    signs = scanner.signs(code)
    for cut in range(1, len(signs)):
        assert is_told_for_itself(scanner, code, signs[:cut]), cut
        assert is_told_for_itself(scanner, code, signs[cut:]), cut


@settings(max_examples=60, deadline=None)
@given(SCANNERS, st.sampled_from(KNOWN_CODES), st.integers(1, 60))
def test_whatever_the_scanner_does_no_part_of_a_code_is_another_code(
    scanner: Scanner, code: KnownCode, cut: int
) -> None:
    signs = scanner.signs(code)
    assert is_told_for_itself(scanner, code, signs[:cut])
    assert is_told_for_itself(scanner, code, signs[cut:])


def pulled(*texts: str) -> Learned:
    """What is learned of these scans, a second apart."""
    return learn([stroke for at_s, text in enumerate(texts) for stroke in of_text(text, float(at_s))], Channel.KEYBOARD)


SHEET = ["".join(Scanner().signs(code)) for code in KNOWN_CODES]


def test_a_packs_code_that_a_stall_cut_is_to_be_scanned_again_and_the_scanner_reads_more_than_bars() -> None:
    torn = SHEET[2]
    learned = pulled(*SHEET[:2], torn[:31], torn[31:], *SHEET[3:])
    assert (learned.missing, learned.strange_steps) == ((3,), (3,))
    said = about(learned, "Codes")
    assert "bars" not in said.words + said.hint
    assert said.words.startswith("3 ")
    assert "scan it once more" in said.hint


def test_what_was_strange_in_another_codes_turn_says_nothing_of_the_packs_code() -> None:
    learned = pulled(SHEET[0], "0123\r", *SHEET[1:2], *SHEET[3:])
    assert (learned.missing, learned.strange_steps) == ((3,), (2,))
    assert "DataMatrix did not arrive" in about(learned, "Codes").words


def test_without_code_1_a_lost_gs_may_be_the_layouts_doing_and_a_kept_one_is_kept() -> None:
    lost = of(gs=(), unread=(1,))
    assert (lost.gs, lost.separators) == (GsForm.UNSEEN, Separators.UNKNOWN)
    assert about(lost, "Layout").state == "warning"
    assert "code 1" in about(lost, "Separator").hint
    assert "code 1" in verdict(lost).hint
    assert of(unread=(1,)).separators is Separators.KEPT


def test_a_gs_that_is_lost_on_a_wrong_layout_is_looked_for_when_the_layout_is_right() -> None:
    assert "layout" in about(of(gs=(), host="de"), "Separator").hint
