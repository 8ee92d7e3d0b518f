"""What somebody asked for, looked up: the labels that are wanted for what the clinic has on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from tracker.barcodes.house import has_house_shape
from tracker.errors import ConfigurationError, Refusal
from tracker.labelling import finding
from tracker.labelling.badges import free_badge_codes
from tracker.labelling.holders import holders, partners
from tracker.labelling.shelves import shelves
from tracker.labelling.shipments import shipment_labels
from tracker.labelling.wanted import Wanted, of_badge, of_item, of_lot, of_opened, of_place
from tracker.people.staff import require_active
from tracker.store.connection import Connection

KINDS = ("location", "shelf", "item", "lot", "badge", "rack", "manifest", "partner", "opened")
MOST_BADGES = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """``what`` are codes or names; what else is said belongs to one kind of label."""

    kind: str
    """One of :data:`KINDS`."""
    what: tuple[str, ...] = ()
    is_all: bool = False
    lot: str = ""
    expiry: date | None = None
    role: str = ""
    count: int = 0


def wanted_for(connection: Connection, asked: Asked, zone: tzinfo | None = None) -> tuple[Wanted, ...]:
    """The labels, in the order asked for; times are printed in ``zone``, None for this machine's. Raises Refusal where
    something is not found, or not said clearly."""
    if asked.kind == "badge":
        return _badges(connection, asked)
    _require_which(asked)
    if asked.kind == "manifest":
        return shipment_labels(connection, asked.what, zone)
    if asked.kind in ("location", "shelf"):
        places = finding.all_places(connection) if asked.is_all else [
            finding.place_named(connection, said) for said in asked.what
        ]  # fmt: skip
        if asked.kind == "shelf":
            return shelves(connection, places)
        clinic = clinic_name(connection)
        return tuple(of_place(place, clinic) for place in places)
    if asked.kind == "item":
        items = finding.all_items(connection) if asked.is_all else [
            finding.item_named(connection, said)[0] for said in asked.what
        ]  # fmt: skip
        return tuple(of_item(item) for item in items)
    if asked.kind == "rack":
        return holders(connection, asked.what, clinic_name(connection))
    if asked.kind == "opened":
        found = finding.all_open(connection) if asked.is_all else [
            finding.container_named(connection, said) for said in asked.what
        ]  # fmt: skip
        return tuple(of_opened(each, zone) for each in found)
    if asked.kind == "partner":
        return partners(connection, asked.what)
    return _lots(connection, asked)


def _require_which(asked: Asked) -> None:
    if asked.kind == "manifest" and asked.is_all:
        raise ConfigurationError("A shipment's label is printed when it travels.", hint="Give its T code.")
    if bool(asked.what) == asked.is_all:
        raise ConfigurationError(
            "Say which: codes or names, or --all.",
            hint=f"For example: tracker label {asked.kind} --all --to labels.pdf",
        )


def clinic_name(connection: Connection) -> str:
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'clinic'").scalar()
    return str(found) if found else ""


def _lots(connection: Connection, asked: Asked) -> tuple[Wanted, ...]:
    """One lot of one item by ``--lot``; else every lot on hand of each item named, or of all items."""
    if asked.lot:
        if len(asked.what) != 1:
            raise ConfigurationError("--lot belongs to one item.", hint="Name one item by its code, name or GTIN.")
        item, gtin = finding.item_named(connection, asked.what[0])
        expiry = finding.expiry_of(connection, item, asked.lot, asked.expiry)
        return (of_lot(item, gtin, asked.lot, expiry),)
    if asked.is_all:
        chosen = [finding.item_named(connection, item.code) for item in finding.all_items(connection)]
    else:
        chosen = [finding.item_named(connection, said) for said in asked.what]
    wanted = [
        of_lot(item, gtin, lot.number, lot.expiry) for item, gtin in chosen for lot in finding.lots_of(connection, item)
    ]
    if not wanted:
        raise Refusal(
            "There is no numbered lot of that on hand.",
            hint="Give the lot: --lot NUMBER --expiry YYYY-MM-DD.",
            code="label_no_lot",
        )
    return tuple(wanted)


def _badges(connection: Connection, asked: Asked) -> tuple[Wanted, ...]:
    """One for each name, and ``count`` without a name. A badge that somebody has is his again, under his own name."""
    if asked.is_all or not 1 <= len(asked.what) + asked.count <= MOST_BADGES:
        raise ConfigurationError(
            f"Say how many badges: names, or --count up to {MOST_BADGES}.",
            hint="For example: tracker label badge --count 10 --to badges.pdf",
        )
    clinic = clinic_name(connection)
    said = (*asked.what, *([""] * asked.count))
    fresh = iter(free_badge_codes(connection, len(said)))
    known = {code: require_active(connection, code) for code in said if has_house_shape(code)}
    return tuple(
        of_badge(one, known[one], asked.role, clinic)
        if one in known
        else of_badge(next(fresh), one, asked.role, clinic)
        for one in said
    )
