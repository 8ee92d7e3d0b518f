"""Several codes in view: which are told, and in which order, so that a pack with two barcodes counts once and whole.

A pack often carries its GTIN as a plain EAN beside the GS1 code that also holds lot and expiry, or its lot and expiry in
a second barcode (HIBC's secondary, GS1 without a GTIN). Text is never joined here: the jobs take a primary and the
second barcode behind it as one pack, and what is recorded is what a device saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from tracker.barcodes.meaning import ItemCode, Meaning, Standard
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import Separators

Fate = Literal["told", "may_wait", "repeated", "doubtful"]
"""``may_wait``: told, but a better or a first code of the same pack may come into view; ``repeated``: not told, since
another code in view says it already; ``doubtful``: not told as accepted."""
Code = tuple[str, str, str]
"""(text, AIM identifier, symbology)."""
Place = tuple[int, Fate, str]
"""(the code's number in the order of view, what becomes of it, why)."""

TWO_PACKS = "two packs in view: show one at a time"


@dataclass(frozen=True, slots=True)
class _InView:
    number: int
    code: Code
    meaning: Meaning | None

    @property
    def item(self) -> ItemCode | None:
        return self.meaning if isinstance(self.meaning, ItemCode) else None

    @property
    def is_plain(self) -> bool:
        return self.item is not None and self.item.standard is Standard.GTIN

    @property
    def is_second(self) -> bool:
        return self.item is not None and self.item.is_production_only

    @property
    def is_first(self) -> bool:
        """Whether it names a vendor's pack; our own shelf labels stay where they are."""
        return self.item is not None and not self.is_second and self.item.standard is not Standard.HOUSE


def arranged(codes: Sequence[Code], *, today: date) -> list[Place]:
    """Every code once: what names a pack first (GS1 and HIBC before plain), its second barcode directly behind it, and
    what is no pack (badge, command, place, specimen, unknown) where it was in view. Repetitions come last.

    A second barcode belongs to the one pack in view that it can belong to: a HIBC link must name it. With two such
    packs nobody can tell, and guessing would give one pack the other's lot. Never raises: what no grammar takes keeps
    its place, and its meaning refuses it in words when it is told.
    """
    every = [_InView(number, code, _meaning(code, today)) for number, code in enumerate(codes)]
    repeated = _repeated(every)
    left = [one for one in every if one.number not in repeated]
    packs = sorted((one for one in left if one.is_first), key=lambda one: one.is_plain)
    seconds = [one for one in left if one.is_second]
    owners = {second.number: [pack for pack in packs if _may_own(pack, second)] for second in seconds}
    order: list[_InView] = []
    for pack in packs:
        order += [pack, *(second for second in seconds if owners[second.number] == [pack])]
    order += [second for second in seconds if second not in order]
    in_turn = iter(order)
    placed = [next(in_turn) if one.is_first or one.is_second else one for one in left]
    owning = {pack.number for found in owners.values() if len(found) == 1 for pack in found}
    told: list[Place] = [
        (one.number, *_fate(one, owners.get(one.number, []), has_second=one.number in owning)) for one in placed
    ]
    return told + [(number, "repeated", why) for number, why in repeated.items()]


def arranged_now(codes: Sequence[Code]) -> list[Place]:
    """:func:`arranged`, as of today in UTC."""
    return arranged(codes, today=datetime.now(UTC).date())


def listed(codes: Sequence[Code]) -> list[Place]:
    """:func:`arranged_now` for a list of all that is seen: repetitions are told too, with the reason."""
    return [(number, "told" if fate == "repeated" else fate, why) for number, fate, why in arranged_now(codes)]


def _repeated(every: Sequence[_InView]) -> dict[int, str]:
    """The numbers of codes that say what another code in view says, with the reason."""
    found: dict[int, str] = {}
    seen: set[Code] = set()
    full = {one.item.gtin: one.code[2] for one in every if one.item is not None and one.item.gtin and not one.is_plain}
    plain: set[str | None] = set()
    for one in every:
        if one.code in seen:
            found[one.number] = "the same code is in view twice"
        elif one.is_plain and one.item is not None and one.item.gtin in full:
            found[one.number] = f"the same pack as the {full[one.item.gtin]} code beside it"
        elif one.is_plain and one.item is not None and one.item.gtin in plain:
            found[one.number] = "the same number is in view twice"
        seen.add(one.code)
        if one.is_plain and one.item is not None:
            plain.add(one.item.gtin)
    return found


def _may_own(pack: _InView, second: _InView) -> bool:
    """A HIBC secondary always carries a link, a GS1 one never does: they do not mix."""
    if pack.item is None or second.item is None:
        return False
    if second.item.link is not None:
        return pack.item.hibc is not None and not pack.item.is_of_another_pack(second.item)
    return pack.item.hibc is None


def _fate(one: _InView, owners: Sequence[_InView], *, has_second: bool) -> tuple[Fate, str]:
    """A plain code with its lot beside it is a whole pack: nothing better is waited for."""
    if one.is_second:
        if len(owners) > 1:
            return "doubtful", TWO_PACKS
        return ("told" if owners else "may_wait"), ""
    return ("may_wait" if one.is_plain and not has_second else "told"), ""


def _meaning(code: Code, today: date) -> Meaning | None:
    text, aim, _ = code
    try:
        return understand(text, aim, today=today, separators=Separators.KEPT)
    except BarcodeError:
        return None
