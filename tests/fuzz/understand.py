"""Any text under any identifier over any channel: a meaning that can be told, or a refusal, and nothing else."""

from __future__ import annotations

import sys
from typing import get_args

from tests.barcodes.messages import TODAY
from tests.fuzz.running import run
from tracker.barcodes import udi
from tracker.barcodes.meaning import ItemCode, Meaning
from tracker.barcodes.understanding import understand
from tracker.barcodes.wording import as_lines, as_object
from tracker.errors import BarcodeError
from tracker.text import Separators

_AIMS = ("", "]C1", "]d2", "]C0", "]d1", "]E0", "]E3", "]E4", "]I1", "]Q1", "]A0", "]Q3", "]e0", "]X0")
_CHANNELS = tuple(Separators)


def target(data: bytes) -> None:
    """The first byte chooses the identifier and what is known of the channel; the rest is UTF-8, or nearly."""
    choice = data[0] if data else 0
    text = data[1:].decode("utf-8", "surrogateescape")
    meaning = _outcome(text, _AIMS[choice % len(_AIMS)], _CHANNELS[choice // 16 % len(_CHANNELS)])
    if isinstance(meaning, BarcodeError):
        assert meaning.message
        assert meaning.hint
        assert meaning.code
        return
    assert isinstance(meaning, get_args(Meaning))
    assert as_object(meaning)["kind"] == meaning.kind
    assert as_lines(meaning)
    udi.of(meaning)
    if isinstance(meaning, ItemCode):
        assert meaning.gtin is None or len(meaning.gtin) == 14
        assert meaning.ndc is None or len(meaning.ndc) == 10
        assert meaning.count is None or meaning.count > 0


def _outcome(text: str, aim: str, channel: Separators) -> Meaning | BarcodeError:
    try:
        return understand(text, aim, today=TODAY, separators=channel)
    except BarcodeError as refusal:
        return refusal


if __name__ == "__main__":
    sys.exit(run(target))
