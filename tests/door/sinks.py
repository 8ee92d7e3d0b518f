"""Where text leaves the program, and what must be known of it there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.door.kinds import Index, Kind, Module

ROOT = Path(__file__).parents[2] / "tracker"

WIDGETS = frozenset(
    """Static Label Button Option Checkbox RadioButton Tick Tab TabPane Collapsible Markdown Digits Link Header Footer
    Binding SystemCommand""".split()  # noqa: SIM905 (a list of words)
)
"""Textual's types that take a string for markup."""
_NO_TEXT = frozenset({"id", "classes", "name", "variant", "disabled", "expand", "shrink", "action", "command"})
SHOWN_AS_MARKUP = frozenset(
    {"update", "add_option", "replace_option_prompt_at_index", "add_row", "add_column", "set_options"}
)
ATTRIBUTES = frozenset(
    {"title", "sub_title", "border_title", "border_subtitle", "tooltip", "placeholder", "label", "loading_text"}
)
SPANS = frozenset({"Content", "Text", "Segment"})
"""Types that know no markup; escape sequences pass through all of them."""
NEVER = frozenset({"from_markup", "assemble", "from_ansi", "from_rich_text", "markup_to_content"})
"""They read markup, or escape sequences, out of what they are given."""
PRINTED = frozenset(
    {"print", "echo", "secho", "prompt", "confirm", "input", "BadParameter", "UsageError", "add_task", "exit"}
)
LOGGED = frozenset({"debug", "info", "warning", "error", "critical", "warn", "log"})
DRAWN = frozenset(
    {"write", "write_lines", "write_string", "write_comment", "Document", "finished", "set_header", "set_footer"}
)


NAMING = frozenset({"with_name", "with_suffix", "with_stem", "joinpath"})


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One place where foreign text goes out past the door."""

    file: str
    """Below ``tracker/``."""
    line: int
    where: str
    """What it reaches."""
    code: str

    def __str__(self) -> str:
        return f"tracker/{self.file}:{self.line}: to {self.where}: {self.code}"

    @property
    def allowance(self) -> str:
        """By what it is, not by its line, which moves."""
        return f"{self.file}: {self.code}"


def sources(root: Path = ROOT) -> dict[str, ast.Module]:
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    }


def past_the_door(trees: Mapping[str, ast.Module], index: Index | None = None) -> list[Found]:
    """Every use of foreign text that does not go through the door, but for files (:func:`writers`)."""
    known = index or Index.of(trees)
    return sorted(found for file, tree in trees.items() for found in _in_file(file, tree, known))


def writers(trees: Mapping[str, ast.Module]) -> set[str]:
    """The source files that write files by themselves."""
    return {file for file, tree in trees.items() for node in ast.walk(tree) if _writes(node)}


def _writes(node: ast.AST) -> bool:
    """Whether a file is opened for writing here, in one of the ways that there are."""
    match node:
        case ast.Attribute(attr="O_WRONLY" | "O_RDWR" | "write_text" | "write_bytes" | "NamedTemporaryFile"):
            return True
        case ast.Call(func=ast.Name(id="open") | ast.Attribute(attr="open" | "fdopen"), args=args, keywords=words):
            modes = (*args, *(word.value for word in words if word.arg == "mode"))
            return any(
                isinstance(mode, ast.Constant)
                and isinstance(mode.value, str)
                and set(mode.value) & set("wax+")
                and len(mode.value) <= 3
                for mode in modes
            )
    return False


def _in_file(file: str, tree: ast.Module, index: Index) -> Iterator[Found]:
    module = index.files.get(file) or Module(index, tree)
    for scope, nodes in module.scopes:
        for node in nodes:
            for value, least, where in _wanted(file, node):
                if module.reading(scope).kind(value) < least:
                    yield Found(file, value.lineno, where, ast.unparse(value))


Wanted = tuple[ast.expr, Kind, str]


def _wanted(file: str, node: ast.AST) -> Iterator[Wanted]:
    """What goes out at ``node``, and what must be known of it."""
    yield from _named(node)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        yield from _logged(node, name)
        if file.startswith(("tui/", "__main__")):
            yield from _shown(node, name)
        if file.startswith(("cli/", "tui/", "__main__", "demo/")):
            yield from _printed(node, name)
        if file.startswith(("reports/", "labelling/")):
            yield from _drawn(node, name)
    elif file.startswith("tui/"):
        yield from _set(node)


def _named(node: ast.AST) -> Iterator[Wanted]:
    """A part of a path that is put together of texts."""
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.JoinedStr() as name):
            yield name, Kind.OURS, "a file's name"
        case ast.Call(func=ast.Attribute(value=owner, attr=verb), args=[ast.JoinedStr(values=parts)]) if verb in NAMING:
            its_own = (f"{ast.unparse(owner)}.name", f"{ast.unparse(owner)}.stem")
            for part in parts:
                if not (isinstance(part, ast.FormattedValue) and ast.unparse(part.value) in its_own):
                    yield part, Kind.OURS, "a file's name"


def _texts(call: ast.Call, but: Iterable[str] = _NO_TEXT) -> Iterator[ast.expr]:
    yield from call.args
    yield from (word.value for word in call.keywords if word.arg is None or word.arg not in but)


def _shown(call: ast.Call, name: str) -> Iterator[Wanted]:
    markup = next((word.value for word in call.keywords if word.arg == "markup"), None)
    if name == "notify":
        is_plain = isinstance(markup, ast.Constant) and markup.value is False
        for value in (*call.args, *(word.value for word in call.keywords if word.arg in ("message", "title"))):
            yield value, Kind.VISIBLE if is_plain else Kind.OURS, "notify" if is_plain else "notify, with markup"
    elif name in ("Hit", "DiscoveryHit"):
        for value in call.args[1 if name == "Hit" else 0 :][:1]:
            yield value, Kind.OURS, name
        yield from ((word.value, Kind.VISIBLE, name) for word in call.keywords if word.arg == "text")
        yield from ((word.value, Kind.OURS, name) for word in call.keywords if word.arg == "help")
    elif name in WIDGETS:
        yield from ((value, Kind.OURS, name) for value in _texts(call))
    elif name == "Input":
        yield from ((value, Kind.VISIBLE, name) for value in call.args)
        yield from ((word.value, Kind.VISIBLE, name) for word in call.keywords if word.arg in ("value", "placeholder"))
    elif name in SHOWN_AS_MARKUP:
        yield from ((value, Kind.OURS, name) for value in call.args[name == "replace_option_prompt_at_index" :])
    elif name in SPANS:
        yield from ((value, Kind.VISIBLE, name) for value in call.args[:1])
    elif name == "styled" and _is_of(call, "Content"):
        yield from ((value, Kind.VISIBLE, "Content.styled") for value in call.args[:1])
    elif name in NEVER:
        yield ast.copy_location(ast.Name("nothing_may", ast.Load()), call), Kind.OURS, name
    elif name in ("copy_to_clipboard", "open_url", "run_action", "set_window_title"):
        yield from ((value, Kind.OURS, name) for value in call.args)


def _set(node: ast.AST) -> Iterator[Wanted]:
    """Titles, tooltips and borders are set, and take a string for markup; so does what ``render`` returns."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES:
                yield node.value, Kind.OURS, f".{target.attr}"
            elif isinstance(target, ast.Attribute) and target.attr == "value":
                yield node.value, Kind.VISIBLE, "a field's value"
    if isinstance(node, ast.FunctionDef) and node.name == "render" and not _gives_spans(node):
        yield ast.copy_location(ast.Name("what_render_gives", ast.Load()), node), Kind.OURS, "render"


