"""A text out of a database names a file and nothing beyond it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text import as_file_name


@pytest.mark.parametrize("number", ["PO-2026-0001", "S26000000117", "T0010339", "specimen_1.a"])
def test_a_number_of_ours_is_its_files_name(number: str) -> None:
    assert as_file_name(number) == number


@pytest.mark.parametrize("text", ["../../keys/station", "a/b", "/etc/passwd", "..", ".hidden", "", "a\0b", "a\nb", "é"])
def test_what_a_path_would_be_led_by_is_taken_out(text: str) -> None:
    name = as_file_name(text)
    assert (Path("/home/orders") / f"{name}.pdf").resolve().parent == Path("/home/orders")
    assert name not in ("", text)
    assert not name.startswith(".")


@given(st.text())
def test_any_text_is_one_short_name_that_any_file_system_takes(text: str) -> None:
    name = as_file_name(text)
    assert name
    assert len(name) <= 90
    assert name.isascii()
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
    assert not name.startswith(".")
    assert as_file_name(name) == name


@given(st.text(max_size=6), st.text(max_size=6))
def test_two_texts_share_no_file_by_chance(one: str, other: str) -> None:
    assert (as_file_name(one) == as_file_name(other)) == (one == other)
