"""``tracker read``: what is seen in pictures, videos and recordings, a line for each code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import error_object, out, out_json, patience, say_error
from tracker.cli.recorded import recorded
from tracker.errors import BarcodeError, ConfigurationError, DeviceError
from tracker.text import without_secrets

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.hardware.reading.formats import Formats
    from tracker.hardware.scan import Scan
    from tracker.hardware.sources.source import Source

_OPENING = "(picture, video, folder, images:DIR, recording:FILE.jsonl, serial:PORT, hidpos: ...)"


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=f"What to read {_OPENING}.")],
    json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    formats: Annotated[str, typer.Option(help="default, all, or names joined by commas.")] = "default",
    record: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Keep what is sent in a new file, to be played; a camera: 200 MB a minute."),
    ] = None,
) -> int:
    """Say what is seen: exit status 1 where something could not be read for sure, 3 where a source failed."""
    from tracker.hardware.reading.formats import Formats

    chosen = Formats.named(formats)
    tell = _tell_json if json else _tell
    status = 0
    for number, url in enumerate(sources):
        try:
            for scan, ms in _scans(url, chosen, _recording(record, number, len(sources))):
                tell(url, scan, ms)
                status = max(status, 0 if _is_sure(scan) else 1)
        except DeviceError as error:
            status = 3
            _tell_failure(url, error, json)
    return status


def _scans(url: str, formats: Formats, recording: Path | None) -> Iterator[tuple[Scan, int]]:
    """Every scan with the time it took, in whole milliseconds since the one before."""
    from time import perf_counter

    source = _opened(url, formats, recording)
    started = perf_counter()
    for scan in source:
        yield scan, round((perf_counter() - started) * 1000)
        started = perf_counter()


def _opened(url: str, formats: Formats, recording: Path | None) -> Source:
    from functools import partial

    from tracker.barcodes.judging import listing_rules
    from tracker.hardware.sources.opening import open_source

    on_frame = patience(lambda number: f"○ {without_secrets(url)}: frame {number}")
    opened = partial(open_source, url, formats=formats, judging=listing_rules(), pace="at_once", on_frame=on_frame)
    return recorded(url, recording, opened) if recording else opened()


def _recording(record: str | None, number: int, sources: int) -> Path | None:
    """One file for one source; for several, each its own (``shift-2.jsonl``)."""
    from pathlib import Path

    if record is None:
        return None
    if not record:
        raise ConfigurationError("--record needs the name of a new file.", hint="Write --record FILE.jsonl.")
    path = Path(record)
    return path if sources == 1 else path.with_stem(f"{path.stem}-{number + 1}")


def _is_sure(scan: Scan) -> bool:
    from tracker.hardware.scan import Quality

    return scan.quality is Quality.READ


def _tell(url: str, scan: Scan, ms: int) -> None:
    """The text, what carries it, and where it was seen; what is not sure says why instead. A patient's code is not told."""
    place = scan.source or without_secrets(url)
    if _names_patient(scan):
        out(f"{place}  {scan.symbology or scan.aim or 'code'} names a patient: not told")
    elif _is_sure(scan):
        out("  ".join(part for part in (place, scan.symbology, scan.aim, _printed(scan)) if part))
    elif scan.data:
        out(f"{place}  doubtful {scan.symbology} {_printed(scan)}: {scan.evidence}")
    else:
        out(f"{place}  nothing read: {scan.evidence}")


def _tell_json(url: str, scan: Scan, ms: int) -> None:
    source, _, frame = (scan.source or without_secrets(url)).partition("#")
    is_sure, is_told = _is_sure(scan), not _names_patient(scan)
    told: dict[str, object] = {
        "source": source,
        "frame": frame or None,
        "data": (scan.data or None) if is_told else None,
        "text": (_printed(scan) or None) if is_told else None,
        "symbology": scan.symbology or None,
        "aim": scan.aim or None,
        "meaning": _meaning(scan) if is_sure else None,
        "doubtful": bool(scan.data) and not is_sure,
        "evidence": (scan.evidence or None) if is_told else None,
        "ms": ms,
    }
    out_json(told if is_sure else told | {"error": scan.evidence if is_told else "It names a patient."})


def _tell_failure(url: str, error: DeviceError, as_json: bool) -> None:
    if as_json:
        nothing = dict.fromkeys(("frame", "data", "text", "symbology", "aim", "meaning", "evidence"))
        out_json({"source": without_secrets(url), **nothing, "doubtful": False, "ms": 0, **error_object(error)})
    else:
        say_error(error)


def _names_patient(scan: Scan) -> bool:
    from tracker.barcodes.personal import names_patient

    return names_patient(scan.data, scan.aim)


def _printed(scan: Scan) -> str:
    """As under the bars. Whoever shows it passes it through ``safe``; JSON in ASCII is harmless as it is."""
    from tracker.hardware.reading.retail import as_printed

    return as_printed(scan.data, scan.symbology)


def _meaning(scan: Scan) -> dict[str, object]:
    from datetime import UTC, datetime

    from tracker.barcodes.understanding import understand
    from tracker.barcodes.wording import as_object

    try:
        return as_object(understand(scan.data, scan.aim, today=datetime.now(UTC).astimezone().date()))
    except BarcodeError as error:
        return error_object(error)
