"""A camera on the network: a real HTTP server on this machine that streams JPEGs, and can stall, die or lie."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
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
