"""Whether two URLs may mean one printer: a label in doubt there holds up all that is printed there, however it is named.

A name and a number are compared by asking the network, for a short while and only where a label is in doubt. What it does
not answer may be one printer: a question too many costs a look at it, one too few a second label on a second tube.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic

from tracker.hardware.printers.opening import printer_host, printer_url
from tracker.hardware.printers.zebra import PORT

LOOK_UP_S = 2.0
"""As long is a name looked up for. Less than the five seconds that other writers of the database wait for their turn."""
KEPT_S = 60.0
"""So long an answer holds, and a silence."""

_AT_HOST = re.compile(r"(zpl|brother-ql)://(\[[^\]/]*\]|[^/:\[\]]+)(?::([0-9]+))?(?:/.*)?")
_NAT64 = IPv6Network("64:ff9b::/96")
_found: dict[str, tuple[float, frozenset[str]]] = {}


def may_be_one(first: str, second: str) -> bool:
    """False only where it is certain that they are two. May take :data:`LOOK_UP_S` for each name, once in a while.

    Two ports of one host are two printers (a print server's), as are two queues of CUPS; a queue of CUPS is not known to be
    the printer that it sends to.
    """
    one, other = printer_url(first), printer_url(second)
    if one == other or _queue(one) == _queue(other) != "":
        return True
    here, there = _AT_HOST.fullmatch(one), _AT_HOST.fullmatch(other)
    if here is None or there is None or _way(here) != _way(there):
        return False
    hosts = printer_host(here[2]), printer_host(there[2])
    if hosts[0] == hosts[1]:
        return True
    addresses = [_addresses(host) for host in hosts]
    return not all(addresses) or not addresses[0].isdisjoint(addresses[1]) or not _are_comparable(*addresses)


def _are_comparable(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether both have a number of the same kind: one printer has an IPv4 number and others of IPv6."""
    return not {":" in each for each in first}.isdisjoint(":" in each for each in second)


def _behind_nat64(number: str) -> str:
    """The IPv4 number that an IPv6 network reaches under this one (RFC 6052): for comparing only, since such a network may
    have no other way to it."""
    address = ip_address(number)
    if isinstance(address, IPv6Address) and address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF).compressed
    return address.compressed


def _queue(url: str) -> str:
    """CUPS takes large and small letters of a queue's name for the same; of whose server it is, its name says nothing."""
    return url.partition("@")[0].casefold() if url.startswith("cups:") else ""


def _way(at: re.Match[str]) -> tuple[str, int]:
    return at[1], int(at[3] or PORT)


def _addresses(host: str) -> frozenset[str]:
    """In the one spelling of each; none where the network does not say."""
    with suppress(ValueError):
        return frozenset([_behind_nat64(host)])
    until, known = _found.get(host, (0.0, frozenset[str]()))
    if monotonic() < until:
        return known
    answers: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            answers.extend(str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))

    # The system's resolver knows no patience of ours, and may take half a minute.
    asking = threading.Thread(target=ask, name="printer's name", daemon=True)
    asking.start()
    asking.join(LOOK_UP_S)
    found = frozenset(_behind_nat64(printer_host(each)) for each in answers)
    _found[host] = monotonic() + KEPT_S, found
    return found
