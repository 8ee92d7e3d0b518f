"""What runs inside the virtual machine: every function ``must_…`` of the probes asked for, a JSON line for each."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic

from tests.devices.probes import Result

REPORT = "/dev/ttyS1"


def main(names: list[str]) -> None:
    with open(REPORT, "w", encoding="utf-8") as report:
        for name in names:
            for result in _probe(name):
                report.write(json.dumps(asdict(result)) + "\n")
                report.flush()


def _probe(name: str) -> list[Result]:
    try:
        module = importlib.import_module(f"tests.devices.{name}")
    except Exception:
        return [Result(name, "can be loaded", "failed", 0.0, traceback.format_exc())]
    musts = [each for word, each in vars(module).items() if word.startswith("must_")]
    return [_result(name, each) for each in musts]


def _result(name: str, must: Callable[[], None]) -> Result:
    began_s = monotonic()
    what = (must.__doc__ or must.__name__).partition("\n")[0].rstrip(".")
    sys.stderr.write(f"{name}: {what}\n")
    try:
        must()
    except Exception:
        return Result(name, what, "failed", monotonic() - began_s, traceback.format_exc())
    return Result(name, what, "passed", monotonic() - began_s)


if __name__ == "__main__":
    main(sys.argv[1:])
