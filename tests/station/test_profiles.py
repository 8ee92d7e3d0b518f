"""A scanner's test at work: what its profile knows of GS, layout and case decides what its scans may be used for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.clinic import SYRINGE_GTIN
from tests.station.conftest import NOON
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.learning.exchanging import Exchange
from tracker.hardware.learning.learned import Aim, GsForm, Suffix
from tracker.hardware.profile_files import PROFILES, save_profile
from tracker.hardware.profiles import ScannerProfile
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code, Tone
from tracker.station import Outcome, Station
from tracker.text import GS, Separators

SERIAL = "serial:/dev/serial/by-id/usb-scanner"
TWO_FIELDS = f"010950600013435210LOT42{GS}21SER0001"
RUN_TOGETHER = TWO_FIELDS.replace(GS, "")


def profile(gs: GsForm, sign: str = "", exchange: Exchange | None = None, device: str = SERIAL) -> ScannerProfile:
    return ScannerProfile(device, date(2026, 11, 25), gs, sign, Aim.SENT, Suffix.CR, exchange or Exchange())


def scanned(station: Station, data: str, aim: str = "]C1", source: str = SERIAL) -> Outcome:
    """The answer to one scan that comes by this device."""
    outcomes: list[Outcome] = []
    end = station.subscribe(outcomes.append)
    station.submit(Scan(data, aim=aim, source=source, at=NOON + timedelta(seconds=5)))
    assert station.drain(60)
    end()
    return outcomes[-1]


def words(outcome: Outcome) -> str:
    return " ".join((outcome.verdict.headline, outcome.verdict.detail, outcome.verdict.way_out))


@pytest.fixture
def folder(station: Station) -> Path:
    return station.database_path.parent / PROFILES


def test_a_scanner_that_loses_gs_is_refused_with_its_test_and_what_to_do(station: Station, folder: Path) -> None:
    save_profile(folder, profile(GsForm.LOST))
    outcome = scanned(station, RUN_TOGETHER)
    assert outcome.scan.separators is Separators.LOST
    assert (outcome.verdict.code, outcome.verdict.tone) == ("gs1_separator_lost", Tone.REFUSE)
    assert outcome.verdict.word == "NOT BY THIS SCANNER"
    assert f"It lost GS, the sign between fields, in its test on 2026-11-25: {SERIAL}" in words(outcome)
    for way_out in ("another scanner or a camera", "type it: (01)…", "manual", "F8 'scanner: test'"):
        assert way_out in outcome.verdict.way_out


@pytest.mark.parametrize("fields", ["", "17301231", "1730123110ABCDEF", "1730123110A-4"])
def test_what_cannot_be_two_fields_goes_through_a_scanner_that_loses_gs(
    station: Station, folder: Path, fields: str
) -> None:
    save_profile(folder, profile(GsForm.LOST))
    outcome = scanned(station, f"01{SYRINGE_GTIN}{fields}")
    assert outcome.scan.separators is Separators.LOST
    assert outcome.verdict.code == Code.FOUND


def test_typed_with_parentheses_a_code_is_exact_whatever_the_keyboards_scanner_loses(
    station: Station, folder: Path
) -> None:
    save_profile(folder, profile(GsForm.LOST, device="keyboard:"))
    run_together = f"01{SYRINGE_GTIN}1730123110LOT4221SER0001"
    assert scanned(station, run_together, "]d2", "keyboard:").verdict.code == "gs1_separator_lost"
    typed = f"(01){SYRINGE_GTIN}(17)301231(10)LOT42(21)SER0001"
    assert scanned(station, typed, "", "keys:").verdict.code == Code.FOUND


def test_a_number_of_the_vendors_own_is_not_blamed_on_the_lost_separator(station: Station, folder: Path) -> None:
    """What is ambiguous for want of an AIM identifier stays so with any other scanner without them."""
    save_profile(folder, replace(profile(GsForm.LOST), aim=Aim.ABSENT))
    outcome = scanned(station, "10ABC17301231", aim="")
    assert outcome.verdict.code == "gs1_ambiguous"
    assert "AIM" in outcome.verdict.way_out


def test_a_command_without_the_identifier_that_its_scanner_always_sends_presses_nothing(
    station: Station, folder: Path
) -> None:
    """One QR code of ``URL CR UNDO CR`` arrives as two scans, and the second has no identifier."""
    save_profile(folder, profile(GsForm.KEPT))
    outcome = scanned(station, command_code(Command.UNDO), aim="")
    assert outcome.verdict.code == "garbled"
    assert scanned(station, command_code(Command.UNDO), aim="]C0").verdict.code != "garbled"


def test_a_field_too_long_is_blamed_on_the_scanner_that_loses_gs(station: Station, folder: Path) -> None:
    save_profile(folder, profile(GsForm.LOST))
    outcome = scanned(station, f"01{SYRINGE_GTIN}10{'A' * 20}21SER0001")
    assert outcome.verdict.code == "gs1_length"
    assert "in its test on 2026-11-25" in words(outcome)


def test_a_visible_sign_for_gs_is_read_as_gs_from_the_test_on(station: Station, folder: Path) -> None:
    save_profile(folder, profile(GsForm.VISIBLE, "~"))
    outcome = scanned(station, TWO_FIELDS.replace(GS, "~"))
    assert outcome.scan.data == TWO_FIELDS
    assert outcome.scan.separators is Separators.KEPT


def test_a_scanner_that_keeps_gs_is_believed_where_an_untested_one_is_asked(station: Station, folder: Path) -> None:
    assert scanned(station, RUN_TOGETHER).verdict.tone is Tone.REFUSE
    save_profile(folder, profile(GsForm.KEPT))
    assert "no separator" not in words(scanned(station, RUN_TOGETHER))


def test_exchanged_letters_are_refused_with_the_test_that_found_it(station: Station, folder: Path) -> None:
    save_profile(folder, profile(GsForm.KEPT, exchange=Exchange("us", "de"), device="keyboard:"))
    outcome = scanned(station, "LOTYZ", aim="]C0", source="keyboard:")
    assert (outcome.verdict.code, outcome.verdict.word) == ("scan_exchanged", "LETTERS EXCHANGED")
    assert "US keyboard on a DE one in its test on 2026-11-25" in words(outcome)
    assert "Scan it again" not in words(outcome)


def test_while_a_scanner_is_tested_its_scans_reach_nobody_else(station: Station) -> None:
    heard: list[tuple[str, object]] = []
    station.devices.divert(lambda url, piece: heard.append((url, piece)))
    station.devices._hand_in(SERIAL, Scan("A", source=SERIAL))
    assert station.counts.scanned == 0
    station.devices.divert(None)
    station.devices._hand_in(SERIAL, Scan("A", source=SERIAL))
    assert station.drain(60)
    assert (len(heard), station.counts.scanned) == (1, 1)
