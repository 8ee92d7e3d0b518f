"""Which functions write, and by which way each can be reached from a screen, a verb or a scan without being asked who it is.

Read from the source, so that a service that is written tomorrow is found as well. A method of some object is taken for every
method of that name among the classes that the module knows: it finds rather too much.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("inventory", "specimens", "labelling", "people", "backups", "journal", "exchange", "reports")
"""Where services live."""
EDGES = ("cli", "tui", "station")
"""Where people come in. The demo founds its own clinic, before there is anybody to ask."""
_OF_PATIENTS = re.compile(r"\b(FROM|JOIN)\s+(patient|requisition)\b")
_WRITES = re.compile(r"\s*(WITH .*)?(INSERT|UPDATE|DELETE|REPLACE)\s", re.DOTALL)
AUTHORITY = "tracker.people.permitting:Authority"
GUARDS = frozenset(f"tracker.people.permitting:{name}" for name in ("needs", "require", "require_given"))


@dataclass
class Function:
    """``path`` is ``tracker.room.file:name`` or ``…:Class.name``; ``uses`` are the paths of what it may call."""

    path: str
    uses: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    """Which its module knows, by path."""
    writes: bool = False
    reads_patients: bool = False
    """Whether it asks the tables of patients and of their orders."""
    takes_pen: bool = False
    is_guarded: bool = False

    @property
    def room(self) -> str:
        return self.path.split(".", 2)[1].split(":", 1)[0]

    @property
    def is_public(self) -> bool:
        return not self.path.split(":")[1].startswith("_")


class _Reader:
    """One module: what its names mean, and its functions."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module, self.tree = module, tree
        self.names = {}
        self.statements: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.names[node.name] = f"{module}:{node.name}"
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.statements[node.targets[0].id] = _text(node.value)
        self.names |= _imported(tree)

    def functions(self) -> Iterator[Function]:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef):
                yield self._read(node, node.name)
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        yield self._read(inner, f"{node.name}.{inner.name}")

    def _read(self, node: ast.FunctionDef, name: str) -> Function:
        found = Function(f"{self.module}:{name}", classes=set(self.names.values()))
        names = self.names | _imported(node)
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id in names:
                found.uses.add(names[part.id])
            elif isinstance(part, ast.Attribute):
                self._attribute(found, part, names)
            text = self.statements.get(part.id, "") if isinstance(part, ast.Name) else _text(part)
            found.writes = found.writes or _WRITES.match(text) is not None
            found.reads_patients = found.reads_patients or _OF_PATIENTS.search(text) is not None
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        found.takes_pen = any(
            isinstance(each.annotation, ast.Name) and each.annotation.id in ("Pen", "QueuePen") for each in arguments
        )
        has_authority = "require" in found.methods and AUTHORITY in found.classes
        found.is_guarded = has_authority or not GUARDS.isdisjoint(found.uses)
        return found

    def _attribute(self, found: Function, part: ast.Attribute, names: Mapping[str, str]) -> None:
        if isinstance(part.value, ast.Name) and part.value.id in names:
            found.uses.add(f"{names[part.value.id].replace(':', '.')}:{part.attr}")
        else:
            found.methods.add(part.attr)
        if part.attr == "append" and "journal" in ast.dump(part.value):
            found.writes = True


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _imported(tree: ast.AST) -> dict[str, str]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracker"):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}:{alias.name}"
    return found


@cache
def functions() -> Mapping[str, Function]:
    """All of the program's, by path."""
    found: dict[str, Function] = {}
    for file in sorted((ROOT / "tracker").rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for each in _Reader(module, ast.parse(file.read_text("utf-8"))).functions():
            found[each.path] = each
    return found


def _methods() -> Mapping[str, Mapping[str, str]]:
    """By their name and the path of their class."""
    found: dict[str, dict[str, str]] = {}
    for path, each in functions().items():
        of, dot, name = path.rpartition(".")
        if dot and ":" in of and each.room in ROOMS:
            found.setdefault(name, {})[of] = path
    return found


def unasked() -> Mapping[str, str]:
    """What writes and is reached from an edge without a guard on the way, with the way there."""
    known = functions()
    return {path: way for path, way in _ways(EDGES).items() if known[path].room in ROOMS and known[path].writes}


def verbs_unasked() -> frozenset[str]:
    """The files of the command line from which patients' data are read without a guard on the way: there is no sign-in
    screen before them."""
    known = functions()
    found = {way for path, way in _ways(("cli",)).items() if known[path].room in ROOMS and known[path].reads_patients}
    return frozenset(way.split(":", 1)[0].rsplit(".", 1)[1] for way in found)


def _ways(edges: tuple[str, ...]) -> dict[str, str]:
    """What is reached from ``edges`` without a guard, by path, with the way there."""
    known, methods = functions(), _methods()
    ways = {path: path for path, each in known.items() if each.room in edges and not each.is_guarded}
    waiting = list(ways)
    while waiting:
        path = waiting.pop()
        each = known[path]
        called = (one for name in each.methods for of, one in methods.get(name, {}).items() if of in each.classes)
        for following in (*each.uses, *called):
            then = known.get(following)
            if then is not None and following not in ways and then.room != "demo" and not then.is_guarded:
                ways[following] = f"{ways[path]} > {following}"
                waiting.append(following)
    return ways
