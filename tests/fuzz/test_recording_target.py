"""The fuzz target of recordings, fed by Hypothesis: whole files, damaged files, and files that were written to do harm."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import recording
from tests.hardware.keyboards import as_bytes, typed
from tests.hardware.test_hid_descriptor import described
from tests.hardware.test_hid_pos import reports

GS1 = "]d201095011015300031725123110AB-12\x1d21SER9"
SENT = [
    *[("bytes", GS1.encode() + b"\r"), ("bytes", b"I00042379\r\xff"), ("events", as_bytes(typed("I00042379", "de")))],
    *[("descriptor", described(2)), ("descriptor", b""), ("report", reports(b"2600447102")[0])],
    *[("report", b"\x02"), ("keys", b'["a", "a"]'), ("keys", b'["enter", "\\r"]'), ("frame", b"\x89PNG\r\n\x1a\n")],
]
ENDLESS = b"\x05\x8c" + b"\x09\xfe\x75\x00\x97\xff\xff\xff\xff\x81\x02" * 300
"""A descriptor with 300 fields of four thousand million values of no bits."""
STRANGE: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just([]) | st.just({})
)
TIMES = st.integers(0, 5_000) | st.floats(0, 9e10) | STRANGE
PIECES = st.builds(
    lambda t, sent: {"t": t, "kind": sent[0], "b64": base64.b64encode(sent[1]).decode()},
    TIMES,
    st.sampled_from(SENT) | st.tuples(st.sampled_from(["bytes", "events", "report", "frame"]), st.binary(max_size=80)),
)
SCANS = st.fixed_dictionaries(
    {"t": TIMES, "at": st.just("2026-03-01T12:00:00Z") | STRANGE, "data": st.just("I00042379") | STRANGE},
    optional=dict.fromkeys(("id", "aim", "symbology", "quality", "evidence", "source", "separators", "fault"), STRANGE),
)
LINES = st.lists(
    (PIECES | SCANS).map(lambda entry: json.dumps(entry).encode() + b"\n") | st.binary(max_size=40), max_size=12
)
HEADS = st.integers(0, len(recording.HEADS) - 1).map(lambda number: bytes([number]))


@given(st.binary(max_size=400) | st.builds(lambda head, lines: head + b"".join(lines), HEADS, LINES))
def test_any_bytes_are_scans_or_a_refusal(data: bytes) -> None:
    recording.target(data)


def crowd(lines: int) -> bytes:
    """As many scans of one code at one instant, and as many pieces that make it again."""
    scan = json.dumps({"t": 0, "at": "2026-03-01T12:00:00Z", "data": "I00042379"})
    piece = json.dumps({"t": 0, "kind": "bytes", "b64": base64.b64encode(b"I0004237\r").decode()})
    return b"\x02" + (f"{scan}\n" * lines + f"{piece}\n" * lines).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"\0" + b"[" * 100_000,
        b"\0" + b'{"recording": ' + b"9" * 60_000 + b"}",
        b"\x01" + b"[" * 60_000 + b"\n",
        b"\x02" + b'{"t": ' + b"9" * 60_000 + b"}\n",
        b"\x02" + b'{"t": NaN, "kind": "bytes", "b64": ""}\n',
        b"\x04" + b'{"t": 0, "kind": "descriptor", "b64": "%s"}\n' % base64.b64encode(ENDLESS),
        b"\x06" + b'{"t": 0, "kind": "frame", "b64": "%s"}\n' % base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\xff" * 40),
        crowd(4_000),
    ],
    ids=["brackets", "version", "nested", "digits", "nan", "descriptor", "frame", "crowd"],
)  # fmt: skip
def test_a_file_that_was_written_to_do_harm_takes_no_time(data: bytes) -> None:
    recording.target(data)
