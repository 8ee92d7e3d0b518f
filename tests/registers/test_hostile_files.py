"""Files that are not what they are called, or are broken or meant to do harm: an answer in words, or what is whole."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registers import releases
from tests.registers.releases import (
    BOX,
    DEVICE,
    DEVICES,
    IDENTIFIER,
    IDENTIFIERS,
    KIT,
    SYRINGE,
    device,
    notice,
    package,
)
from tracker.errors import ConfigurationError
from tracker.registers import gudid, ndc, recalls
from tracker.registers.building import Name
from tracker.registers.facts import TakenIn
from tracker.registers.reading import states

TODAY = date(2026, 11, 25)
TAKE_IN: dict[Name, Callable[[Path, Path, date, Callable[[int, int], None]], TakenIn]] = {
    "gudid": gudid.take_in,
    "ndc": ndc.take_in,
    "recalls": recalls.take_in,
}


def taken(name: Name, path: Path, folder: Path) -> TakenIn:
    return TAKE_IN[name](path, folder, TODAY, lambda done, total: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a whole register of each kind, that no refused file may take the place of."""
    folder = tmp_path / "registers"
    taken("gudid", releases.gudid(tmp_path / "whole_gudid"), folder)
    taken("ndc", releases.ndc(tmp_path / "whole_ndc"), folder)
    taken("recalls", releases.recalls(tmp_path / "whole.json", notice("Z-1", "Syringe", "Lot AB1234")), folder)
    return folder


def refused(name: Name, path: Path, folder: Path) -> str:
    before = {state.name: state.rows for state in states(folder)}
    with pytest.raises(ConfigurationError) as found:
        taken(name, path, folder)
    assert {state.name: state.rows for state in states(folder)} == before == {
        "GUDID": 3, "NDC directory": 1, "openFDA recalls": 1
    }  # fmt: skip
    assert found.value.code in ("not_a_register", "no_such_file")
    assert found.value.hint
    return found.value.message


def written(folder: Path, device_text: str, identifier_text: str = IDENTIFIER + "\n") -> Path:
    folder.mkdir()
    (folder / "device.txt").write_bytes(device_text.encode("utf-8", "surrogateescape"))
    (folder / "identifiers.txt").write_bytes(identifier_text.encode("utf-8", "surrogateescape"))
    return folder


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column primarydi"),
        (DEVICE + "\n", "not one device"),
        (DEVICE + "\n" + device("", "Nameless") + "\n", "not one device"),
        ("\r".join((DEVICE, *DEVICES)), "not one device"),
        ("\n".join((DEVICE, *DEVICES)).replace("|", ","), "no column primarydi"),
        ("\n".join((DEVICE, *DEVICES)).replace("|", "\t"), "no column primarydi"),
        ("\n".join((DEVICE, *DEVICES)).replace("|", ";"), "no column primarydi"),
        ("\0".join("\n".join((DEVICE, *DEVICES))), "no column primarydi"),
        (f"{DEVICE}|PRIMARYDI\n" + "".join(f"{each}|1\n" for each in DEVICES), "two columns primarydi"),
        (f"{DEVICE}|deviceCount\n" + "".join(f"{each}|9\n" for each in DEVICES), "two columns devicecount"),
        ("\n".join((IDENTIFIER, *IDENTIFIERS)), "no column brandname"),
        ("x" * 1_000_000 + "\n" + "\n".join((DEVICE, *DEVICES)), "is too long"),
        ("PK\3\4" + "\udcff\0" * 100, "no column primarydi"),
    ],
)
def test_a_table_of_another_form_is_refused_in_words(text: str, words: str, tmp_path: Path, folder: Path) -> None:
    assert words in refused("gudid", written(tmp_path / "given", text), folder)


@pytest.mark.parametrize("name", ["gudid", "ndc", "recalls"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "nothing", "gzip", "empty", "picture"])
def test_what_is_no_download_is_refused_at_once(kind: str, name: Name, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / {"gudid": "device.txt", "ndc": "product.txt", "recalls": "recalls.json"}[name]
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "gzip":
        path.write_bytes(gzip.compress((tmp_path / "whole.json").read_bytes()))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "picture":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(5000))
    for other in ("identifiers.txt", "package.txt"):
        (tmp_path / other).write_bytes(b"")
    refused(name, path, folder)