def _gives_spans(function: ast.FunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in ("Content", "Strip")


def _printed(call: ast.Call, name: str) -> Iterator[Wanted]:
    if name in ("write", "writelines") and "sys.std" in ast.unparse(call.func):
        yield from ((value, Kind.VISIBLE, ast.unparse(call.func)) for value in call.args)
    elif name in PRINTED and not (name == "exit" and not _is_of(call, "sys")):
        yield from ((value, Kind.VISIBLE, name) for value in call.args)


def _logged(call: ast.Call, name: str) -> Iterator[Wanted]:
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name in LOGGED and owner.lower().endswith(("log", "logger", "logging")):
        yield from ((value, Kind.VISIBLE, "a log") for value in call.args)
        # What goes beside the words is held to its form, field by field: tracker/diagnostics/fields.py.
        yield from ((word.value, Kind.VISIBLE, "a log") for word in call.keywords if word.arg != "extra")
    elif (name == "exception" and owner.lower().endswith(("log", "logger", "logging"))) or owner == "traceback":
        yield call, Kind.OURS, "a log, with what the exception says"
    elif owner == "warnings" and name == "warn":
        yield from ((value, Kind.VISIBLE, "warnings") for value in call.args[:1])


def _drawn(call: ast.Call, name: str) -> Iterator[Wanted]:
    """A page, a sheet or its header."""
    if name in ("Document", "finished"):
        yield from ((value, Kind.VISIBLE, name) for value in call.args if isinstance(value, ast.JoinedStr | ast.Call))
    elif name in DRAWN:
        yield from ((value, Kind.VISIBLE, f"a page ({name})") for value in call.args[2:3])


def _is_of(call: ast.Call, owner: str) -> bool:
    return (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == owner
    )
