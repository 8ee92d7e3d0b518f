"""One value has one sequence of bytes, on any machine and in any year."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.journal.canonical import Value, canonical

_KEYS = st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=8)
_TEXTS = st.text(max_size=20)
_SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS
_VALUES = st.recursive(
    _SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(_KEYS, part, max_size=4), max_leaves=12
)
_BODIES = st.dictionaries(_KEYS, _VALUES, max_size=6)


@given(_BODIES)
def test_the_order_in_which_a_body_was_built_does_not_matter(body: dict[str, Value]) -> None:
    assert canonical(body) == canonical(dict(reversed(body.items())))


@given(_BODIES)
def test_nothing_is_lost_but_the_form_of_accents(body: dict[str, Value]) -> None:
    written = canonical(body)
    assert canonical(json.loads(written)) == written
    if written.isascii():
        assert json.loads(written) == body


def _is_sorted(pairs: list[tuple[str, object]]) -> object:
    assert [key for key, _ in pairs] == sorted({key for key, _ in pairs})
    return dict(pairs)


@given(_BODIES)
def test_keys_are_sorted_at_every_depth(body: dict[str, Value]) -> None:
    json.loads(canonical(body), object_pairs_hook=_is_sorted)


@given(_TEXTS)
def test_composed_and_decomposed_text_are_the_same_event(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert canonical({"name": composed}) == canonical({"name": decomposed})


# The bytes that RFC 8785, sections 3.2.2 and 3.2.3, prescribes, worked out by hand.
@pytest.mark.parametrize(
    ("body", "written"),
    [
        ({}, b"{}"),
        ({"b": 1, "a": [True, False, None]}, b'{"a":[true,false,null],"b":1}'),
        ({"B": 1, "a": 2, "A": 3, "_": 4}, b'{"A":3,"B":1,"_":4,"a":2}'),
        ({"t": "\x00\x08\x09\x0a\x0c\x0d\x1d\x1f"}, rb'{"t":"\u0000\b\t\n\f\r\u001d\u001f"}'),
        ({"t": '"\\/'}, b'{"t":"\\"\\\\/"}'),
        ({"t": "\x7f\u2028€"}, '{"t":"\x7f\u2028€"}'.encode()),
        ({"t": "e\u0301"}, '{"t":"é"}'.encode()),
        ({"n": -0, "m": 2**53}, b'{"m":9007199254740992,"n":0}'),
        ({"t": "😂"}, b'{"t":"\xf0\x9f\x98\x82"}'),
    ],
)
def test_bytes_are_those_of_the_standard(body: dict[str, Value], written: bytes) -> None:
    assert canonical(body) == written


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        0.1,
        float("nan"),
        float("inf"),
        2**53 + 1,
        -(2**53) - 1,
        b"bytes",
        {1: "a"},
        {"ü": 1},
        {None: 1},
        {"a"},
        object(),
    ],
)
def test_what_has_no_one_form_is_refused(value: Value) -> None:
    for body in ({"x": value}, {"x": [value]}, {"x": {"y": value}}):
        with pytest.raises(ValueError, match=r"."):
            canonical(body)


def test_a_text_that_is_no_unicode_is_written_so_that_it_can_be_read() -> None:
    assert canonical({"t": "\ud800"}) == b'{"t":"\\\\ud800"}'
