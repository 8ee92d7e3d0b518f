"""camera: Video4Linux by OpenCV."""

from __future__ import annotations

import sys
from time import monotonic

import numpy as np

from tests.devices.kernel_camera import node, set_control
from tests.devices.listening import Listener, refusal
from tracker.hardware.sources.camera import open_camera
from tracker.hardware.sources.live import SILENT_S

PATTERN = "vivid-000-vid-cap"


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
