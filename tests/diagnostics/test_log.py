"""The log: lines for machines, of fields that can hold nothing foreign."""

from __future__ import annotations

import ast
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diagnostics.fields import FIELDS, LEFT_OUT, allowed
from tracker.diagnostics.log import FILE, KEPT, LARGEST, HomeLog, append, keep_log, last_lines

ROOT = Path(__file__).parents[2]
LOG = logging.getLogger("tracker.station.writer")
SECRET = "Pebblecroft"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    logger = logging.getLogger("tracker")
    before, level = list(logger.handlers), logger.level
    keep_log(tmp_path)
    yield tmp_path
    logger.handlers[:] = before
    logger.setLevel(level)


def lines(home: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (home / FILE).read_text("ascii").splitlines()]


def test_a_line_says_when_where_and_what(home: Path) -> None:
    LOG.error("nothing can be stored", extra={"code": "store_full", "count": 3})
    (line,) = lines(home)
    assert line.pop("at")
    assert str(line.pop("place")).startswith("tracker/station/writer.py:")
    assert line == {
        "level": "error",
        "from": "tracker.station.writer",
        "text": "nothing can be stored",
        "code": "store_full",
        "count": 3,
    }


def test_what_a_message_is_filled_in_with_is_not_written(home: Path) -> None:
    LOG.warning("%s: %s", SECRET, 3, extra={"code": "not_out"})
    assert SECRET not in (home / FILE).read_text()
    assert lines(home)[0]["text"] == "…: …"


def test_fields_that_are_not_known_and_values_of_another_form_are_left_out(home: Path) -> None:
    LOG.error("it failed", extra={"patient": SECRET, "code": f"{SECRET}, T.", "error": "]C1 01095\x1d", "count": "7"})
    (line,) = lines(home)
    assert "patient" not in line
    assert (line["code"], line["error"], line["count"]) == (LEFT_OUT, LEFT_OUT, LEFT_OUT)
    assert SECRET not in (home / FILE).read_text()


@given(st.dictionaries(st.sampled_from([*FIELDS, "name"]), st.text() | st.integers() | st.none() | st.lists(st.text())))
def test_whatever_is_given_only_what_fits_its_form_is_kept(given: dict[str, object]) -> None:
    for name, value in allowed(given).items():
        assert value == LEFT_OUT or FIELDS[name](value)


def test_the_file_is_its_owners_alone(home: Path) -> None:
    LOG.info("opened")
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600


def test_a_full_file_is_put_aside_and_the_oldest_go(home: Path) -> None:
    for number in range(KEPT + 3):
        (home / FILE).write_text(f'{{"count": {number}}}\n' + " " * LARGEST)
        LOG.info("opened")
    assert sorted(path.name for path in home.iterdir()) == [FILE, *(f"{FILE}.{n}" for n in range(1, KEPT + 1))]
    assert f'"count": {KEPT + 2}' in (home / f"{FILE}.1").read_text()
    assert f'"count": {3}' in (home / f"{FILE}.{KEPT}").read_text()


def test_a_home_that_is_gone_or_a_file_that_may_not_be_written_stops_nothing(home: Path, tmp_path: Path) -> None:
    (home / FILE).mkdir()
    LOG.error("nothing can be stored")
    append(tmp_path / "gone", "{}")
    assert not (tmp_path / "gone").exists()


def test_a_link_in_the_logs_place_is_not_followed(home: Path) -> None:
    target = home / "elsewhere"
    (home / FILE).symlink_to(target)
    LOG.error("nothing can be stored")
    assert not target.exists()


def test_a_fault_is_reported_once_however_often_it_happens(home: Path) -> None:
    for _ in range(3):
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            LOG.error("a scan could not be handled", extra={"error": "KeyError", "fault": error})
    (report,) = home.glob("crash-*.json")
    assert SECRET not in report.read_text()
    assert len(lines(home)) == 3


def test_what_somebody_else_wrote_into_the_file_is_held_to_the_same_fields(home: Path) -> None:
    LOG.info("opened")
    with (home / FILE).open("a") as file:
        file.write(f'{{"text": "{SECRET}\\u001b[2J", "patient": "{SECRET}", "code": "{SECRET}"}}\n[1]\nnone\n')
    first, second = last_lines(home, 10)
    assert first["level"] == "info"
    assert second == {"code": LEFT_OUT}
    assert last_lines(home, 1) == [second]


def test_a_second_home_ends_the_first_ones_log(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    keep_log(other)
    keep_log(other)
    LOG.info("opened")
    assert not (home / FILE).exists()
    assert len(lines(other)) == 1
    assert sum(isinstance(each, HomeLog) for each in logging.getLogger("tracker").handlers) == 1


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            is_log = isinstance(node.func.value, ast.Name) and node.func.value.id == "_log"
            if is_log or (
                node.func.attr in ("error", "warning", "info") and "getLogger" in ast.unparse(node.func.value)
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_message_of_the_program_is_a_constant_and_every_field_is_known() -> None:
    found = list(calls())
    assert len(found) > 10
    for where, call in found:
        assert isinstance(call.args[0], ast.Constant), f"{where}: a message that is put together may say anything"
        for keyword in call.keywords:
            assert keyword.arg == "extra", where
        names = {
            key.value
            for each in ast.walk(call)
            if isinstance(each, ast.Dict)
            for key in each.keys
            if isinstance(key, ast.Constant)
        }
        assert names <= {*FIELDS, "fault"}, where
        assert FIELDS["text"](str(call.args[0].value).replace("%s", "…")), where
