"""``python -m tests.fuzz``: what there is; ``NAME [SECONDS]``: one target; ``all [SECONDS]``: one after the other.

A target is a module of this folder with ``target(data: bytes)``: it fails by raising. An input that made it fail is
written into the system's temporary folder and named on the screen. No input may take longer than LONGEST_S.
"""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import fuzz
from tests.fuzz.running import run

SECONDS = 60
LONGEST_S = 2


def names() -> list[str]:
    """The modules of this folder that are targets."""
    found = (module.name for module in pkgutil.iter_modules(fuzz.__path__))
    return sorted(name for name in found if not name.startswith(("_", "test_")) and name != "running")


def main(arguments: list[str]) -> int:
    """Status 0 where nothing was found or atheris is missing, 2 for a wrong call, else the fuzzer's own."""
    name, seconds = arguments[0] if arguments else "", arguments[1] if len(arguments) > 1 else str(SECONDS)
    if name not in ("all", *names()) or not seconds.isdigit() or len(arguments) > 2:
        sys.stderr.write(f"python -m tests.fuzz NAME [SECONDS], where NAME is one of: all {' '.join(names())}\n")
        sys.stderr.write("It needs atheris: pip install atheris (Linux and macOS).\n")
        return 2 if name else 0
    if name == "all":
        return max(subprocess.call([sys.executable, "-m", "tests.fuzz", each, seconds]) for each in names())
    kept = Path(tempfile.gettempdir()) / f"fuzz-{name}-"
    sys.argv = [name, f"-max_total_time={seconds}", f"-timeout={LONGEST_S}", f"-artifact_prefix={kept}"]
    return run(importlib.import_module(f"tests.fuzz.{name}").target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
