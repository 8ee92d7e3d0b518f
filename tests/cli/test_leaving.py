"""How the program ends while a camera on the network never comes to its first picture."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest


class EndlessHeaders:
    """Answers as a camera does, and then sends a part's headers for ever."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"mjpeg:http://127.0.0.1:{self._listening.getsockname()[1]}/video"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                threading.Thread(target=self._send, args=(line,), daemon=True).start()

    def _send(self, line: socket.socket) -> None:
        with suppress(OSError):
            line.recv(4096)
            line.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\n")
            while True:
                line.sendall(b"X-Nothing: " + b"x" * 200 + b"\r\n")

    def close(self) -> None:
        self._listening.close()


@pytest.mark.parametrize("turn", range(3))
def test_a_camera_that_hangs_ends_the_command_in_words_and_never_by_an_abort(turn: int) -> None:
    camera = EndlessHeaders()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "read", camera.url],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        camera.close()
    assert (done.returncode, done.stdout) == (3, "")
    assert "✖" in done.stderr
