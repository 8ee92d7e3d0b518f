"""Runs one fuzz target under atheris; says so and ends well where atheris is not installed."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable
from types import FunctionType


def run(target: Callable[[bytes], None]) -> int:
    """``python -m tests.fuzz.NAME [-max_total_time=60 ...]``: the options are libFuzzer's. Status 0 where it is skipped."""
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        sys.stderr.write("Skipped: atheris is not installed (pip install atheris; Linux and macOS).\n")
        return 0
    for function in gc.get_objects():  # all that is loaded, pytest and Hypothesis with it, takes half a minute
        if isinstance(function, FunctionType) and str(function.__module__).startswith("tracker."):
            atheris.instrument_func(function)
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
    return 0
