"""A serial server's line by pyserial, without the clean start that costs a scan."""

from __future__ import annotations

from serial.urlhandler import protocol_socket


class KeptSocket(protocol_socket.Serial):
    """pyserial 3.5 throws away what has come by the time that it has opened. Behind a serial server that is a scan which it
    kept while nobody was connected, or one that was made within a moment of the connection: seen on a busy machine."""

    def reset_input_buffer(self) -> None:
        """Nothing stale can wait on a connection that was just made."""
