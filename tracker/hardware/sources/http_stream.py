"""The bytes that a camera on the network sends, over HTTP: what answers in their place is told in words.

By :mod:`http.client`, which takes at most 100 header lines of 64 kB each and follows no redirect.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, quote

from tracker.errors import DeviceError
from tracker.hardware.sources import troubles

CONNECT_S = 2.0
READ_S = 10.0
"""Without a byte: more than whoever takes the frames waits, who closes the stream, and knows what to say."""
_PIECE = 1 << 16
_KEPT = "/%:@!$&'()*+,;=?~-._"
_KINDS = ("multipart/", "application/octet-stream", "")
"""What may be a stream: some cameras do not say that theirs is one."""


class HttpStream:
    """One call, made by one thread; :meth:`close` may come from any."""

    def __init__(self, address: SplitResult, what: str) -> None:
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        self._connection = kind(address.hostname or "", address.port, timeout=CONNECT_S)
        self._target = quote(address.path or "/", _KEPT) + (f"?{quote(address.query, _KEPT)}" if address.query else "")
        self._what = what
        self._line: socket.socket | None = None
        self._answer: HTTPResponse | None = None
        self._is_closed = False

    @property
    def is_connected(self) -> bool:
        return self._line is not None

    def content_type(self) -> str:
        """Call, and say what kind of answer comes. DeviceError codes ``not_reached``, ``no_pictures``, ``no_permission``."""
        self._connect()
        try:
            self._connection.request("GET", self._target, headers={"Accept": "multipart/x-mixed-replace, */*;q=0.1"})
            self._answer = self._connection.getresponse()
        except OSError as error:
            raise troubles.no_pictures(self._what, "it hangs up without a word", troubles.START_AGAIN) from error
        except (HTTPException, ValueError) as error:
            raise troubles.no_pictures(self._what, "what it says is no HTTP") from error
        if self._answer.status != 200:
            raise troubles.refused_call(self._what, self._answer.status)
        said = self._answer.headers.get("Content-Type", "")
        kind = said.partition(";")[0].strip(" \t").casefold()
        if not kind.startswith(_KINDS[:-1]) and kind not in _KINDS:
            raise troubles.no_stream(self._what, kind)
        return said

    def pieces(self) -> Iterator[bytes]:
        """What comes, as it comes, until the camera or :meth:`close` ends it."""
        try:
            while self._answer is not None and (piece := self._answer.read1(_PIECE)):
                yield piece
        except (OSError, HTTPException, ValueError) as error:
            raise troubles.stream_ended(self._what) from error

    def close(self) -> None:
        """End a read that waits, at once. The socket itself is given back by the thread that reads (:meth:`let_go`)."""
        self._is_closed = True
        if self._line is not None:
            with suppress(OSError):
                # Not ssl's own, which takes away what the reading thread holds.
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Give the socket back; for the thread that reads."""
        if self._answer is not None:
            self._answer.close()
        self._connection.close()

    def _connect(self) -> None:
        try:
            self._connection.connect()
        except ssl.SSLCertVerificationError as error:
            raise troubles.untrusted(self._what) from error
        except ssl.SSLError as error:
            raise troubles.no_pictures(self._what, "it does not speak https") from error
        except (OSError, UnicodeError) as error:
            raise troubles.not_reached(self._what, error) from error
        self._line = self._connection.sock
        if self._is_closed:
            raise DeviceError(f"{self._what} was closed.", hint="Open it again.", code="silent")
        self._line.settimeout(READ_S)
