"""What is loaded when: a static graph cannot tell an import at module scope from one inside a function."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["tracker.hardware.scan", "tracker.hardware", "tracker.hardware.sources.recorder", "tracker.cli.read"]
)
def test_nothing_heavy_is_loaded_before_a_picture_is_opened(module: str) -> None:
    heavy = "{'cv2', 'zxingcpp', 'pyzbar', 'numpy', 'PIL'}"
    program = f"import sys, {module}; print(*({heavy} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "\n"
