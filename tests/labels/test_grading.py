"""What is strained in simulation: designs that are strong pass, and what is weak is named with what it failed at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labels.drawing import Label, Promise, draw
from labels.grading import STRAINS, weaknesses
from labels.loading import own_designs
from labels.resolution import Resolution
from tests.labels.samples import SAMPLES

SMALL = [
    "aliquot",
    "cryo",
    "item_small",
    "location_small",
    "lot_small",
    "lot_local",
    "tube",
    "tube_blank",
    "tube_wrap",
    "opened",
]


def label(name: str, resolution: Resolution, module_mm: float | None = None) -> Label:
    design = own_designs()[name]
    if module_mm is not None:
        narrow = (replace(one, smallest_module_mm=module_mm, largest_module_mm=module_mm) for one in design.symbols)
        design = replace(design, symbols=tuple(narrow))
    return draw(design, SAMPLES[name], resolution)


@pytest.mark.parametrize("name", SMALL)
def test_the_smallest_designs_stand_every_strain_at_203_dpi(name: str) -> None:
    assert weaknesses(label(name, Resolution.DPI_203), own_designs()[name].diameter_mm) == ()


def test_bars_of_one_dot_are_named_with_what_they_do_not_stand() -> None:
    """0.125 mm, below the floor of every analyser that says one."""
    found = weaknesses(label("item_small", Resolution.DPI_203, 0.125))
    assert {weak.promise for weak in found} == {Promise("]C0", SAMPLES["item_small"]["code"])}
    assert {"bars 0.06 mm too wide", "out of focus"} <= {weak.strain for weak in found}
    assert all(weak.read < 4 for weak in found)


def test_bars_round_a_tube_are_weak_where_they_are_and_nowhere_else() -> None:
    """Bars that run round the tube instead of along it: their ends are out of sight."""
    along = label("tube_blank", Resolution.DPI_203)
    turned = replace_dots(along)
    assert "round a tube" in {weak.strain for weak in weaknesses(turned, 13.0)}
    assert "round a tube" not in {weak.strain for weak in weaknesses(turned)}


def replace_dots(along: Label) -> Label:
    return Label(along.design, along.resolution, along.dots.T[::-1].copy(), along.promises[:1])


def test_the_same_label_is_judged_alike_twice() -> None:
    one = label("location_small", Resolution.DPI_300, 0.17)
    assert weaknesses(one) == weaknesses(one) != ()


def test_every_strain_has_a_name_of_its_own() -> None:
    assert len({strain.name for strain in STRAINS}) == len(STRAINS)
