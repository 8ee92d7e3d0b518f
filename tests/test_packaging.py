"""What an installed program needs is declared: a check-out has more around it than a user's machine."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]


OF_AN_EXTRA = {"hid": "hidapi", "brother_ql": "brother-ql-inventree"}
"""Import names whose package need not be installed where this runs."""


def _imported() -> set[str]:
    """Top-level names of every foreign package that the program imports, at any depth."""
    names: set[str] = set()
    for folder in ("tracker", "labels"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"tracker", "labels"}


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    wanted = [*project["dependencies"], *(each for name, group in extras.items() if name != "dev" for each in group)]
    return {_normal(re.split(r"[<>=\[;! ]", each)[0]) for each in wanted}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_foreign_import_is_a_declared_dependency() -> None:
    distributions = packages_distributions()
    undeclared = {
        name
        for name in _imported()
        if not {_normal(each) for each in distributions.get(name, [OF_AN_EXTRA.get(name, name)])} & _declared()
    }
    assert undeclared == set()


def test_every_dependency_is_pinned_and_no_host_is_named() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line) for line in lines)
    assert {_normal(line.partition("==")[0]) for line in lines} >= _declared()


def test_styles_tables_and_the_recording_are_in_the_wheel() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    kept = {pattern.rpartition(".")[2] for patterns in data.values() for pattern in patterns}
    suffixes = {
        path.suffix.lstrip(".")
        for folder in ("tracker", "labels")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in ("", ".py", ".pyc")
    }
    assert suffixes <= kept | {"typed"}
