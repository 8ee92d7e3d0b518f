"""What a PDF of ours says and shows, told from its own bytes: its words, and its rectangles as a 600 dpi printer has
them."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import UTC, datetime, timedelta

import numpy as np

from labels.raster import Dots
from tracker.barcodes import house
from tracker.specimens.facts import CustodyStep, Party, PartyKind, Specimen, Spot, Transport
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState
from tracker.specimens.states import Do, State

AT = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
NURSE = Party(house.badge_code(7), "R. Okafor", PartyKind.PERSON)
COURIER = Party(house.partner_code(1), "Metro Couriers", PartyKind.COURIER)
LABORATORY = Party(house.partner_code(2), "Lakeside Laboratory", PartyKind.LABORATORY)
NOTE = (
    "northgate.example/tracker\n184223\nqrvOcd4sA1b2c3d4e5f6g7h8i9j0kLmNoPqRsTuVwX0=\n\n"
    "\u2014 front-desk 3q2+7wAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==\n"
)
HOSTILE = (
    "O^XZ~JA (x) \\ Tj ET",
    "\x1b]52;c;YQ==\x07",
    "A\u202eB\u200b",
    "Åse Müller-Łódź",
    "Ελένη Юлия Nguyễn Ậ",
    "\u05d3\u05d5\u05d3 \U0001f600",
    "[link=x]y[/]",
    "W" * 300,
)

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_TEXT = re.compile(rb"\(((?:[^\\()]|\\.)*)\) Tj", re.DOTALL)
_RECTANGLE = re.compile(rb"(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re")
_SIZE = re.compile(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]")
_LETTERS = re.compile(rb"/F\d+ ([\d.]+) Tf [^/()]*\(")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def pages_of(pdf: bytes) -> list[bytes]:
    """Each page's drawing, unpacked."""
    streams = [base64.a85decode(found.strip(b"\r\n").removesuffix(b"~>")) for found in _STREAM.findall(pdf)]
    return [zlib.decompress(one) for one in streams]


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    """Each page's width and height in millimetres."""
    return [(float(wide) / 72 * 25.4, float(high) / 72 * 25.4) for wide, high in _SIZE.findall(pdf)]


def letters_mm_of(pdf: bytes) -> set[float]:
    """The sizes in which anything is written, as typographers measure them, to a tenth; it is drawn 600 dots to an inch."""
    return {round(float(size) / 600 * 25.4, 1) for page in pages_of(pdf) for size in _LETTERS.findall(page)}


def words_of(pdf: bytes) -> list[str]:
    """Every piece of text, in the order in which it was written."""
    found = [text for page in pages_of(pdf) for text in _TEXT.findall(page)]
    # WinAnsiEncoding gives its unused codes to the bullet (ISO 32000-1, annex D.2, note 3).
    return [_ESCAPE.sub(_unescaped, one).decode("cp1252").replace("\x7f", "•") for one in found]


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)]) if found[1].isdigit() else found[1]


def shown_on(pdf: bytes) -> list[Dots]:
    """Each page's rectangles in the dots of a 600 dpi printer: every dot that one touches (ISO 32000-1, 10.6.5)."""
    shown = []
    for page, size in zip(pages_of(pdf), _SIZE.findall(pdf), strict=True):
        width, height = (round(float(side) * 600 / 72) for side in size)
        dots = np.full((height, width), 255, np.uint8)
        for found in _RECTANGLE.findall(page):
            x, y, wide, high = map(float, found)
            top, bottom = height - int(np.ceil(y + high)), height - int(np.floor(y))
            dots[top:bottom, int(np.floor(x)) : int(np.ceil(x + wide))] = 0
        shown.append(dots)
    return shown


def specimen(n: int, container: str = "EDTA lavender", tests: tuple[str, ...] = ("CBC", "ESR")) -> Specimen:
    return Specimen(
        id=n,
        number=house.specimen_code(26_004_470 + n),
        container=container,
        container_code="EDTA",
        state=State.DEPARTED,
        steps=4,
        custodian=COURIER,
        spot=Spot(),
        since=AT,
        labelled_at=AT,
        collected_at=AT - timedelta(minutes=n),
        spun_at=None,
        received_at=None,
        tested_at=None,
        due_at=None,
        due_kind=None,
        missing_at=None,
        keep_until=None,
        requisition_code=house.requisition_code(31),
        tests=tests,
    )


def shipment(name: str = "Metro Couriers", seal: str = "SEAL-00912") -> Shipment:
    return Shipment(
        id=1,
        code=house.shipment_code(123),
        holder=Holder(12, house.holder_code(12), "Bag 3", HolderKind.BAG, 0, 0, None, ""),
        state=ShipmentState.DEPARTED,
        sender=NURSE,
        target=LABORATORY,
        transport=Transport.REFRIGERATED,
        seal=seal,
        courier=Party(COURIER.code, name, PartyKind.COURIER),
        opened_at=AT,
        departed_at=AT,
        expected_at=AT + timedelta(minutes=90),
        arrived_at=None,
        reason="",
    )


def step(seq: int, do: Do, custodian: Party | None, state: State, reason: str = "", witness: str = "") -> CustodyStep:
    return CustodyStep(
        seq=seq,
        do=do,
        at=AT + timedelta(minutes=seq),
        by=NURSE.name,
        by_code=NURSE.code,
        state=state,
        custodian=custodian,
        spot=Spot(3, "Lab · Fridge 2", house.holder_code(7), "Rack 7", 15, "B3"),
        reason=reason,
        condition="",
        method="",
        witness=witness,
        event_id=f"event-{seq}",
    )
