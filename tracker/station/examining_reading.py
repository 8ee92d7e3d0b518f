"""The doctor's question about pictures: whether what reads them is there, and works."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from tracker.hardware.sources.opening import reading_fault
from tracker.station.examined import Examined


def examine_reading() -> Iterator[Examined]:
    """Both engines are tried: a package may be installed, and a library of the system that it needs may not."""
    wrong = reading_fault()
    if wrong is not None:
        yield Examined("fault", "Reading", wrong.message, wrong.hint)
        return
    from tracker.hardware.reading import second_opinion

    opencv = version("opencv-python-headless")
    yield Examined("ok", "Reading", f"zxing-cpp {version('zxing-cpp')}, with crops located by OpenCV {opencv}")
    if second_opinion.is_available():
        yield Examined("ok", "Second opinion", f"pyzbar {version('pyzbar')} with libzbar0")
        return
    yield Examined(
        "warning",
        "Second opinion",
        "pyzbar finds no libzbar0; pictures are read by zxing-cpp alone, and a few more are called doubtful",
        "As root: apt-get install libzbar0",
    )
