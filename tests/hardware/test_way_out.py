"""A camera that never comes to its picture: the program ends with a status and not by a signal."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest


@pytest.fixture
def endless() -> Iterator[str]:
    """The address of a server that sends the headers of a part without an end."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.sendall(
                b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame\r\n"
            )
            while True:
                client.sendall(b"X-Part: " + b"y" * 200 + b"\r\n")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"mjpeg:http://127.0.0.1:{listening.getsockname()[1]}/video"
    listening.close()


def test_endless_headers_end_in_a_status_and_a_line(endless: str) -> None:
    command = [sys.executable, "-m", "tracker", "read", endless]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        said, complained = run.communicate(timeout=60)
        assert run.returncode == 3, complained
        assert "terminate called" not in complained
        assert "The camera" in said + complained
