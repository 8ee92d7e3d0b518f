"""A manifest is read as it was written, or refused in words: never half believed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backups.conftest import Backs
from tracker.backups.manifest import Signed, manifest_of, read_manifest

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def written(back_up: Backs) -> Path:
    return manifest_of(back_up().file)


def read(content: bytes, path: Path) -> Signed | str:
    path.write_bytes(content)
    try:
        return read_manifest(path)
    except ValueError as error:
        return str(error)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_field_it_is_a_manifest_or_words(written: Path, data: st.DataObject) -> None:
    told = json.loads(written.read_bytes())
    name = data.draw(st.sampled_from(sorted(told)))
    told[name] = data.draw(_VALUES)
    found = read(json.dumps(told).encode(), written.with_name("changed"))
    assert isinstance(found, Signed) or found.startswith(("it ", "its ", "something "))


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_words(tmp_path: Path, content: bytes) -> None:
    assert isinstance(read(content, tmp_path / "m"), str)


def test_cut_anywhere_it_is_words(written: Path) -> None:
    whole = written.read_bytes()
    for length in range(0, len(whole) - 2, 7):
        assert isinstance(read(whole[:length], written.with_name("cut")), str), length


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "tracker.db", "tracker-0-1.db", "tracker-00000000-20261116T180000Z.db/x"]
)
def test_it_cannot_point_to_another_place(written: Path, name: str) -> None:
    told = {**json.loads(written.read_bytes()), "file": name}
    assert isinstance(read(json.dumps(told).encode(), written.with_name("changed")), str)


def test_a_pipe_or_a_huge_file_in_its_place_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(ValueError, match="it "):
            read_manifest(path)
