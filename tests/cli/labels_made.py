"""What the tests of labels by command share."""

from __future__ import annotations

from pathlib import Path

import cv2
import zxingcpp

CMA = "B0000000820"


def codes_in(path: Path) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(cv2.imread(str(path)))}
