"""A scanner's profile in its file, and what it does to scans: one sign restored, everything doubtful refused."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.sheet_scanners import Scanner
from tracker.errors import ConfigurationError
from tracker.hardware.keymaps import NAMES
from tracker.hardware.learning.exchanging import Case, Exchange
from tracker.hardware.learning.known_codes import KNOWN_CODES
from tracker.hardware.learning.learned import Aim, Channel, GsForm, Suffix
from tracker.hardware.learning.learning import VISIBLE, learn
from tracker.hardware.profile_files import LARGEST, Profiles, load_profile, profile_file, save_profile
from tracker.hardware.profiles import ScannerProfile, profile_of, stable_part
from tracker.hardware.scan import Quality, Scan
from tracker.text import GS, Separators

URL = "serial:/dev/serial/by-id/usb-Honeywell_1900-if00"
DAY = date(2026, 11, 25)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PROFILES = st.builds(
    lambda device, day, form, sign, **more: ScannerProfile(
        stable_part(device), day, form, sign if form is GsForm.VISIBLE else "", **more
    ),
    TEXT.filter(lambda text: text != ""),
    st.dates(),
    st.sampled_from(GsForm),
    st.sampled_from(sorted(VISIBLE)),
    aim=st.sampled_from(Aim),
    suffix=st.sampled_from(Suffix),
    exchange=st.builds(Exchange, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(Case)),
    median_ms=st.integers(-1, 5000),
    longest_ms=st.integers(-1, 5000),
    missing=st.lists(st.integers(1, 6), max_size=6).map(tuple),
)


@given(PROFILES)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, profile: ScannerProfile) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    file = save_profile(folder, profile)
    assert load_profile(folder, profile.device) == profile
    assert file.parent == folder
    assert [each.name for each in folder.iterdir()] == [file.name]


@given(TEXT)
def test_every_url_has_a_file_name_that_stays_in_the_folder(url: str) -> None:
    file = profile_file(Path("/home/scanners"), url)
    assert file.parent == Path("/home/scanners")
    assert file.name.isascii()
    assert len(file.name) < 100


def test_options_do_not_make_another_device_and_a_port_does() -> None:
    assert profile_file(Path(), f"{URL}?baud=9600") == profile_file(Path(), URL)
    assert profile_file(Path(), "serial:/dev/ttyACM0") != profile_file(Path(), "serial:/dev/ttyACM-0")


GOOD = """device = "keyboard:"
tested_on = 2026-11-25
gs = "visible"
gs_sign = "~"
aim = "sent"
suffix = "CR"
scanner_layout = "us"
host_layout = "us"
case = "kept"
median_ms = 2
longest_ms = 9
missing = [3]
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('device = "keyboard:"', 'device = "serial:/dev/ttyACM0"'),
        ("tested_on = 2026-11-25", "tested_on = 2026-11-25T10:00:00Z"),
        ("tested_on = 2026-11-25", 'tested_on = "yesterday"'),
        ('gs = "visible"', 'gs = "kept"'),
        ('gs_sign = "~"', 'gs_sign = "1"'),
        ('gs_sign = "~"', 'gs_sign = "~~"'),
        ('gs_sign = "~"', "gs_sign = []"),
        ('aim = "sent"', "aim = {}"),
        ('suffix = "CR"', 'suffix = "\\u001b[2J"'),
        ('scanner_layout = "us"', 'scanner_layout = "../../etc/passwd"'),
        ('host_layout = "us"', "host_layout = 1"),
        ('case = "kept"', 'case = "KEPT"'),
        ("median_ms = 2", "median_ms = true"),
        ("median_ms = 2", "median_ms = 1e9"),
        ("longest_ms = 9", "longest_ms = 99999999999999999999"),
        ("missing = [3]", "missing = [-3]"),
        ("missing = [3]", ""),
        ("missing = [3]", "missing = [3]\nrun = 'rm'"),
        ("missing = [3]", "missing = " + "[" * 5000),
        ("missing = [3]", "missing = [3]\n#" + "x" * LARGEST),
    ],
)
def test_a_file_that_is_not_right_is_told_and_never_used(tmp_path: Path, old: str, new: str) -> None:
    file = profile_file(tmp_path, "keyboard:")
    file.write_text(GOOD)
    assert load_profile(tmp_path, "keyboard:") is not None
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(ConfigurationError) as refused:
        load_profile(tmp_path, "keyboard:")
    assert refused.value.message.startswith(file.name)
    assert "\x1b" not in refused.value.message
    assert Profiles(tmp_path).of("keyboard:") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_profile_or_a_fault_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    profile_file(folder, "keyboard:").write_bytes(content)
    with pytest.raises(ConfigurationError):
        load_profile(folder, "keyboard:")


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "scanners").write_text("a file")
    with pytest.raises(ConfigurationError) as refused:
        save_profile(tmp_path / "scanners", ScannerProfile(URL, DAY))
    assert refused.value.code == "profile"


