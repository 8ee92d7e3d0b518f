"""camera: Video4Linux by OpenCV."""

from __future__ import annotations

import sys
from itertools import count
from time import monotonic

import numpy as np
import zxingcpp

from tests.devices.kernel_camera import Screen, node, set_control
from tests.devices.listening import PATIENCE_S, Listener, refusal
from tests.hardware.drawing import symbol
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.camera import open_camera
from tracker.hardware.sources.live import SILENT_S

PATTERN, LOOPED = "vivid-000-vid-cap", "vivid-001-vid-cap"
GS1 = "(01)09506000134352(17)261231(10)ABC-12"


def must_give_frames() -> None:
    """frames come, by number and by path, and no two in a row are the same"""
    path = node(PATTERN)
    for target in (str(path), path.name.removeprefix("video")):
        camera = open_camera(target)
        try:
            frames = [camera.next_frame() for _ in range(6)]
        finally:
            camera.close()
        whole = [each for each in frames if each is not None]
        assert len(whole) >= 5, f"{len(whole)} of 6 reads gave a frame"
        assert not np.array_equal(whole[-1], whole[-2])
        sys.stderr.write(f"frames of {whole[0].shape}\n")


def must_be_alone() -> None:
    """a second opener of a running camera is told busy"""
    camera = open_camera(str(node(PATTERN)))
    try:
        assert camera.next_frame() is not None
        assert refusal(f"camera:{node(PATTERN)}").code == "busy"
    finally:
        camera.close()


def must_read_a_code() -> None:
    """a GS1 DataMatrix shown to the camera is read through Video4Linux, GS kept"""
    camera = node(LOOPED)
    set_control(camera, "Loop Video", 1)
    with Listener(f"camera:{camera}") as listener:
        screen = Screen(camera)
        try:
            began_s = monotonic()
            for number in count():
                screen.show(_held(screen, number))
                if listener.has_news or monotonic() - began_s > 2 * PATIENCE_S:
                    break
        finally:
            screen.close()
        found = listener.scan()
        assert (found.aim, found.data) == ("]d2", "0109506000134352" + "17261231" + "10ABC-12"), found
        sys.stderr.write(f"read after {number + 1} pictures, {monotonic() - began_s:.1f} s\n")


def must_tell_unplugging() -> None:
    """unplugged (vivid's Disconnect): told within the watchdog's time"""
    path = node(PATTERN)
    with Listener(f"camera:{path}") as listener:
        camera_s = monotonic()
        while monotonic() - camera_s < 2 and not listener.has_news:
            pass
        set_control(path, "Disconnect", 1)
        code, within_s = listener.fault()
        sys.stderr.write(f"{code} after {within_s:.1f} s\n")
        assert code in ("unplugged", "silent")
        assert within_s < SILENT_S + 2, (code, within_s)


def _held(screen: Screen, number: int) -> Grey:
    """The symbol on grey paper, held by a hand that is not quite still."""
    sheet = np.full((screen.height_px, screen.width_px), 200, dtype=np.uint8)
    drawn = symbol(GS1, zxingcpp.BarcodeFormat.DataMatrix, scale=6, is_gs1=True)
    top, left = 60 + 7 * number % 40, 80 + 11 * number % 60
    sheet[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return sheet
