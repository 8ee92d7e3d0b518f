"""What looks like a device and never answers: a pipe in its place, a camera on the network that stalls."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.hardware.streams import OK, BadStream, Stream, jpeg, part
from tests.station.test_devices import Desk
from tests.waiting import at_once, until


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.devices.close()


def is_read(url: str) -> bool:
    return any(thread.name == f"source {url}" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("serial", "ttyACM0"),
        ("evdev", "event0"),
        ("camera", "video0"),
        ("recording", "shift.jsonl"),
        ("images", "tube.png"),
        ("video", "clip.avi"),
    ],
)
def test_a_pipe_in_a_devices_or_a_files_place_is_refused_in_words_and_not_waited_for(
    desk: Desk, tmp_path: Path, kind: str, name: str
) -> None:
    os.mkfifo(tmp_path / name)
    url = f"{kind}:{tmp_path / name}"
    desk.devices.attach(url)
    state = desk.wait_for("failed")
    assert (name in state.words, bool(state.hint)) == (True, True)
    until(lambda: not is_read(url))


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream()
    yield made
    made.close()


def test_a_network_camera_that_stalls_is_told_and_is_live_again_when_it_goes_on(desk: Desk, stream: Stream) -> None:
    desk.devices.attach(stream.url)
    desk.wait_for("live")
    stream.is_stalled = True
    state = desk.wait_for("waiting")
    assert state.code in ("silent", "unplugged")
    assert state.hint
    stream.is_stalled = False
    desk.wait_for("live")
    assert desk.scans == []


def test_a_network_camera_that_hangs_up_in_the_middle_of_a_picture_is_called_again(desk: Desk) -> None:
    sent = (OK, part(jpeg()), part(jpeg())[:300])
    with closing(BadStream(lambda: sent)) as camera:
        desk.devices.attach(camera.url)
        until(lambda: camera.calls >= 3)
        until(lambda: desk.state.code == "silent")
        assert "same network" in desk.state.hint


def test_a_network_camera_that_takes_the_call_and_says_nothing_is_waited_for_and_does_not_hold_up_the_end() -> None:
    desk = Desk()
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"mjpeg:http://127.0.0.1:{server.getsockname()[1]}/video"
        desk.devices.attach(url)
        until(lambda: desk.state.code == "no_pictures")
        assert (desk.state.state, "opened by itself" in desk.state.hint) == ("waiting", True)
        at_once(desk.devices.close, 2.0)
    until(lambda: not is_read(url))