def test_a_release_with_two_files_of_one_name_is_refused(tmp_path: Path, folder: Path) -> None:
    given = releases.gudid(tmp_path / "given")
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in ("full/device.txt", "update/Device.txt"):
            archive.write(given / "device.txt", each)
        archive.write(given / "identifiers.txt", "full/identifiers.txt")
    assert "two files device.txt" in refused("gudid", path, folder)
    (given / "DEVICE.TXT").write_bytes((given / "device.txt").read_bytes())
    assert "two files device.txt" in refused("gudid", given, folder)
    assert "two files device.txt" in refused("gudid", given / "device.txt", folder)


@pytest.mark.parametrize(
    "count", ["-1", "1.5", "2,0", "0", "1e3", "+1", "٣", "１", "99999999999", "0x10", "NULL", "many", "1\0", "\x1b[2J"]
)
def test_a_count_that_is_no_whole_number_costs_its_row(count: str, tmp_path: Path, folder: Path) -> None:
    rows = "\n".join((DEVICE, DEVICES[0], device(KIT, "Kit", count=count), ""))
    packages = "\n".join((IDENTIFIER, package(SYRINGE, BOX, SYRINGE, count), ""))
    found = taken("gudid", written(tmp_path / "given", rows, packages), folder)
    expected = (2, 0) if count == "1\0" else (1, 2)  # a control character is none of the number's
    assert (found.rows, found.broken) == expected
    assert all(fault.isprintable() for fault in found.faults)


@pytest.mark.parametrize("cut", [1, 30, 60, 100])
def test_a_last_line_that_breaks_off_is_left_out_and_told(cut: int, tmp_path: Path, folder: Path) -> None:
    rows = "\n".join((DEVICE, *DEVICES))
    found = taken(
        "gudid", written(tmp_path / "given", rows[: -len(DEVICES[-1]) + min(cut, len(DEVICES[-1]) - 30)]), folder
    )
    assert (found.rows, found.broken) == (2, 1)
    assert found.faults[0].startswith("device.txt, line 4:")


def test_a_notice_with_fields_of_a_megabyte_and_of_other_types_is_taken(tmp_path: Path, folder: Path) -> None:
    lots = ", ".join(f"AB{number:06}" for number in range(100_000))
    notices = [
        notice("Z-2", "x" * 1_000_000, f"Lots {lots}", reason_for_recall="y" * 1_000_000),
        notice("Z-3", "Syringe", "Lot AB1235") | {"classification": 7, "openfda": [1], "report_date": -20260101},
        notice("Z-4", "Syringe", "Lot AB1236")
        | {"code_info": {"a": "b"}, "more_code_info": None, "openfda": {"upc": "1"}},
    ]
    path = releases.recalls(tmp_path / "r.json", *notices)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found = taken("recalls", path, folder)
    assert (found.rows, found.broken) == (4, 0)


def test_a_notice_without_end_is_refused(tmp_path: Path, folder: Path) -> None:
    path = releases.recalls(tmp_path / "r.json", notice("Z-2", "x" * 8_000_000, ""))
    assert "behind notice 0 it cannot be read" in refused("recalls", path, folder)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["gudid", "ndc", "recalls"]))
def test_whatever_is_damaged_in_a_download_it_is_taken_or_refused_in_words(
    data: st.DataObject, name: Name, tmp_path: Path, folder: Path
) -> None:
    given_files = {
        "gudid": tmp_path / "whole_gudid" / "device.txt",
        "ndc": tmp_path / "whole_ndc" / "package.txt",
        "recalls": tmp_path / "whole.json",
    }
    path = given_files[name]
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.binary(max_size=40))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    try:
        path.write_bytes(whole[:start] + damage + whole[end:])
        with suppress(ConfigurationError):
            taken(name, path, tmp_path / "tried")
    finally:
        path.write_bytes(whole)


_PEAK = r"""
import re, sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from tracker.registers import recalls
recalls.take_in(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 11, 25), lambda done, total: None)
print(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_forty_thousand_notices_take_little_more_memory_than_four_thousand(tmp_path: Path) -> None:
    peaks = []
    for count in (4_000, 40_000):
        path = tmp_path / f"{count}.json"
        each = [notice(f"Z-{number}", "Syringe " * 20, f"Lot AB{number:07}") for number in range(count)]
        path.write_text(json.dumps({"results": each}))
        command = [sys.executable, "-c", _PEAK, f"{path}", f"{tmp_path / str(count)}"]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert peaks[1] < peaks[0] * 1.5
