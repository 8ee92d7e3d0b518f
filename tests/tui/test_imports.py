"""What holds of the code itself: light imports, a small app, and one door for foreign text."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TUI = Path(__file__).parents[2] / "tracker" / "tui"
HEAVY = ("sqlmodel", "sqlalchemy", "sqlcipher3", "cv2", "zxingcpp", "pydantic", "biip", "alembic")
SHOWS_STRINGS = {"Static", "Label", "Option", "update", "add_row", "add_rows", "notify", "Content", "append"}
MARKUP = {"from_markup", "from_rich_text", "from_text"}


def test_the_app_is_drawn_without_the_databases_and_the_cameras_libraries() -> None:
    program = (
        f"import sys, tracker.tui.app, tracker.tui.screens.bench; print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=TUI.parents[1]
    )
    assert done.stdout == "[]\n"


def test_the_first_screen_needs_nothing_of_the_specimens() -> None:
    found = "sorted(m for m in sys.modules if 'specimens' in m or 'custody' in m)"
    program = f"import sys, tracker.tui.app, tracker.tui.screens.bench; print({found})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=TUI.parents[1]
    )
    assert done.stdout == "[]\n"


def test_the_sign_in_screen_needs_nothing_of_the_bench() -> None:
    rooms = ("tracker.tui.screens.", "tracker.tui.panes", "tracker.tui.widgets")
    imports = "import sys, tracker.tui.app, tracker.tui.screens.sign_in"
    program = f"{imports}; print(sorted(m for m in sys.modules if m.startswith({rooms!r})))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=TUI.parents[1]
    )
    assert done.stdout == "['tracker.tui.screens.sign_in', 'tracker.tui.screens.sign_in_stages']\n"


def test_the_first_screen_reads_no_codes() -> None:
    readers = ("tracker.barcodes.gs1", "tracker.barcodes.understanding", "tracker.barcodes.personal", "stdnum")
    program = (
        f"import sys, tracker.tui.app, tracker.tui.screens.bench; print([m for m in {readers!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=TUI.parents[1]
    )
    assert done.stdout == "[]\n"


def test_the_app_stays_small() -> None:
    assert len((TUI / "app.py").read_text("utf-8").split("\n")) <= 200


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(TUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                yield path, node, name


def is_bare(node: ast.expr) -> bool:
    """Whether ``node`` is a string that did not come through the door: built here from something that varies."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) and not is_safe(part.value) for part in node.values)
    return isinstance(node, ast.BinOp) and (is_bare(node.left) or is_bare(node.right))


def is_safe(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "safe"


def test_no_widget_is_handed_a_bare_string() -> None:
    offences = []
    for path, call, name in calls():
        if name in MARKUP:
            offences.append(f"{path.name}:{call.lineno} {name} reads markup")
        if name not in SHOWS_STRINGS or name == "append":
            continue
        first = call.args[:1]
        is_constant = all(isinstance(each, ast.Constant) for each in first)
        is_made = all(isinstance(each, ast.Call | ast.Starred) for each in first)
        is_told = name == "notify" and any(
            keyword.arg == "markup" and getattr(keyword.value, "value", None) is False for keyword in call.keywords
        )
        if not (is_constant or is_made or is_told) or any(is_bare(each) for each in first):
            offences.append(f"{path.name}:{call.lineno} {name}")
    assert offences == []


def test_scan_text_is_never_split_or_stripped() -> None:
    banned = {"split", "strip", "lstrip", "rstrip", "splitlines"}
    files = {"capture.py", "keys.py", "link.py", "app.py"}
    assert [f"{path.name}:{call.lineno}" for path, call, name in calls() if name in banned and path.name in files] == []
