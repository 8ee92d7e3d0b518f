"""Which device a URL means, so that a scanner that comes back under another number is still the same scanner.

Linux counts ports in the order of plugging: an unplugged ``/dev/ttyACM0`` comes back as ``ttyACM1`` where something
still holds it, and another scanner may then be ``ttyACM0``. udev names each one by maker, model and serial number, too
(``/dev/serial/by-id``, ``/dev/v4l/by-id``). On Windows and macOS the port's own name stays with the device.
"""

from __future__ import annotations

import os
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

DEV = Path("/dev")
_BY_ID = {"serial": "serial/by-id", "camera": "v4l/by-id", "evdev": "input/by-id"}
_PORTS = {"mjpeg": 80, "socket": 0}
"""Kinds on the network, and the port where none is said."""
_ALSO = "serial:socket:"
"""``serial:socket://HOST:PORT`` is ``socket://HOST:PORT``."""
_NAMED = frozenset({"evdev"})
"""Kinds whose target may be a device's own name instead of its node."""


def stable_url(url: str, dev: Path = DEV) -> str:
    """``url`` with the device's lasting name in it, where the system has one; to be asked while the device is open."""
    kind, target, options = _parts(url)
    if not _has_node(kind, target):
        return url
    node = _node(kind, target, dev)
    by_id = dev / _BY_ID[kind]
    if by_id in node.parents or not node.exists():
        return url
    for name in sorted(_names(by_id)):
        if os.path.realpath(by_id / name) == os.path.realpath(node):
            return f"{kind}:{by_id / name}{options}"
    return url


def same_device(url: str, dev: Path = DEV) -> str:
    """A word that two URLs have in common only where they name one device: kind and node, whatever the options; for what is
    on the network its host, port and path, however they are spelt."""
    kind, target, _ = _parts(url)
    if kind in _PORTS:
        return f"{kind}:{_address(target, _PORTS[kind])}"
    return f"{kind}:{os.path.realpath(_node(kind, target, dev))}" if _has_node(kind, target) else f"{kind}:{target}"


def _address(target: str, port: int) -> str:
    """A port that goes without saying is said. What is no address stays as it is."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else port)
    except ValueError:
        return target
    return f"{_host(host)}:{port}{parts.path.rstrip('/')}?{parts.query}"


def _host(host: str) -> str:
    """One spelling for each address: ``::ffff:10.0.0.7`` is 10.0.0.7 (RFC 4291, section 2.5.5.2).

    ``localhost`` is 127.0.0.1, where servers of this machine listen; ``::1`` and 127.0.0.2 are addresses of their own, at
    which another program may listen on the same port. Other names are not looked up: that takes seconds on a network
    without a name server, one name may have several addresses, and tomorrow others. Where two names do lead to one
    scanner is seen when the second has been connected (:mod:`.serial_line`).
    """
    host = host.removesuffix(".")
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _has_node(kind: str, target: str) -> bool:
    return kind in _BY_ID and target != "" and (kind not in _NAMED or target.startswith("/"))


def _parts(url: str) -> tuple[str, str, str]:
    """(kind, device, options with their ``?``). What stands behind the ``?`` of an mjpeg: address belongs to it."""
    kind, _, rest = url.removeprefix("serial:").partition(":") if url.startswith(_ALSO) else url.partition(":")
    if kind == "mjpeg":
        return kind, rest, ""
    target, mark, options = rest.partition("?")
    return kind, target, mark + options


def _node(kind: str, target: str, dev: Path) -> Path:
    return dev / f"video{target}" if kind == "camera" and target.isdigit() else Path(target)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
