"""From a printer's URL to the printer. Nothing is sent, and no connection made, before there is something to print."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address

from tracker.errors import ConfigurationError
from tracker.hardware.printers.brother import ADDRESS as BROTHER
from tracker.hardware.printers.brother import brother_printer
from tracker.hardware.printers.cups import QUEUE, CupsPrinter
from tracker.hardware.printers.files import SUFFIXES, FilePrinter
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.printer import Printer
from tracker.hardware.printers.zebra import PORT, ZebraPrinter
from tracker.plain_files import in_full
from tracker.text import without_secrets

_ADDRESS = re.compile(r"//([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?")
_NUMBER = re.compile(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}")


def open_printer(url: str, name: str = "") -> Printer:
    """``zpl://HOST:9100``, ``cups:QUEUE``, ``brother-ql://HOST:9100/MODEL/ROLL``, ``file:OUT.pdf`` or a plain path,
    ``memory:FORMAT``. ``name`` is what the settings call it: its faults say that, where the URL is but an address.

    One printer has one ``url``, however its host is spelt: a label in doubt there holds up all that is printed there.

    :raises ConfigurationError: a URL that names no printer (``printer_url``), a file without a format
        (``printer_format``), or a printer whose library is not there (``printer_no_library``).
    """
    scheme, colon, rest = url.partition(":")
    if scheme == "zpl" and (address := _ADDRESS.fullmatch(rest)) and 0 < int(address[2] or PORT) < 65536:
        return ZebraPrinter(printer_host(address[1]), int(address[2] or PORT), name=name)
    if scheme == "brother-ql" and (address := BROTHER.fullmatch(rest)) and 0 < int(address[2] or PORT) < 65536:
        return brother_printer(printer_host(address[1]), int(address[2] or PORT), address[3], address[4], name)
    if scheme == "cups" and QUEUE.fullmatch(rest):
        return CupsPrinter(rest)
    if scheme == "memory" and rest in ("", *SUFFIXES):
        return MemoryPrinter(rest or "zpl")
    if scheme == "file" and rest and "\0" not in rest:
        return FilePrinter(in_full(rest))
    if not colon and url and "\0" not in url:
        return FilePrinter(in_full(url))
    raise ConfigurationError(
        f"'{without_secrets(url)}' names no printer.",
        hint="Give a file (labels.pdf, .png, .svg, .zpl), zpl://HOST:9100, cups:QUEUE, or"
        " brother-ql://HOST:9100/MODEL/ROLL.",
        code="printer_url",
    )


def printer_url(url: str) -> str:
    """The one spelling of a printer's URL; what names no printer is its own."""
    try:
        return open_printer(url).url
    except ConfigurationError:
        return url


def printer_host(said: str) -> str:
    """The one spelling of a host. Names are the same in large and small letters (RFC 4343), with or without the root's dot;
    ``127.1`` and ``0x7f.1`` are numbers as the system itself reads them (inet_aton), an IPv4 number in IPv6's dress is that
    number, and every number of this machine is one. Whether a name and a number mean one printer, only the network knows:
    see :mod:`tracker.hardware.printers.one_printer`."""
    host = said.strip("[]").lower().rstrip(".")
    with suppress(OSError):
        if _NUMBER.fullmatch(host):
            host = socket.inet_ntoa(socket.inet_aton(host))
    with suppress(ValueError):
        address = ip_address(host)
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if isinstance(address, IPv6Address) and 1 < int(address) < 1 << 32:
            address = IPv4Address(int(address))
        # What is sent to no address in particular goes to this machine.
        is_here = address.is_loopback or address.is_unspecified
        host = "127.0.0.1" if is_here else address.compressed
    return "127.0.0.1" if host == "localhost" else host
