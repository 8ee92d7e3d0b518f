"""The doctor names each of the clinic's own labels and sheets that cannot be used, before anybody wants it."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from labels.errors import LabelError
from labels.loading import design_named, own_designs
from tests.labels.example import GOOD
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code, specimen_code
from tracker.config import Settings
from tracker.labelling.trying_designs import tried_designs
from tracker.media import LabelKind, PrinterSetting
from tracker.station.examined import Examined
from tracker.station.examining import examine
from tracker.station.examining_designs import examine_designs
from tracker.station.sampling_labels import sample_designs


def told(settings: Settings) -> dict[str, Examined]:
    return {one.about: one for one in examine_designs(settings)}


def put(folder: Path, name: str, content: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, "utf-8")


def test_a_clinic_without_files_of_its_own_is_asked_nothing(settings: Settings) -> None:
    assert told(settings) == {}


def test_good_files_are_counted(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    put(settings.home / "sheets", "mine.toml", 'name = "5160"\nbased_on = "5160"\noffset_x_mm = 0.8\n')
    found = told(settings)
    assert {one.state for one in found.values()} == {"ok"}
    assert set(found) == {"Label designs", "Label sheets"}


def test_each_faulty_file_is_named_with_what_is_wrong(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    put(settings.home / "labels", "tube.toml", GOOD.replace('"mine"', '"tube"'))
    put(settings.home / "labels", "deep.toml", "x = " + "[" * 40_000)
    put(settings.home / "sheets", "bad.toml", 'name = "bad"\nbased_on = "5161"\n')
    os.mkfifo(settings.home / "sheets" / "pipe.toml")
    found = told(settings)
    assert {about: one.state for about, one in found.items()} == {
        "Label design tube": "fault",
        "Label design deep": "fault",
        "Label sheet bad": "fault",
        "Label sheet pipe": "fault",
    }
    assert "tube.toml" in found["Label design tube"].words
    assert 'kind = "specimen"' in found["Label design tube"].hint
    whole = examine(settings)
    assert [one for one in whole if one in found.values()] == list(found.values())


def text_of(value: str, y_mm: float = 40.0) -> str:
    return f"""
