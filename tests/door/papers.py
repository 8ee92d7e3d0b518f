"""What of the command line meets hostile texts: reports in their forms, labels in their formats, lines for every verb; and
how what they wrote is searched."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from labels.output import Format
from tests.door.commanding import Line
from tests.door.hostile import TEXTS, driving
from tests.tui.lab import lab_settings
from tracker.cli.report_kinds import KINDS as REPORTS
from tracker.demo.clinic import demo_settings
from tracker.reports.table import is_formula
from tracker.station.opening import open_store

BADGE = "B0000000723"
FORMS = ("table", "json", "csv", "xlsx", "pdf")
_LOT_ITEM = "SELECT i.code FROM lot l JOIN item i ON i.id = l.item_id WHERE l.number <> '' ORDER BY l.id"
_LOT = "SELECT number FROM lot WHERE number <> '' ORDER BY id"
NEEDS: Mapping[str, tuple[str, ...]] = {
    "custody": ("SELECT number FROM specimen WHERE state <> 'labelled' ORDER BY id",),
    "manifest": ("SELECT code FROM shipment ORDER BY id",),
    "lot": (_LOT_ITEM, _LOT),
    "trace": (_LOT_ITEM, _LOT),
}
"""What a report is asked about."""
LABELLED: Mapping[str, str] = {
    "location": "SELECT code FROM location WHERE code <> '' ORDER BY id",
    "shelf": "SELECT code FROM location WHERE kind = 'bin' OR kind = 'cabinet' ORDER BY id",
    "item": "SELECT code FROM item ORDER BY id",
    "lot": _LOT,
    "badge": "",
    "rack": "SELECT code FROM holder ORDER BY id",
    "manifest": "SELECT code FROM shipment ORDER BY id",
    "partner": "SELECT code FROM partner ORDER BY id",
    "opened": "SELECT code FROM opened ORDER BY id",
}
"""Of what each kind of label is asked, one by one: what cannot be drawn is refused by itself."""


def asked(home: Path, statement: str) -> list[str]:
    store = open_store(lab_settings(home) if home.name == "lab" else demo_settings(home), is_readonly=True)
    with store.reading() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql(statement).all()]
    store.close()
    return found


def report_lines(home: Path, folder: Path) -> list[Line]:
    """Each report in each form, to the terminal and to a file, as it goes."""
    lines: list[Line] = []
    for name in REPORTS:
        found = [asked(home, statement) for statement in NEEDS.get(name, ())]
        if not all(found):
            continue
        words = tuple(each[min(1, len(each) - 1)] for each in found)
        for form in FORMS:
            line = ("report", name, *words, "--format", form)
            if form != "table":
                lines.append((*line, "--to", str(folder / f"{name}.{form}")))
            if form in ("table", "json", "csv"):
                lines.append(line)
    return lines


def label_lines(home: Path, folder: Path, most: int) -> list[Line]:
    lines: list[Line] = []
    for kind, statement in LABELLED.items():
        whats: list[tuple[str, ...]] = [(each,) for each in (asked(home, statement) if statement else TEXTS)[:most]]
        if kind == "lot":
            item, lot = asked(home, _LOT_ITEM)[1], asked(home, _LOT)[1]
            whats = [(item, "--lot", lot)]
        for number, what in enumerate(whats):
            form = [*Format][number % len(Format)]
            lines.append(("label", kind, *what, "--to", str(folder / f"{kind}-{number}.{form}")))
        lines += [("label", kind, *what, "--preview") for what in whats[:3]]
    return lines


def harmless_csv(file: Path) -> None:
    text = file.read_bytes()
    assert driving(text) == [], file.name
    for row in csv.reader(io.StringIO(text.decode("utf-8"), newline="")):
        assert not [cell for cell in row if is_formula(cell) and not re.fullmatch(r"-?[\d.]+", cell)], file.name


def harmless_xlsx(file: Path) -> None:
    with zipfile.ZipFile(file) as book:
        for name in book.namelist():
            text = book.read(name)
            assert driving(text) == [], (file.name, name)
            if name.startswith("xl/worksheets"):
                assert ET.fromstring(text).find(".//{*}f") is None, "a formula"
                assert ET.fromstring(text).find(".//{*}hyperlink") is None


def harmless_pdf(file: Path) -> None:
    content = file.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    assert streams, file.name
    whole = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    for act in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile"):
        assert not re.search(re.escape(act) + rb"\b", whole), (file.name, act)
    for part in (whole, *(_inflated(each) for each in streams)):
        assert b"\x1b]" not in part
        assert b"\x1b[" not in part


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def harmless_zpl(file: Path) -> None:
    """One format for each label, no command but those that we write, and no control character but the line's end."""
    content = file.read_bytes()
    assert b"~JR" not in content
    assert b"FDhack" not in content
    assert content.count(b"^XA") == content.count(b"^XZ")
    assert set(content) <= {10, 13, *range(32, 127)}


