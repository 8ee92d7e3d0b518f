"""Sources and printers by URLs of every kind, with what stands behind the colon as nobody should write it."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st

from tests.wild.ways import WORDS, Way
from tests.wild.world import World
from tracker.errors import ConfigurationError, DeviceError
from tracker.hardware.printers.opening import open_printer, printer_url
from tracker.hardware.sources.opening import LIVE_KINDS, open_source
from tracker.hardware.sources.spelling import right_spelling
from tracker.text import without_secrets

SOURCES = (*sorted(LIVE_KINDS), "images", "video", "recording", "keyboard", "")
PRINTERS = ("zpl", "cups", "brother-ql", "file", "memory", "")
_PARTS = st.sampled_from(
    [
        *(
            "//",
            "127.0.0.1",
            ":1",
            ":99999",
            ":0",
            "[::1]",
            "?",
            "baud=9600",
            "baud=x",
            "&",
            "beep=bel",
            "layout=de",
            "gs=",
        ),
        *(
            "http://",
            "nurse:pw@",
            "0",
            "-1",
            "999",
            "05e0:1200",
            "zzzz",
            "QL-820NWB",
            "/62",
            "a b",
            "@",
            "#",
            ".pdf",
            ".zpl",
        ),
        *("nothing.png", "no/such", "..", "%00", "\0", "\x1b]2;x\x07", "[/nope]", "é", "\udcff", "ttyACM0"),
    ]
)
_RESTS = st.one_of(st.lists(_PARTS, max_size=6).map("".join), WORDS.map(lambda text: text.replace("/", "")))


def _source(kind: str) -> Way:
    def meets(world: World, rest: str) -> None:
        del world
        url = f"{kind}:{rest}" if kind else rest.lstrip("/")
        right_spelling(url)
        without_secrets(url)
        with suppress(DeviceError):
            open_source(url).close()

    return Way(f"source {kind or 'path'}", _RESTS, meets)


def _printer(kind: str) -> Way:
    def meets(world: World, rest: str) -> None:
        del world
        url = f"{kind}:{rest}" if kind else rest
        with suppress(ConfigurationError):
            assert open_printer(url).url
        printer_url(url)

    return Way(f"printer {kind or 'path'}", _RESTS, meets)


WAYS: tuple[Way, ...] = (*map(_source, SOURCES), *map(_printer, PRINTERS))
