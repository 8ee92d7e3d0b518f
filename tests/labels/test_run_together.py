"""Whose a tube is stands on it so that no two numbers read as one."""

from __future__ import annotations

from importlib.resources import files

import pytest

from labels.errors import LabelError
from labels.loading import read_design

TUBE = files("labels").joinpath("designs/tube.toml").read_text("utf-8")
APART = 'value = "{identifier}"\n'


def tube(value: str) -> str:
    """Our tube's label, with that in place of the second identifier."""
    assert TUBE.count(APART) == 1
    return TUBE.replace(APART, f'value = "{value}"\n')


@pytest.mark.parametrize(
    "value",
    [
        "{identifier}{code}",
        "{identifier}{born}",
        "{born}{identifier}",
        "{identifier}-{born}",
        "{identifier}DOB{born}",
        "MRN{identifier}",
        "{identifier}ID",
        "{identifier} {born}{code}",
        "{identifier}{test}",
        "{initials}{identifier}",
        "{identifier}.{code}",
        "{identifier}\u0301{born}",
    ],
)
def test_a_design_that_runs_two_of_them_together_is_refused(value: str) -> None:
    with pytest.raises(LabelError) as refused:
        read_design(tube(value))
    assert refused.value.code == "label_design"
    assert "nothing parts" in refused.value.message


@pytest.mark.parametrize(
    "value",
    ["{identifier}", "MRN {identifier}", "{identifier} {born}", "{identifier}/{code}", "{identifier} DOB {born}"],
)
def test_a_space_a_slash_or_a_word_between_them_parts_them(value: str) -> None:
    assert read_design(tube(value)).shown(is_whole=True) >= {"identifier"}