def harmless_svg(file: Path) -> None:
    content = file.read_bytes()
    assert driving(content) == []
    for element in ET.fromstring(content).iter():
        assert element.tag.rpartition("}")[2] not in ("script", "a", "foreignObject", "image", "use")
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


def harmless_png(file: Path) -> None:
    assert b"tEXt" not in file.read_bytes(), file.name


def harmless_json(file: Path) -> None:
    assert file.read_bytes().isascii(), file.name
    assert driving(file.read_bytes()) == [], file.name


SEARCHES: Mapping[str, Callable[[Path], None]] = {
    ".csv": harmless_csv,
    ".xlsx": harmless_xlsx,
    ".pdf": harmless_pdf,
    ".zpl": harmless_zpl,
    ".svg": harmless_svg,
    ".png": harmless_png,
    ".json": harmless_json,
}


def search(folder: Path) -> dict[str, int]:
    """Search all files that were made; how many there are of each kind. AssertionError where one is not harmless."""
    found: dict[str, int] = {}
    for file in sorted(folder.iterdir()):
        if file.is_file():
            SEARCHES[file.suffix](file)
            found[file.suffix] = found.get(file.suffix, 0) + 1
    return found


def verb_lines(home: Path, folder: Path, every: int = 1) -> Mapping[str, list[Line]]:
    """Lines for every verb, with hostile words wherever it takes some, and files of hostile names with hostile cells.

    ``every``: of the words only each so many, other ones for each verb.
    """
    words = [text for text in TEXTS if "\0" not in text and len(text) < 200]
    named = []
    for number, text in enumerate(words):
        file = folder / f"{number}{text.replace('/', '_')}.csv"
        file.write_text("name,base_unit\n" + "".join(f'"{text}",each\n' for text in TEXTS), "utf-8")
        named.append(str(file))
    badge = ("--badge", BADGE)
    kinds: dict[str, Callable[[str, str], list[Line]]] = {
        "init": lambda word, file: [("init", "--clinic", word, "--no-sign-in", "--database", f"{folder}/{word}/x.db")],
        "read": lambda word, file: [("read", word), ("read", f"recording:{file}")],
        "explain": lambda word, file: [("explain", word), ("explain", word, "--json")],
        "run": lambda word, file: [("run", word, "--from", file), ("run", "restock", "--from", f"images:{word}")],
        "import": lambda word, file: [("import", "items", file, "--dry-run"), ("import", word, file)],
        "requisition": lambda word, file: [("requisition", "show", word), ("requisition", word)],
        "patient": lambda word, file: [("patient", "show", word), ("patient", word)],
        "staff": lambda word, file: [("staff", "B0000000917", word), ("staff", word, "CMA 9")],
        "backtest": lambda word, file: [("backtest", file)],
        "order": lambda word, file: [("order", "list"), ("order", "show", word), ("order", "send", word, *badge)],
        "transfer": lambda word, file: [("transfer", "list"), ("transfer", "open", word, word, *badge)],
        "recall": lambda word, file: [("recall", "list"), ("recall", "open", word, word, "--reason", word, *badge)],
        "count": lambda word, file: [("count", "list"), ("count", "open", word, *badge), ("count", "show", word)],
        "report": lambda word, file: [
            ("report", word),
            ("report", "stock", "--room", word),
            ("report", "custody", word),
        ],
        "label": lambda word, file: [("label", word, "--preview"), ("label", "item", word, "--preview")],
        "queue": lambda word, file: [("queue", "list"), ("queue", word)],
        "scanner": lambda word, file: [("scanner", "list"), ("scanner", word), ("scanner", "test", word)],
        "backup": lambda word, file: [("backup", "--to", f"{folder}/no/{word}")],
        "restore": lambda word, file: [("restore", file, "--to", f"{folder}/there")],
        "export": lambda word, file: [("export", "--to", f"{folder}/no/{word}")],
        "checkpoint": lambda word, file: [("checkpoint", "--to", f"{folder}/no/{word}")],
        "verify": lambda word, file: [("verify", file)],
        "audit": lambda word, file: [("audit",), ("audit", word), ("audit", word, word, *badge)],
        "keys": lambda word, file: [("keys", word)],
        "prune": lambda word, file: [("prune", word), ("prune", "--before", word)],
    }
    lines = {
        verb: [line for at in range(place % every, len(words), every) for line in made(words[at], named[at])]
        for place, (verb, made) in enumerate(kinds.items())
    }
    lines["selftest"] = [("selftest",), ("selftest", words[0])]
    lines["doctor"] = [("doctor",), ("doctor", "--json"), ("doctor", "--deep")]
    lines["demo"] = [("demo", "--headless", "--home", f"{folder}/{words[0]}/demo")]
    return lines
