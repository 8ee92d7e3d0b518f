"""A recording out of which a line was taken plays nothing that was not read live."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.keyboards import as_bytes, typed
from tests.hardware.raw_pieces import GS1, NOON, PAUSES, SIZES, Piece, chunks, played, recorded, timed
from tests.hardware.test_hid_pos import reports
from tests.hardware.test_serial import Reading
from tracker.barcodes.judging import code_rules
from tracker.errors import DeviceError
from tracker.hardware.framing import Framed
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.decoders import framing_of
from tracker.hardware.sources.raw import Kind
from tracker.hardware.sources.recording import raw_header, raw_line, scan_line
from tracker.hardware.sources.taped import Identities

__all__ = ["recorded"]


def test_a_recording_without_some_of_its_scans_makes_them_again_with_their_identities(
    recorded: Callable[[bytes], tuple[Path, list[Scan]]],
) -> None:
    """Cut off in a scan's line, or with damaged lines taken out: what was posted live is not posted once more."""
    path, seen = recorded(b"I00042379\rI00042379\r" + GS1.encode() + b"\rEND\r")
    lines = path.read_text().split("\n")
    ids = [scan.id for scan in seen]
    assert len(set(ids)) == len(ids)
    for number, line in enumerate(lines):
        if '"data"' in line:
            for kept in ([*lines[:number], *lines[number + 1 :]], [*lines[:number], line[:40]]):
                path.write_text("\n".join(kept))
                again = Reading(played(path))
                assert again.ended()
                assert again.scans
                assert [scan.id for scan in again.scans] == ids[: len(again.scans)]


def with_its_scans(path: Path, url: str, kind: Kind, pieces: Sequence[Piece]) -> tuple[list[str], list[Scan]]:
    """A recording as it is written live, line by line: each scan stands behind the piece that completed it."""
    framing, identities, now_s = framing_of(url, code_rules().vouches), Identities(url, NOON), 0.0
    lines, seen = [raw_header(url, NOON)], []

    def made(found: Iterable[Framed], t: float) -> None:
        for each in found:
            at = NOON + timedelta(milliseconds=round(t))
            scan = Scan(each.data, each.aim, url, at, each.quality, evidence=each.evidence, is_behind=each.is_behind)
            seen.append(identities.named(scan))
            lines.append(scan_line(round(t), seen[-1]))

    for t, data in timed(pieces):
        for looks in range(1, int(min(t / 1000 - now_s, 3.0) / 0.02) + 1):
            made(framing.pass_time(now_s + looks * 0.02), (now_s + looks * 0.02) * 1000)
        now_s = t / 1000
        lines.append(raw_line(t, kind, base64.b64encode(data).decode()))
        made(framing.feed(data, now_s), t)
    for looks in range(1, 150):
        made(framing.pass_time(now_s + looks * 0.02), (now_s + looks * 0.02) * 1000)
    path.write_text("".join(lines))
    return lines, seen


def read_well(scans: Iterable[Scan]) -> Counter[tuple[str, str, str]]:
    return Counter((scan.data, scan.aim, scan.id) for scan in scans if scan.quality is Quality.READ)


def alone(scans: Iterable[Scan]) -> Counter[tuple[str, str]]:
    """What may command or sign somebody on."""
    return Counter((scan.data, scan.aim) for scan in scans if scan.stands_alone)


_SHIFT = st.lists(
    st.sampled_from([GS1, "]C02600447102", "I00042379", "C000453", "26", "]C110217", "]C1102K417", "00447102"]),
    min_size=1,
    max_size=4,
)


def _of_a_line(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    return list(chunks("".join(code + "\r" for code in codes).encode(), sizes, pauses_s))


def _of_a_keyboard(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    sent = b"".join(as_bytes(typed(code)) for code in codes)
    return list(chunks(sent, [24 * size for size in sizes], pauses_s))


def _of_a_hid_scanner(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    sent = [report for code in codes for report in reports(code.encode() * (1 + sizes[0] // 4))]
    return [(pauses_s[number % len(pauses_s)], report) for number, report in enumerate(sent)]


@pytest.mark.parametrize(
    ("url", "kind", "pieces"),
    [
        ("serial:/dev/ttyACM0", "bytes", _of_a_line),
        ("evdev:SCANNER", "events", _of_a_keyboard),
        ("hidpos:05e0:1200", "report", _of_a_hid_scanner),
    ],
)
@settings(max_examples=40)
@given(_SHIFT, SIZES, PAUSES, st.data())
def test_whatever_line_is_taken_out_nothing_is_read_that_was_not_read_live(
    tmp_path_factory: pytest.TempPathFactory,
    url: str,
    kind: Kind,
    pieces: Callable[[list[str], list[int], list[float]], list[Piece]],
    codes: list[str],
    sizes: list[int],
    pauses_s: list[float],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.mktemp("raw") / "r.jsonl"
    lines, seen = with_its_scans(path, url, kind, pieces(codes, sizes, pauses_s))
    assert [scan.id for scan in played(path)] == [scan.id for scan in seen], "whole, it is the shift again"
    gone = data.draw(st.integers(1, len(lines) - 1), "the line that is taken out")
    path.write_text("".join(lines[:gone] + lines[gone + 1 :]))
    again = list(played(path))
    assert read_well(again) <= read_well(seen)
    assert alone(again) <= alone(seen)


def test_a_lot_that_lost_a_piece_is_refused_with_why_and_the_scans_beside_it_stay(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    sent = [b"I00042379\r", b"]C1102", b"K4", b"17\r", b"I00000123\r"]
    lines, seen = with_its_scans(path, "serial:a", "bytes", [(0.15, piece) for piece in sent])
    assert [scan.data for scan in seen] == ["I00042379", "102K417", "I00000123"]
    path.write_text("".join(line for line in lines if base64.b64encode(b"K4").decode() not in line))
    first, torn, last = played(path)
    assert [first, last] == [seen[0], seen[2]]
    assert (torn.data, torn.quality) == ("10217", Quality.GARBLED)
    assert "does not say what was read when it was recorded" in torn.evidence
    assert torn.id not in {scan.id for scan in seen}
    pieces_alone = [line for line in lines if '"data"' not in line and base64.b64encode(b"K4").decode() not in line]
    path.write_text("".join(pieces_alone))
    assert [scan.quality for scan in played(path)] == [Quality.READ] * 3, "nothing is known of what was read"


def test_nobody_is_told_to_take_a_line_out_of_a_damaged_recording(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(raw_header("serial:a", NOON) + raw_line(0.0, "bytes", "STENCg==") + "{\n")
    with pytest.raises(DeviceError) as refused:
        list(played(path))
    assert "from line 3 on" in refused.value.hint
    assert "head -n 2 r.jsonl" in refused.value.hint
    assert "take" not in refused.value.hint


def test_recorded_scans_without_an_identity_have_that_of_what_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    lines, seen = with_its_scans(path, "serial:a", "bytes", [(0.1, b"I00042379\r"), (1.0, b"I00042379\r")])
    path.write_text("".join(line.replace('"id"', '"name"') for line in lines))
    assert [scan.id for scan in played(path)] == [scan.id for scan in seen]
