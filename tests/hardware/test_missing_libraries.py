"""A library that is missing is named, with how to install it, and nothing else of the program minds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_once import copied

_BLOCKER = """
import runpy, sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError("it is blocked", name=name)
BLOCKED = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Blocker())
"""
_VERB = f"{_BLOCKER}\nsys.argv = ['tracker', *sys.argv[2:]]\nrunpy.run_module('tracker', run_name='__main__')"
_APP = f"""{_BLOCKER}
import asyncio
from pathlib import Path
from tests.tui.driving import SIZE, Clinic, ready, screen_text, wait_for
async def start(home):
    clinic = Clinic(home, home.parent / "copy")
    app = clinic.app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        for url in ("serial:/dev/nowhere", "hidpos:", "camera:0"):
            clinic.station.devices.attach(url)
        app.bench.action_view("devices")
        states = clinic.station.devices.states
        await wait_for(pilot, lambda: len([each for each in states() if each.code == "driver_missing"]) == 3, "told")
        await wait_for(pilot, lambda: screen_text(app).count("no driver") == 3, "shown")
        print(screen_text(app))
    clinic.station.close()
asyncio.run(start(Path(sys.argv[2])))
"""
ALL = "serial,hid,hidraw,cv2,zxingcpp"


def without(libraries: str, *arguments: str, program: str = _VERB) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, libraries, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize(
    ("libraries", "source", "package"),
    [
        ("serial", "serial:/dev/nowhere", "pyserial"),
        ("hid,hidraw", "hidpos:", "hidapi"),
        ("cv2", "camera:0", "opencv-python-headless"),
        ("zxingcpp", "camera:0", "zxing-cpp"),
        ("zxingcpp", "images:.", "zxing-cpp"),
        ("numpy", "images:.", "numpy"),
    ],
)
def test_a_source_whose_library_is_missing_says_what_to_install(libraries: str, source: str, package: str) -> None:
    ended = without(libraries, "read", source)
    assert ended.returncode == 3
    assert "cannot be read here" in ended.stderr
    assert f"pip install {package}" in ended.stderr
    assert "bug" not in ended.stderr


def test_a_library_that_is_missing_stays_out_of_the_way_of_help_and_of_other_sources() -> None:
    helped = without(ALL, "--help")
    assert (helped.returncode, "doctor" in helped.stdout) == (0, True)
    other = without("hid,hidraw,cv2,zxingcpp", "read", "serial:/dev/nowhere")
    assert (other.returncode, "is not there" in other.stderr) == (3, True)


def test_the_doctor_tries_what_reads_pictures_and_says_what_to_install() -> None:
    ended = without("zxingcpp", "doctor")
    assert "✖ Reading: " in ended.stdout
    assert "pip install zxing-cpp" in ended.stdout
    assert "Disk" in ended.stdout


def test_the_app_starts_without_any_of_them_and_its_devices_say_what_is_missing(
    demo_template: Path, tmp_path: Path
) -> None:
    copied(demo_template, tmp_path / "clinic")
    ended = without(ALL, str(tmp_path / "clinic"), program=_APP)
    assert ended.returncode == 0, ended.stderr
    assert "✖" in ended.stdout
