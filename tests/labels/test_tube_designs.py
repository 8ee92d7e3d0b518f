"""A design for tubes shows whose it is and its number; a supply's never says either."""

from __future__ import annotations

from pathlib import Path

import pytest

from labels.design import Purpose
from labels.errors import LabelError
from labels.loading import design_named, load_designs, read_design
from tests.labels.example import GOOD

SPECIMEN = (
    GOOD.replace('may_have = ["name"]', 'may_have = ["name", "identifier"]\nkind = "specimen"').replace(
        '"shorten"', '"parts"'
    )
    + '[[text]]\nvalue = "{identifier}"\nx_mm = 1\ny_mm = 16\nwidth_mm = 48\nheight_mm = 3\nsize_mm = 3\nfit = "whole"\n'
)


def test_a_design_for_tubes_shows_name_and_second_identifier_and_its_symbols_are_the_number() -> None:
    assert read_design(SPECIMEN).purpose is Purpose.SPECIMEN
    assert read_design(GOOD).purpose is Purpose.SUPPLY, "what says nothing is for supplies"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('value = "{code}"', 'value = "2600002260"', "must say {code} alone"),
        ('value = "{code}"', 'value = "X{code}"', "must say {code} alone"),
        ('value = "{code}"', 'value = "{name}"', "must say {code} alone"),
        ('value = "{name}"', 'value = "Name"', "shows {name}"),
        ('fit = "whole"', 'fit = "shorten"', 'with fit = "whole"'),
        ('value = "{identifier}"', 'value = "MRN"', 'with fit = "whole"'),
        ('kind = "specimen"', 'kind = "roll"', "its number alone"),
        ('kind = "specimen"', 'kind = "aliquot"', "its own number"),
        ('kind = "specimen"', 'kind = "supply"', "no place for whose it is"),
        ('kind = "specimen"', "", "no place for whose it is"),
        ('kind = "specimen"', 'kind = "patient"', "must be one of"),
        ('value = "{name}"', 'value = "DOE, JANE {name}"', "writes 'DOE'"),
        ('value = "{identifier}"', 'value = "MRN 004471 {identifier}"', "writes '004471'"),
        ('value = "{identifier}"', 'value = "{identifier} Ärztin"', "writes 'Ärztin'"),
        ('value = "{name}"', 'value = "Name {name}"', "writes 'Name'"),
        ('value = "{name}"', 'value = "{name}{identifier}"', "a field of its own"),
        ("height_mm = 4\nsize_mm = 4\n", "height_mm = 4\nsize_mm = 4\nsmallest_mm = 1\n", "may become 1 mm"),
        ("size_mm = 3\n", "size_mm = 3\nsmallest_mm = 2\n", "may become 2 mm"),
        ("size_mm = 4\n", "size_mm = 2.9\n", "larger than the name"),
        ('fit = "parts"', 'fit = "shorten"', "both its parts"),
        ('fit = "parts"', 'fit = "wrap"', "both its parts"),
        (
            "width_mm = 48\nheight_mm = 4\nsize_mm = 4\n",
            "width_mm = 6\nheight_mm = 4\nsize_mm = 4\n",
            "more than initials",
        ),
    ],
)
def test_a_design_that_is_not_what_it_says_it_is_for_is_refused(old: str, new: str, said: str) -> None:
    assert SPECIMEN.count(old) == 1
    # What is used and declared agrees, so that it is not that which is told.
    text = SPECIMEN.replace(old, new)
    for name in ("name", "identifier", "code"):
        if "{" + name + "}" not in text:
            text = text.replace(f'"{name}", ', "").replace(f', "{name}"', "").replace(f'["{name}"]', "[]")
    with pytest.raises(LabelError) as refused:
        read_design(text, "labels/mine.toml")
    assert said in refused.value.message
    assert refused.value.message.startswith("labels/mine.toml")
    assert refused.value.code == "label_design"


LINE = """[[text]]
value = "{FIELD}"
x_mm = 1
y_mm = 20
width_mm = 20
height_mm = 3
size_mm = 3
fit = "shorten"
"""


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("provider", "it needs provider, which the label of any specimen is never given; there are: born, code, coll"),
        ("requisition", "it needs requisition, which the label of any specimen is never given"),
        ("reprint", "it needs reprint, which a first label has not: write it into may_have"),
    ],
)
def test_a_tubes_design_needs_nothing_that_no_tube_is_given(field: str, said: str) -> None:
    """Else it is found out at the patient's side, tube by tube."""
    tube = SPECIMEN.replace("height_mm = 20", "height_mm = 24")
    needing = tube.replace('needs = ["code"', f'needs = ["code", "{field}"') + LINE.replace("FIELD", field)
    with pytest.raises(LabelError) as refused:
        read_design(needing, "labels/mine.toml")
    assert said in refused.value.message
    assert refused.value.code == "label_design"
    may = tube.replace("may_have = [", f'may_have = ["{field}", ') + LINE.replace("FIELD", field)
    assert field in read_design(may).may_have


@pytest.mark.parametrize("field", ["patient", "dob", "date_of_birth", "birthdate", "born", "mrn", "patient_name"])
def test_a_supplys_label_has_no_field_for_whose_it_is(field: str) -> None:
    with pytest.raises(LabelError, match=field):
        read_design(GOOD.replace('"name"', f'"{field}"').replace('"{name}"', f'"{{{field}}}"'))


def test_a_clinics_tube_that_does_not_say_so_is_told_and_ours_does_not_stand_in(tmp_path: Path) -> None:
    (tmp_path / "tube.toml").write_text(GOOD.replace('"mine"', '"tube"'), "utf-8")
    designs = load_designs(tmp_path)
    with pytest.raises(LabelError, match=r"tube\.toml") as refused:
        design_named("tube", designs)
    assert 'kind = "specimen"' in refused.value.hint