[[text]]
value = "{value}"
x_mm = 0.5
y_mm = {y_mm}
width_mm = 30.0
height_mm = 3.0
size_mm = 2.5
smallest_mm = 2.2
fit = "shorten"
"""


def taller(name: str, more: str) -> str:
    """Ours with room under it, and something written there."""
    ours = (files("labels") / "designs" / f"{name}.toml").read_text("utf-8")
    return re.sub(r"(?m)^height_mm = .*$", "height_mm = 44.0", ours, count=1) + more


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("item", text_of(specimen_code(26_000_022)), "is the number of a specimen"),
        ("item", text_of("Room " + location_code(239)), "not this label's own code"),
        ("equipment", text_of(command_code(Command.YES)), "not this label's own code"),
        ("location", text_of("2600 0022 60"), "is the number of a specimen"),
        ("command", text_of("scan me"), "writes 'scan me' itself"),
    ],
)
def test_what_no_label_of_a_design_could_be_is_told_before_it_is_wanted(
    settings: Settings, name: str, more: str, said: str
) -> None:
    content = taller(name, more)
    put(settings.home / "labels", "mine.toml", content)
    (found,) = told(settings).values()
    assert (found.state, found.about) == ("fault", f"Label design {name}")
    assert said in found.words
    number = content.count("[[text]]")
    line = content[: content.rindex("\nvalue = ")].count("\n") + 2
    assert f"mine.toml, text {number}, line {line}: " in found.words
    with pytest.raises(LabelError, match=r"mine\.toml"):
        design_named(name, tried_designs(settings.home / "labels"))


def test_a_tubes_label_whose_bars_never_hold_its_number_is_told(settings: Settings) -> None:
    ours = (files("labels") / "designs" / "tube.toml").read_text("utf-8")
    wide = re.sub(r"smallest_module_mm = [0-9.]+", "smallest_module_mm = 0.45", ours, count=1)
    wide = re.sub(r"largest_module_mm = [0-9.]+", "largest_module_mm = 0.6", wide, count=1)
    put(settings.home / "labels", "tube.toml", wide)
    (found,) = told(settings).values()
    assert found.state == "fault"
    assert "tube.toml, symbol 1" in found.words


@pytest.mark.parametrize("name", sorted(own_designs()))
def test_each_of_ours_passes_as_a_clinics_own(settings: Settings, name: str) -> None:
    put(settings.home / "labels", f"{name}.toml", (files("labels") / "designs" / f"{name}.toml").read_text("utf-8"))
    assert {one.state for one in told(settings).values()} == {"ok"}


def test_a_design_that_its_printers_head_cannot_draw_is_told_before_a_label_of_it_is_wanted(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD.replace("largest_module_mm = 0.4", "largest_module_mm = 0.35")
        .replace("smallest_module_mm = 0.25", "smallest_module_mm = 0.26"))  # fmt: skip
    assert {one.state for one in told(settings).values()} == {"ok"}, "no printer is named"
    supply = PrinterSetting(name="desk", url="zpl://10.0.0.7:9100", labels=(LabelKind.SUPPLY,))
    for dpi, state in ((203, "fault"), (600, "ok")):
        printer = supply.model_copy(update={"dpi": dpi})
        (found,) = told(settings.model_copy(update={"printers": (printer,)})).values()
        assert found.state == state
    printer = PrinterSetting(name="desk", url="zpl://10.0.0.7:9100", labels=(LabelKind.SPECIMEN,), dpi=203)
    assert {one.state for one in told(settings.model_copy(update={"printers": (printer,)})).values()} == {"ok"}


def test_a_tubes_design_that_needs_what_no_tube_has_is_told_before_a_patient_waits(settings: Settings) -> None:
    ours = (files("labels") / "designs" / "tube.toml").read_text("utf-8")
    needing = (
        ours.replace('"code"]', '"code", "provider"]', 1).replace('"test", ', "", 1).replace("{test}", "{provider}")
    )
    put(settings.home / "labels", "tube.toml", needing)
    fault = told(settings)["Label design tube"]
    assert fault.state == "fault"
    assert "tube.toml: it needs provider, which the label of any specimen is never given" in fault.words


def boxes_that_say(data: str, left_mm: float, top_mm: float) -> str:
    """A DataMatrix laid out of black boxes, one for each cell of 2 mm, with a small white letter in each."""
    cells = np.asarray(
        zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=1, add_quiet_zones=False)
    )
    return "".join(
        f'[[text]]\nvalue = "i"\nx_mm = {left_mm + 2 * x}\ny_mm = {top_mm + 2 * y}\nwidth_mm = 2.0\nheight_mm = 2.0\n'
        'size_mm = 1.0\nsmallest_mm = 1.0\nfit = "shorten"\nis_reversed = true\n'
        for y, x in np.argwhere(cells < 128).tolist()
    )


def test_what_a_designs_boxes_say_beside_its_symbols_is_told_before_a_label_of_it_is_wanted(settings: Settings) -> None:
    ours = (files("labels") / "designs" / "item.toml").read_text("utf-8")
    with_room = re.sub(r"(?m)^height_mm = .*$", "height_mm = 70.0", ours, count=1)
    put(settings.home / "labels", "item.toml", with_room + boxes_that_say("C000162", 10.0, 38.0))
    put(settings.home / "labels", "mine.toml", GOOD)
    (found,) = told(settings).values()
    assert (found.state, found.about) == ("fault", "Label design item")
    assert "scans as C000162 too" in found.words


def test_what_was_tried_is_said_with_the_print_heads(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    put(settings.home / "labels", "tube.toml", (files("labels") / "designs" / "tube.toml").read_text("utf-8"))
    (found,) = told(settings).values()
    assert "2 of your own" in found.words
    assert "2 drawn with sample contents at 300 dpi and read back whole" in found.words
    printer = PrinterSetting(name="desk", url="zpl://10.0.0.7:9100", labels=(LabelKind.SPECIMEN,), dpi=203)
    (found,) = told(settings.model_copy(update={"printers": (printer,)})).values()
    assert "at 203 and 300 dpi" in found.words


def test_designs_for_which_there_is_no_time_are_named(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    designs = tried_designs(settings.home / "labels")
    sampled = sample_designs([designs["mine"]], {}, budget_s=0.0)
    assert (sampled.left, sampled.good) == (["mine"], {})
    assert "not tried within" in sampled.words
