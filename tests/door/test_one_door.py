"""Nothing from outside reaches a screen, a terminal, a log, a page or a file's name but through ``tracker.text``.

Read in the source, whatever the tests happen to show: a screen that nobody has thought of is held by it too.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping

import pytest

from tests.door.sinks import past_the_door, sources, writers

ALLOWED: Mapping[str, str] = {
    "demo/__init__.py: f'{kind}.csv'": "kinds written out in the same statement",
    "cli/console.py: '\\n'.join(made) + '\\n'": "the door itself: made of safe(words), broken between words",
    "cli/console.py: json.dumps(value, ensure_ascii=True) + '\\n'": "the door itself: ASCII, controls as \\u001b",
    "cli/label_out.py: ''.join((f'{begin}{line.ljust(width)}{end}\\n' for line in drawn)) + '\\n'": "half blocks",
    "cli/writing.py: data": "a report as reports/table.py gives it, each cell through safe; bytes never on a terminal",
    (
        "diagnostics/crash.py: f'{PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}-"
        "{threading.get_ident() % 10000}.json'"
    ): ("a time and two numbers"),
    "hardware/profile_files.py: f'{slug}-{digest}.toml'": "letters, digits and dashes, and eight digits of a hash",
    "hardware/sources/stable_names.py: f'video{target}'": "digits, asked for in the same line",
    "store/keys.py: f'{name}.key'": "one of five names, or with a number behind it",
    "tui/screens/doing.py: action": "the classes' own key bindings",
    "tui/screens/doing.py: says": "the classes' own key bindings",
    "tui/widgets/half_blocks.py: sign * (stop - start)": "one of our own signs",
}
"""What the source alone does not show to be harmless, and why it is."""

WRITERS: Mapping[str, str] = {
    "backups/making.py": "a signed manifest: JSON in ASCII",
    "backups/restoring.py": "a database, page by page",
    "cli/run.py": "/dev/null",
    "cli/writing.py": "what a command gives: reports by reports/table*.py, labels by labels/",
    "demo/clinic.py": "the demo's own settings",
    "diagnostics/crash.py": "JSON in ASCII, of names that stand in the source",
    "diagnostics/log.py": "JSON in ASCII, each field held to its form",
    "exchange/leaving_schema.py": "the export: CSV with no formula, JSON lines in ASCII",
    "hardware/printers/files.py": "what labels/ has drawn",
    "hardware/profile_files.py": "a scanner's profile: TOML with every text quoted",
    "hardware/sources/recorder.py": "a recording: JSON lines in ASCII",
    "hardware/sources/tape.py": "a recording: JSON lines in ASCII",
    "journal/witnesses.py": "a checkpoint's signed note: three lines of base64 and digits, and the clinic's own name",
    "people/spare_tries.py": "JSON in ASCII, of badges that are known",
    "station/bundling.py": "JSON in ASCII, each field held to its form",
    "station/selftesting.py": "random bytes, and a label of its own, in a folder for temporary files",
    "station/checks.py": "the last check's findings: JSON in ASCII",
    "store/ballast.py": "random bytes",
    "store/copying.py": "a database",
    "store/database.py": "a database",
    "store/keys.py": "a key in another's place",
    "store/naming.py": "a key; orders and notes by reports/",
    "store/standing_in.py": "locks, which stay empty",
}
"""The rooms that may write files, and what makes that harmless."""


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return sources()


def test_all_foreign_text_goes_through_the_door(trees: dict[str, ast.Module]) -> None:
    found = past_the_door(trees)
    assert [str(each) for each in found if each.allowance not in ALLOWED] == []
    assert set(ALLOWED) - {each.allowance for each in found} == set(), "allowed and no longer there"


def test_only_the_named_rooms_write_files(trees: dict[str, ast.Module]) -> None:
    assert writers(trees) == set(WRITERS)


PLANTED = [
    ("tui/panes/planted.py", "def show(item): Static(item.name)", "Static"),
    ("tui/panes/planted.py", "def show(item): Static(safe(item.name))", "Static"),
    ("tui/panes/planted.py", "def show(item): Static(f'{item.code}  {item.name}')", "Static"),
    (
        "tui/panes/planted.py",
        "def show(item):\n    said = item.name\n    self.query_one(Static).update(said)",
        "update",
    ),
    (
        "tui/panes/planted.py",
        "def show(self, names):\n    for name in names:\n        self.add_option(name)",
        "add_option",
    ),
    ("tui/panes/planted.py", "def show(item): Content(item.name)", "Content"),
    ("tui/panes/planted.py", "def show(item): Content.from_markup(safe(item.name))", "from_markup"),
    ("tui/panes/planted.py", "def show(self, item): self.border_title = safe(item.name)", ".border_title"),
    ("tui/panes/planted.py", "def show(self, item): self.title = item.name", ".title"),
    ("tui/panes/planted.py", "def show(self, item): self.query_one(Input).value = item.name", "a field's value"),
    (
        "tui/panes/planted.py",
        "class P(Widget):\n    def render(self) -> str:\n        return self.name_shown",
        "render",
    ),
    ("tui/panes/planted.py", "def show(self, error): self.app.notify(error.message, markup=False)", "notify"),
    ("tui/panes/planted.py", "def show(self, error): self.app.notify(safe(error.message))", "notify, with markup"),
    ("tui/panes/planted.py", "def show(item): return Tick(item.level)", "Tick"),
    ("tui/panes/planted.py", "def show(item): return Tick(_said(item))\ndef _said(it): return it.level", "Tick"),
    ("tui/panes/planted.py", "def show(name): yield DiscoveryHit(name, call, help=says)", "DiscoveryHit"),
    ("cli/planted.py", "def say_it(item): print(item.name)", "print"),
    ("cli/planted.py", "def say_it(path): typer.echo(f'{path}')", "echo"),
    ("cli/planted.py", "def say_it(path): sys.stderr.write(path.name)", "sys.stderr.write"),
    ("cli/planted.py", "def ask(path): typer.prompt(f'passphrase of {path.name}')", "prompt"),
    ("cli/planted.py", "def ask(path):\n    raise typer.BadParameter(f'{path} is none')", "BadParameter"),
    ("station/planted.py", "def note(error): _log.warning('%s', error)", "a log"),
    ("station/planted.py", "def note(error): _log.warning(f'it failed: {error}')", "a log"),
    ("station/planted.py", "def note(): _log.exception('it failed')", "a log, with what the exception says"),
    ("station/planted.py", "def keep(folder, order): return folder / f'{order.number}.pdf'", "a file's name"),
    ("station/planted.py", "def keep(file, order): return file.with_name(f'{order.number}.pdf')", "a file's name"),
    ("reports/planted.py", "def draw(document, item): document.write(1, 2, item.name, _TEXT, 40)", "a page (write)"),
    ("reports/planted.py", "def draw(sheet, item): sheet.write_string(0, 1, item.name)", "a page (write_string)"),
]


@pytest.mark.parametrize(("file", "code", "where"), PLANTED)
def test_a_planted_use_is_found_with_its_file_and_line(file: str, code: str, where: str) -> None:
    tree = ast.parse(textwrap.dedent(code))
    (found,) = {each.where: each for each in past_the_door({file: tree})}.values()
    assert found.where == where
    assert str(found).startswith(f"tracker/{file}:")


HARMLESS = [
    ("tui/panes/planted.py", "def show(item): Static(text(item.name, 'bold'))"),
    ("tui/panes/planted.py", "def show(item): Static(line((item.name, 'bold'), ('?', '')))"),
    ("tui/panes/planted.py", "def show(count: int): Static(f'{count} items')"),
    ("tui/panes/planted.py", "def show(self, error): self.app.notify(f'✖ {safe(error.message)}', markup=False)"),
    ("cli/planted.py", "def say_it(item): print(safe(item.name))"),
    ("station/planted.py", "def note(error): _log.warning('it failed: %s', type(error).__name__)"),
    ("station/planted.py", "def keep(folder, order): return folder / f'{as_file_name(order.number)}.pdf'"),
    ("station/planted.py", "def keep(path): return path.with_name(f'.{path.name}.{secrets.token_hex(4)}')"),
    ("reports/planted.py", "def draw(document, item): document.write(1, 2, safe(item.name), _TEXT, 40)"),
]


@pytest.mark.parametrize(("file", "code"), HARMLESS)
def test_what_went_through_the_door_is_let_by(file: str, code: str) -> None:
    assert past_the_door({file: ast.parse(code)}) == []


WRITING = ["path.write_text(item.name)", "open(path, 'w')", "path.open('ab')", "os.open(path, os.O_WRONLY)"]


@pytest.mark.parametrize("code", WRITING)
def test_a_new_room_that_writes_files_is_found(code: str) -> None:
    assert writers({"station/planted.py": ast.parse(code)}) == {"station/planted.py"}
    assert writers({"station/planted.py": ast.parse("open(path, 'rb')\npath.open('r')")}) == set()
