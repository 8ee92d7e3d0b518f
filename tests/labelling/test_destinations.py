"""Which printer a label goes to, and what it is drawn for: two printers by kind of label, each with its own roll."""

from __future__ import annotations

from pathlib import Path

import pytest

from labels.design import Design
from labels.errors import LabelError
from labels.loading import own_designs
from labels.resolution import resolution
from labels.stocks import own_stocks
from tests.clinic import AT, Clinic
from tracker.barcodes.house import item_code, specimen_code
from tracker.config import Settings, load_settings
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling import print_jobs, queue, queue_listing
from tracker.labelling.bedside import print_specimen_labels, specimen_destination
from tracker.labelling.destinations import destination, destination_for, kind_asked, profile_at
from tracker.labelling.making import Setting, make_labels, make_pages
from tracker.labelling.print_jobs import PrintSetting
from tracker.labelling.printing import Press, print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import Wanted, Wants, design_for, kind_of
from tracker.media import Feed, LabelKind, Medium, PrinterSetting
from tracker.station.examining_printers import examine_printers

TWO = """
[[printers]]
name = "bedside"
url = "zpl://10.0.0.7"
labels = ["specimen"]
width_mm = 50.8
height_mm = 25.4
dpi = 300

[[printers]]
name = "store"
url = "cups:Store"
labels = ["supply"]
"""
SMALL = PrinterSetting(name="small", url="memory:zpl", width_mm=45, height_mm=20)
DESIGNS = own_designs()


def settings_of(folder: Path, text: str) -> Settings:
    (folder / "settings.toml").write_text(text, "utf-8")
    return load_settings(folder)


def item(number: int = 1) -> Wanted:
    return Wanted(Wants.ITEM, f"Item {number}", {"name": f"Item {number}", "code": item_code(900 + number)})


def test_each_kind_of_label_has_its_printer(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TWO)
    bedside, store = destination_for(settings, LabelKind.SPECIMEN), destination_for(settings, LabelKind.SUPPLY)
    assert bedside is not None
    assert store is not None
    assert (bedside.printer.url, bedside.dpi) == ("zpl://10.0.0.7:9100", 300)
    assert (store.printer.url, store.dpi) == ("cups:Store", 600)
    assert specimen_destination(settings) == "zpl://10.0.0.7"
    assert {kind_of(wants) for wants in (Wants.SPECIMEN, Wants.ALIQUOT, Wants.ROLL)} == {LabelKind.SPECIMEN}
    assert [kind_asked(kind) for kind in ("roll", "specimen", "item", "commands", "sheet")] == [
        *[LabelKind.SPECIMEN] * 2,
        *[LabelKind.SUPPLY] * 3,
    ]


def test_a_printer_is_found_by_name_and_its_roll_also_by_its_url(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, TWO)
    for to in ("bedside", "BEDSIDE", "zpl://10.0.0.7", "zpl://10.0.0.7:9100"):
        found = destination(settings, to)
        assert found.profile is not None
        assert (found.printer.url, found.profile.name) == ("zpl://10.0.0.7:9100", "bedside")
    assert destination(settings, str(tmp_path / "x.pdf")).profile is None
    with pytest.raises(ConfigurationError) as refused:
        destination(settings, "bedsied")
    assert refused.value.code == "printer_unknown"
    assert "bedside, store" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[[printers]]\nname = "a"\nurl = "zpl://h"\nwidth_mm = 50',
            "printer a: width_mm and height_mm belong together",
        ),
        ('[[printers]]\nname = "a"\nurl = "cups:h"\nspeed = 3', "printer a: speed is for zpl: printers only"),
        ('[[printers]]\nname = "a"\nurl = "cups:h"\nfeed = "mark"', "printer a: feed is for zpl: printers only"),
        ('[[printers]]\nname = "a"\nurl = "zpl://h"\nwidht_mm = 50', "printer a: widht_mm: there is no such setting"),
        ('[[printers]]\nname = "a"\nurl = "zpl://h"\nwidth_mm = -2\nheight_mm = 5', "printer a: width_mm: "),
        ('[[printers]]\nname = "a"\nurl = "zpl://h"\nlabels = ["tubes"]', "printer a: labels: 0: "),
        ('[[printers]]\nname = "a"\nurl = "zpl://h"\nlabels = "supply"', "printer a: labels: a text stands where"),
        ('[[printers]]\nurl = "zpl://h"', "printers, number 1: name: Field required"),
        ('[[printers]]\nname = "a.b"\nurl = "zpl://h"', "printer a.b: name: "),
        (TWO + '[[printers]]\nname = "STORE"\nurl = "zpl://h"', "two printers have the name store"),
        (
            TWO + '[[printers]]\nname = "c"\nurl = "zpl://h"\nlabels = ["supply"]',
            "store and c both print supply labels",
        ),
        ('specimen_printer = "zpl://h"\n' + TWO, "both print them"),
        ('[printers]\nname = "a"', "a printer is a table of its own"),
        ('[[printers]]\nname = "a"\nurl = "memory:zpl"', "memory: prints nothing"),
        ('specimen_printer = "memory:zpl"', "specimen_printer: memory: prints nothing"),
        ('printers = ["zpl://h"]', "a printer is a table of its own"),
    ],
)
def test_a_printer_that_is_described_wrongly_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings_of(tmp_path, text)
    assert words in refused.value.message
    assert refused.value.hint


def test_a_tape_is_a_tape_in_any_printer(tmp_path: Path) -> None:
    text = '[[printers]]\nname = "a"\nurl = "cups:h"\nwidth_mm = 62\nfeed = "continuous"'
    assert settings_of(tmp_path, text).printers[0].medium == Medium(62, None)


