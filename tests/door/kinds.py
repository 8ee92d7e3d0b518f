"""How much is known of an expression's text, from the source alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Kind(IntEnum):
    """Ordered: whatever is joined is as good as its worst part."""

    FOREIGN = 0
    """Nothing is known: it may have come from a scanner, a file, the database, an exception or a device."""
    VISIBLE = 1
    """Through ``safe``: no character of it drives a terminal, but ``[red]`` is still markup to a widget."""
    OURS = 2
    """Written in the source, a number, a date, a word of a closed list, or a ``Content``, which knows no markup."""


DOORS: Mapping[str, Kind] = {
    "safe": Kind.VISIBLE,
    "fitted": Kind.VISIBLE,
    "wrapped": Kind.VISIBLE,
    "without_middle": Kind.VISIBLE,
    "text": Kind.OURS,
    "line": Kind.OURS,
    "lines": Kind.OURS,
    "as_file_name": Kind.OURS,
}
"""``tracker.text.safe``, and the functions of ``tracker/tui/showing.py`` whose values went through it."""
_NUMBERS = frozenset(
    {"len", "cell_len", "int", "float", "round", "abs", "bool", "monotonic", "ord", "token_hex", "getpid"}
)
_PASSING = frozenset(
    {"str", "sorted", "reversed", "list", "tuple", "set", "dict", "filter", "map", "max", "min", "next", "iter"}
)
_FIGURES_ONLY = frozenset(
    {"isoformat", "strftime", "date", "time", "days", "hex", "count", "find", "index", "__name__"}
)
"""Attributes and calls of which nothing foreign comes, whatever they belong to."""
_KEEPING = frozenset(
    """ljust rjust center strip lstrip rstrip upper lower title capitalize removeprefix removesuffix replace split rsplit
    splitlines partition rpartition encode join format plain values items keys get stylize""".split()  # noqa: SIM905 (a list of words)
)
_FIGURES = re.compile(r"[<>=^+ ]?\d*,?(\.\d+)?[dfgx%]|,|.*%[A-Za-z].*|[<>=^+]?0?\d*,?d?\Z")
"""Format specifications that a text does not take: a number's, or a date's."""
_CLEAN_TYPES = frozenset(
    """int float bool date datetime time timedelta Content Strip Segment NoneType Decimal UUID""".split()  # noqa: SIM905 (a list of words)
)


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Index:
    """What the program's own annotations promise, by bare name. A name that promises two things promises the worse."""

    closed: set[str] = field(default_factory=lambda: set(_CLEAN_TYPES))
    """Types none of whose values can hold foreign text: numbers, dates, closed lists of words."""
    annotated: dict[str, list[ast.expr]] = field(default_factory=dict)
    """Fields, properties and functions with what they are, or give."""
    functions: dict[str, list[Function]] = field(default_factory=dict)
    given: dict[Function, Kind] = field(default_factory=dict)
    """What each function gives, once it was read."""
    promised: dict[str, bool] = field(default_factory=dict)

    modules: dict[Function, Module] = field(default_factory=dict)
    files: dict[str, Module] = field(default_factory=dict)

    @classmethod
    def of(cls, trees: Mapping[str, ast.Module]) -> Index:
        """Of the whole program: each file below ``tracker/`` with its tree."""
        index = cls()
        for tree in trees.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                    index.closed.add(node.name)
                if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
                    index.closed.update(name.id for name in node.targets if isinstance(name, ast.Name))
        for file, tree in trees.items():
            index._read(file, tree)
        return index

    def _read(self, file: str, tree: ast.Module) -> None:
        module = self.files[file] = Module(self, tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.annotated.setdefault(node.name, []).append(node.returns or ast.Name("object"))
                self.functions.setdefault(node.name, []).append(node)
                self.modules[node] = module
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name | ast.Attribute):
                name = node.target.id if isinstance(node.target, ast.Name) else node.target.attr
                self.annotated.setdefault(name, []).append(node.annotation)

    def function_of(self, file: str | None, name: str) -> list[Function]:
        """The function that was imported from ``file``."""
        return self.files[file].functions.get(name, []) if file in self.files else []

    def promises(self, name: str) -> bool:
        """Whether everything that is called ``name`` in the program is of a closed type."""
        if name not in self.promised:
            found = self.annotated.get(name, [])
            self.promised[name] = bool(found) and all(self.is_closed(each) for each in found)
        return self.promised[name]

    def is_closed(self, annotation: ast.expr) -> bool:
        match annotation:
            case ast.Constant(value=None):
                return True
            case ast.Constant(value=str() as quoted):
                return self.is_closed(ast.parse(quoted, mode="eval").body)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name in self.closed
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.is_closed(left) and self.is_closed(right)
            case ast.Subscript(value=ast.Name(id="Literal")):
                return True
            case ast.Subscript(slice=ast.Tuple(elts=parts)):
                return all(self.is_closed(part) or _is_dots(part) for part in parts)
            case ast.Subscript(slice=part):
                return self.is_closed(part)
        return False