def test_a_profile_that_is_written_while_the_program_runs_is_used_from_the_next_scan_on(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    scan = Scan("010950600013435210A", "]C1", URL)
    assert profiles.applied(scan).separators is Separators.UNKNOWN
    file = save_profile(tmp_path, ScannerProfile(URL, DAY, GsForm.KEPT))
    assert profiles.applied(scan).separators is Separators.KEPT
    save_profile(tmp_path, ScannerProfile(URL, DAY, GsForm.LOST))
    os.utime(file, (1, 1))
    assert profiles.applied(scan).separators is Separators.LOST


@pytest.mark.parametrize("kind", ["pipe", "folder", "garbage", "huge"])
def test_a_device_whose_profile_cannot_be_read_is_taken_for_one_that_loses_gs_and_holds_nothing_up(
    kind: str, tmp_path: Path
) -> None:
    file = profile_file(tmp_path, URL)
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.write_bytes(b"\xff\x00 = [" if kind == "garbage" else b"#" * (LARGEST + 1))
    profiles = Profiles(tmp_path)
    judged = profiles.applied(Scan("0109506000134352", "]C1", URL))
    assert judged.separators is Separators.LOST
    assert "test it again" in judged.evidence
    assert profiles.is_limited(URL)
    assert "cannot be read" in profiles.words(URL)
    assert profiles.applied(Scan("0109506000134352", "]C1", "serial:other")).separators is Separators.UNKNOWN


def test_a_visible_sign_becomes_gs_in_what_can_be_gs1_and_nowhere_else(tmp_path: Path) -> None:
    save_profile(tmp_path, ScannerProfile(URL, DAY, GsForm.VISIBLE, "~"))
    profiles = Profiles(tmp_path)
    assert profiles.applied(Scan("10A~21B", "]d2", URL)).data == f"10A{GS}21B"
    assert profiles.applied(Scan("10A~21B", "", URL)).data == f"10A{GS}21B"
    assert profiles.applied(Scan("10A~21B", "]C0", URL)).data == "10A~21B"
    assert profiles.applied(Scan("AB~C", "", URL)).data == "AB~C"
    assert profiles.applied(Scan("10A~21B", "]d2", "serial:/dev/other")).data == "10A~21B"


@pytest.mark.parametrize("host", [name for name in NAMES if name != "us"])
def test_what_another_layout_may_have_exchanged_is_refused_and_never_undone(host: str) -> None:
    profile = ScannerProfile("keyboard:", DAY, GsForm.KEPT, exchange=Exchange("us", host))
    for code in KNOWN_CODES:
        meant = code.data
        arrived = "".join(sign if sign == GS else profile.exchange.of(sign) or "" for sign in meant)
        made = profile.applied(Scan(arrived, "", "keyboard:"))
        assert made.data == arrived
        if arrived != meant:
            assert made.quality is Quality.EXCHANGED
            assert "2026-11-25" in made.evidence


def test_digits_pass_where_the_layouts_agree_on_them() -> None:
    profile = ScannerProfile("keyboard:", DAY, GsForm.KEPT, exchange=Exchange("us", "de"))
    assert profile.applied(Scan("9506000134352", "", "keyboard:")).quality is Quality.READ
    assert profile.applied(Scan("A1Z", "", "keyboard:")).quality is Quality.EXCHANGED


def test_swapped_case_is_refused_where_there_are_letters() -> None:
    profile = ScannerProfile("keyboard:", DAY, GsForm.KEPT, exchange=Exchange(case=Case.SWAPPED))
    assert profile.applied(Scan("lOT1", "", "keyboard:")).quality is Quality.EXCHANGED
    assert profile.applied(Scan("9506000134352", "", "keyboard:")).quality is Quality.READ


def test_a_scan_that_was_judged_already_is_left_alone(tmp_path: Path) -> None:
    save_profile(tmp_path, ScannerProfile(URL, DAY, GsForm.LOST))
    scan = Scan("10A", "]C1", URL, separators=Separators.KEPT)
    assert Profiles(tmp_path).applied(scan) is scan


def test_a_profile_says_what_its_test_learned() -> None:
    learned = learn(Scanner(gs=("~",), unread=(3,)).scans(), Channel.KEYBOARD)
    profile = profile_of(learned, "keyboard:", DAY)
    assert (profile.gs, profile.gs_sign, profile.missing) == (GsForm.VISIBLE, "~", (3,))
    assert profile.separators is Separators.KEPT


def test_a_learned_sign_that_comes_first_is_gs_as_the_others_are() -> None:
    """Scanners that send the FNC1 before the first field send it as they send every other."""
    profile = ScannerProfile(URL, DAY, GsForm.VISIBLE, "~")
    assert profile.restored("", "~010952010100040810A~21B") == f"{GS}010952010100040810A{GS}21B"
    assert profile.restored("", "~A10~21B") == "~A10~21B"