def test_the_old_setting_of_a_specimen_printer_still_holds(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'specimen_printer = "zpl://10.0.0.9"\nspecimen_printer_dpi = 300')
    assert specimen_destination(settings) == "zpl://10.0.0.9"
    assert settings.specimen_printer_dpi == 300


@pytest.mark.parametrize(
    ("wants", "medium", "name"),
    [
        (Wants.ITEM, Medium(50.8, 25.4), "item"),
        (Wants.ITEM, Medium(DESIGNS["item_small"].width_mm, DESIGNS["item_small"].height_mm), "item_small"),
        (Wants.ROOM, Medium(110, None), "room"),
        (Wants.SPECIMEN, Medium(62, None), "tube_large"),
    ],
)
def test_the_largest_design_that_fits_what_is_in_the_printer_is_taken(wants: Wants, medium: Medium, name: str) -> None:
    assert design_for(Wanted(wants, "", {}), DESIGNS, None, None, medium).name == name


@pytest.mark.parametrize("name", [None, "item", "item_small"])
def test_a_roll_on_which_no_design_fits_is_refused_with_what_would_do(name: str | None) -> None:
    with pytest.raises(LabelError) as refused:
        design_for(item(), DESIGNS, None, name, Medium(20, 10))
    assert refused.value.code == "label_medium"
    smallest: Design = DESIGNS[name or "item_small"]
    assert f"{smallest.width_mm:g} × {smallest.height_mm:g} mm" in refused.value.hint
    # A sheet is another medium, whatever roll is in the printer.
    assert design_for(item(), DESIGNS, own_stocks()["5160"], None, Medium(20, 10)).name == "item"


def test_a_smaller_label_lies_in_the_middle_of_the_roll() -> None:
    profile = PrinterSetting(name="a", url="zpl://h", width_mm=100, height_mm=50)
    setting = Setting(DESIGNS, resolution(203), profile=profile)
    (page,) = make_pages(make_labels([item()], setting, lambda done, total: None), setting)
    (placed,) = page.placements
    rows, columns = placed.label.dots.shape
    assert (page.width, page.height) == (800, 400)
    assert (placed.x, placed.y) == ((800 - columns) // 2, (400 - rows) // 2)


def test_what_waited_while_the_roll_was_changed_is_drawn_for_the_new_one(clinic: Clinic) -> None:
    """And for the print head of the printer that prints it, whichever was meant first."""
    printer = MemoryPrinter()
    pen = QueuePen(clinic.journal, AT)
    with clinic.database.writing() as connection:
        queue.enqueue(connection, pen, printer.url, [item()], PrintSetting(203))
    profile = SMALL.model_copy(update={"dpi": 300})
    press = Press(clinic.database, lambda: pen, DESIGNS, own_stocks(), [profile])
    assert print_waiting(press, printer) == 1
    width = round(45 / 25.4 * 300)
    assert f"^PW{width}^LL{round(20 / 25.4 * 300)}^".encode() in printer.printed[0]


def test_a_label_that_no_longer_fits_waits_and_says_so(clinic: Clinic) -> None:
    printer = MemoryPrinter()
    pen = QueuePen(clinic.journal, AT)
    with clinic.database.writing() as connection:
        queue.enqueue(connection, pen, printer.url, [item()], PrintSetting(203))
    profile = PrinterSetting(name="tiny", url=printer.url, width_mm=20, height_mm=10)
    with pytest.raises(Refusal) as refused:
        print_waiting(Press(clinic.database, lambda: pen, DESIGNS, own_stocks(), [profile]), printer)
    assert refused.value.code == "label_medium"
    with clinic.database.reading() as connection:
        assert [one.state for one in queue_listing.open_jobs(connection)] == [print_jobs.JobState.QUEUED]


def test_a_tube_label_is_native_where_the_printer_is_set_so() -> None:
    number = specimen_code(26_004_471)
    values = {"name": "DOE, JANE", "identifier": "MRN 1", "born": "1986-04-02", "code": number}
    with SimulatedPrinter() as device:
        url = f"zpl://127.0.0.1:{device.port}"
        profile = PrinterSetting(name="a", url=url, width_mm=50.8, height_mm=25.4, fields="native", feed=Feed.GAP)
        assert print_specimen_labels(url, [Wanted(Wants.SPECIMEN, number, values)], DESIGNS, profile=profile)
        (sent,) = device.printed
    assert sent.startswith(b"^XA^MNY^PW406^LL203")
    assert b"^BCN," in sent


def test_a_printer_whose_address_is_wrong_is_nobodys_profile() -> None:
    assert profile_at([PrinterSetting(name="a", url="teleport:x")], "zpl://h:9100") is None


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(Trouble.NONE, "ready"), (Trouble.PAPER_OUT, "out of labels"), (Trouble.SILENT, "does not answer")],
)
def test_doctor_says_how_each_printer_is_and_prints_nothing(tmp_path: Path, trouble: Trouble, words: str) -> None:
    with SimulatedPrinter(trouble) as device:
        text = (
            f'manifest_printer = "teleport:x"\n[[printers]]\nname = "a"\nurl = "zpl://127.0.0.1:{device.port}"\n'
            'labels = ["specimen"]\nwidth_mm = 50\nfeed = "continuous"'
        )
        first, second = examine_printers(settings_of(tmp_path, text))
        assert device.printed == []
    assert (first.state, first.about) == ("ok" if trouble is Trouble.NONE else "fault", "Printer a")
    assert words in first.words
    assert "specimen labels, 50 mm wide, endless" in first.words
    assert (second.state, second.about) == ("fault", "Printer manifest_printer")