def _is_dots(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


class Module:
    """One source file: its functions, who calls them, and what stands at its top."""

    def __init__(self, index: Index, tree: ast.Module) -> None:
        self.index = index
        self.functions: dict[str, list[Function]] = {}
        self.constants: dict[str, ast.expr] = {}
        self.calls: dict[str, list[tuple[ast.AST, ast.Call]]] = {}
        """Each call by the bare name of what is called, with the outermost function that it stands in."""
        self.scopes: list[tuple[ast.AST, list[ast.AST]]] = []
        self.imported: dict[str, str] = {}
        """Names of the program's own, with the file that each comes from."""
        self._readings: dict[ast.AST, Reading] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign):
                self.constants.update({name.id: node.value for name in node.targets if isinstance(name, ast.Name)})
        self._part(tree)

    def _part(self, tree: ast.Module) -> None:
        """Each outermost function with all inside it, and what stands outside of functions."""
        left: list[ast.AST] = [tree]
        outside: list[ast.AST] = []
        while left:
            node = left.pop()
            if isinstance(node, Function):
                self.scopes.append((node, list(ast.walk(node))))
                continue
            outside.append(node)
            left.extend(ast.iter_child_nodes(node))
        self.scopes.append((ast.Module([], []), outside))
        for scope, nodes in self.scopes:
            for node in nodes:
                if isinstance(node, Function):
                    self.functions.setdefault(node.name, []).append(node)
                elif isinstance(node, ast.Call) and (name := called(node)):
                    self.calls.setdefault(name, []).append((scope, node))
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracker."):
                    self.imported.update({each.asname or each.name: _file(node.module or "") for each in node.names})

    def reading(self, scope: ast.AST) -> Reading:
        if scope not in self._readings:
            self._readings[scope] = Reading(self, scope)
        return self._readings[scope]


def _file(module: str) -> str:
    return f"{module.removeprefix('tracker.').replace('.', '/')}.py"


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


