"""What takes long to build is built once for a whole run, by whichever worker asks first; every test works on a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.config import Settings
from tracker.demo.clinic import demo_settings


class MadeOnce:
    """Templates by name, in a folder that all workers of a run share. Nobody opens a template: that would write in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder that ``make`` filled; who asks while another makes it waits."""
        made = self._folder / name
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                unready = self._folder / f"{name}.unready"
                shutil.rmtree(unready, ignore_errors=True)
                unready.mkdir(mode=0o700)
                make(unready)
                unready.rename(made)
        return made


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Beside the workers' own folders where there are several; both last as long as the run."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made-once"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def copied(template: Path, home: Path) -> Settings:
    """The demo clinic's template as a clinic of the test's own in ``home``."""
    shutil.copytree(template, home, dirs_exist_ok=True)
    return demo_settings(home)
