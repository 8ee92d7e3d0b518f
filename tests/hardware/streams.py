"""A camera on the network: a real HTTP server on this machine that streams JPEGs, and can stall, die or lie."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from tracker.hardware.reading.reading import Grey


class Stream:
    """Sends ``picture`` 20 times a second, with a sensor's noise on it, to whoever asks."""

    def __init__(self) -> None:
        self.picture: Grey = np.full((480, 640), 255, dtype=np.uint8)
        self.is_stalled = False
        self._noise = np.random.default_rng(7)
        self._is_on = True
        stream = self

        class Camera(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                try:
                    for jpeg in stream.frames():
                        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                        self.wfile.write(head.encode() + jpeg + b"\r\n")
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the server's own name
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
        self._server.daemon_threads = True
        self.url = f"mjpeg:http://127.0.0.1:{self._server.server_address[1]}/video"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def frames(self) -> Iterator[bytes]:
        while self._is_on:
            time.sleep(0.05)
            if not self.is_stalled:
                noise = self._noise.normal(0, 2, self.picture.shape)
                noisy = np.clip(self.picture + noise, 0, 255).astype(np.uint8)
                yield cv2.imencode(".jpg", noisy)[1].tobytes()

    def close(self) -> None:
        self._is_on = False
        self._server.shutdown()
        self._server.server_close()


OK = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"


def jpeg(shade: int = 200, size_px: int = 64) -> bytes:
    return cv2.imencode(".jpg", np.full((size_px, size_px), shade, dtype=np.uint8))[1].tobytes()


def part(picture: bytes) -> bytes:
    return b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(picture), picture)


def claiming(picture: bytes, width_px: int, height_px: int) -> bytes:
    """``picture`` with another size in its start of frame: what a hostile camera sends instead of so many pixels."""
    at = picture.index(b"\xff\xc0") + 5
    return picture[:at] + height_px.to_bytes(2, "big") + width_px.to_bytes(2, "big") + picture[at + 4 :]


class BadStream:
    """Answers every call with what ``said`` gives, byte for byte, and then hangs up, or holds the line and is silent."""

    def __init__(self, said: Callable[[], Iterable[bytes]], *, holds: bool = False) -> None:
        self.calls = 0
        self._said = said
        self._holds = holds
        self._is_over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"mjpeg:http://127.0.0.1:{self._listening.getsockname()[1]}/video"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.calls += 1
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(4096)
            for piece in self._said():
                line.sendall(piece)
                if self._is_over.is_set():
                    return
            if self._holds:
                self._is_over.wait(60)

    def close(self) -> None:
        self._is_over.set()
        self._listening.close()