class Reading:
    """The expressions of one function (or of a module's own lines), judged by what is bound in it."""

    def __init__(self, module: Module, scope: ast.AST) -> None:
        self._module, self._index, self._scope = module, module.index, scope
        self._bound: dict[str, list[tuple[ast.expr | None, ast.expr | None]]] = {}
        """Each local name: what is put into it, or its annotation."""
        self._handed: dict[str, list[tuple[Function, int]]] = {}
        """Arguments of private functions, with their places: what they are is seen where the function is called."""
        self._being_read: set[str] = set()
        self._bind(scope)
        self._bind_loops(scope)

    def _bind(self, scope: ast.AST) -> None:
        for node in ast.walk(scope):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._put(target, value)
                case ast.AnnAssign(target=target, value=value, annotation=annotation):
                    self._put(target, value, annotation)
                case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                    self._put(target, value)
                case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                    self._put(target, value)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._bind_arguments(node)
                case ast.Lambda(args=arguments):
                    for argument in arguments.args:
                        self._bound.setdefault(argument.arg, []).append((None, None))
                case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                    self._bound.setdefault(name, []).append((None, None))
                case ast.ExceptHandler(name=str() as name):
                    self._bound.setdefault(name, []).append((None, None))

    def _bind_arguments(self, function: Function) -> None:
        arguments = function.args
        places = [each for each in (*arguments.posonlyargs, *arguments.args) if each.arg not in ("self", "cls")]
        is_private = function.name.startswith("_") and not function.name.startswith("__")
        for place, each in enumerate([*places, *arguments.kwonlyargs]):
            if is_private and not (each.annotation and self._index.is_closed(each.annotation)):
                self._handed.setdefault(each.arg, []).append((function, place if each in places else -1))
            else:
                self._bound.setdefault(each.arg, []).append((None, each.annotation))
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                self._bound.setdefault(rest.arg, []).append((None, rest.annotation))

    def _put(self, target: ast.expr, value: ast.expr | None, annotation: ast.expr | None = None) -> None:
        """Where several names are filled at once and the parts can be told apart, each gets its own."""
        match target, value:
            case (ast.Tuple(elts=targets), ast.Tuple(elts=values)) if len(targets) == len(values):
                for one, other in zip(targets, values, strict=True):
                    self._put(one, other)
            case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), ast.IfExp(body=body, orelse=orelse)):
                self._put(target, body)
                self._put(target, orelse)
            case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
                for one in targets:
                    self._put(one, value)
            case ast.Starred(value=inner), _:
                self._put(inner, value, annotation)
            case ast.Name(id=name), _:
                self._bound.setdefault(name, []).append((value, annotation))

    def _bind_loops(self, scope: ast.AST) -> None:
        """After all else is bound, since a loop may run over a name."""
        for node in ast.walk(scope):
            if isinstance(node, ast.For | ast.comprehension):
                self._put_each(node.target, node.iter)

    def _put_each(self, target: ast.expr, value: ast.expr) -> None:
        """Of a list written out in the source each entry is put by itself; what is zipped goes to its own name."""
        match target, value:
            case _, ast.Name(id=name) if len(self._bound.get(name, [])) == 1 and name not in self._handed:
                written = self._bound[name][0][0]
                if isinstance(written, ast.Tuple | ast.List):
                    self._put_each(target, written)
                else:
                    self._put(target, value)
            case _, ast.Tuple(elts=entries) | ast.List(elts=entries):
                for entry in entries:
                    self._put(target, entry)
            case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=values) if len(targets) == len(values):
                for one, other in zip(targets, values, strict=True):
                    self._put_each(one, other)
            case ast.Tuple(elts=[number, counted]), ast.Call(func=ast.Name(id="enumerate"), args=[values, *_]):
                self._put(number, ast.Constant(0))
                self._put_each(counted, values)
            case _:
                self._put(target, value)

    def kind(self, node: ast.expr | None) -> Kind:
        """The worst that ``node`` may be."""
        match node:
            case None | ast.Constant() | ast.Compare():
                return Kind.OURS
            case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return self._worst(parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                return Kind.OURS if spec and _FIGURES.fullmatch(_written(spec)) else self.kind(value)
            case ast.Starred(value=value) | ast.Subscript(value=value) | ast.NamedExpr(value=value):
                return self.kind(value)
            case ast.UnaryOp():
                return Kind.OURS
            case ast.BinOp(op=ast.Sub() | ast.Div() | ast.FloorDiv()):
                return Kind.OURS
            case ast.BinOp(left=left, right=right):
                return self._worst([left, right])
            case ast.IfExp(body=body, orelse=orelse):
                return self._worst([body, orelse])
            case ast.BoolOp(values=parts):
                return self._worst(parts)
            case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part) | ast.SetComp(elt=part):
                return self.kind(part)
            case ast.Dict(values=parts):
                return self._worst(parts)
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=value, attr=name):
                return self._attribute(value, name)
            case ast.Call():
                return self._call(node)
        return Kind.FOREIGN

    def _worst(self, parts: Iterable[ast.expr]) -> Kind:
        return min((self.kind(part) for part in parts), default=Kind.OURS)

    def _named(self, name: str) -> Kind:
        if name in self._being_read:
            return Kind.OURS
        if name not in self._bound and name not in self._handed:
            return self._constant(name)
        self._being_read.add(name)
        try:
            filled = (self._filled(value, annotation) for value, annotation in self._bound.get(name, []))
            handed = (self._handed_in(function, place, name) for function, place in self._handed.get(name, []))
            return min(*filled, *handed, Kind.OURS, Kind.OURS)
        finally:
            self._being_read.discard(name)

    def _handed_in(self, function: Function, place: int, name: str) -> Kind:
        """The worst that a private function's argument is called with; foreign where it is passed on uncalled."""
        calls = self._module.calls.get(function.name, [])
        if not calls:
            return Kind.FOREIGN
        return min(self._module.reading(scope).kind(_argument(call, place, name)) for scope, call in calls)

    def _filled(self, value: ast.expr | None, annotation: ast.expr | None) -> Kind:
        if annotation is not None and self._index.is_closed(annotation):
            return Kind.OURS
        return Kind.FOREIGN if value is None else self.kind(value)

    def _constant(self, name: str) -> Kind:
        """A name in capitals is written in the source, whichever file it is in."""
        if name.isupper() or name.lstrip("_").isupper():
            return Kind.OURS
        constants = self._module.constants
        return self.kind(constants[name]) if name in constants else Kind.FOREIGN

    def _attribute(self, value: ast.expr, name: str) -> Kind:
        if name.lstrip("_").isupper():
            return Kind.OURS
        if name in ("value", "name", "plain") and self.kind(value) is not Kind.FOREIGN:
            return self.kind(value)
        return Kind.OURS if self._index.promises(name) or name in _FIGURES_ONLY else Kind.FOREIGN

    def _call(self, call: ast.Call) -> Kind:
        arguments = [*call.args, *(word.value for word in call.keywords)]
        match call.func:
            case ast.Name(id=name) if name in DOORS:
                return DOORS[name]
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _NUMBERS:
                return Kind.OURS
            case ast.Name(id="escape") if arguments:
                return Kind.OURS if self._worst(arguments) is not Kind.FOREIGN else Kind.FOREIGN
            case ast.Name(id="Option"):
                return Kind.OURS
            case ast.Name(id="sum" | "enumerate" | "zip" | "range"):
                return self._worst(arguments)
            case ast.Name(id=name) if name in _PASSING:
                return self._worst(arguments)
            case ast.Attribute(value=value, attr=name) if name in _FIGURES_ONLY:
                return Kind.OURS
            case ast.Attribute(attr="lines") if call.args:
                return self.kind(call.args[0])
            case ast.Attribute(value=value, attr=name) if name in _KEEPING and (self.kind(value) is not Kind.FOREIGN):
                return min(self.kind(value), self._worst(arguments))
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._given(name)
        return Kind.FOREIGN

    def _given(self, name: str) -> Kind:
        """What a function gives, by its annotation, or else by its own returns; else by all that have its name."""
        if own := self._module.functions.get(name) or self._index.function_of(self._module.imported.get(name), name):
            return min(
                Kind.OURS if each.returns and self._index.is_closed(each.returns) else self._returned(each)
                for each in own
            )
        if self._index.promises(name):
            return Kind.OURS
        return min((self._returned(each) for each in self._index.functions.get(name, [])), default=Kind.FOREIGN)

    def _returned(self, function: Function) -> Kind:
        if function not in self._index.given:
            self._index.given[function] = Kind.OURS
            module = self._index.modules[function]
            inner = Reading(module, function)
            given = [
                node.value for node in ast.walk(function) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)
            ]
            self._index.given[function] = min(
                (inner.kind(each) for each in given if each is not None), default=Kind.FOREIGN
            )
        return self._index.given[function]


def _argument(call: ast.Call, place: int, name: str) -> ast.expr:
    """What ``call`` hands in; an unknown where that cannot be told; a default of the source's own where nothing is."""
    unknown = ast.copy_location(ast.Name("unknown", ast.Load()), call)
    for word in call.keywords:
        if word.arg in (name, None):
            return word.value if word.arg else unknown
    if any(isinstance(each, ast.Starred) for each in call.args):
        return unknown
    return call.args[place] if 0 <= place < len(call.args) else ast.Constant("")


def _written(spec: ast.expr) -> str:
    return "".join(
        part.value for part in ast.walk(spec) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
