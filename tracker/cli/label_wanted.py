"""Which labels ``tracker label`` makes: from the database, from a file, or new numbers for a roll."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, say
from tracker.cli.file_faults import out_faults
from tracker.errors import ConfigurationError, Refusal
from tracker.text import safe

if TYPE_CHECKING:
    from labels.design import Design
    from tracker.cli.label_request import Request
    from tracker.config import Settings
    from tracker.labelling.asking import Asked
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted
    from tracker.store.connection import Connection


def wanted_labels(settings: Settings, asked: Asked, setting: Setting) -> Sequence[Wanted]:
    """One for each label, in the order asked for. Raises Refusal and ConfigurationError."""
    from tracker.labelling.asking import KINDS, wanted_for
    from tracker.labelling.commands import cards_named, command_labels
    from tracker.labelling.held_to_records import require_on_record
    from tracker.station.opening import open_store

    if asked.kind == "commands":
        return command_labels(cards_named(asked.what))
    if asked.kind == "sheet":
        return _from_file(settings, asked, setting)
    if asked.kind == "roll":
        from tracker.cli.specimen_labels import made_roll

        _require_drawn(setting)
        return made_roll(settings, asked.count)
    if asked.kind not in KINDS:
        known = ", ".join(("commands", *KINDS, "equipment", "roll", "specimen", "downtime", "sheet", "calibration"))
        raise ConfigurationError(f"There are no labels of the kind '{asked.kind}'.", hint=f"There are: {known}.")
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            wanted = wanted_for(connection, asked, settings.zone)
            require_on_record(connection, wanted, setting)
    finally:
        store.close()
    return wanted


def require_badges(settings: Settings, wanted: Sequence[Wanted]) -> None:
    """Refuse (``not_permitted``) another's badge once more to whoever may give out none, on whatever label: a second one
    would be as good as the first. His own anybody prints who has proved himself."""
    from tracker.cli.proving import acting, open_as
    from tracker.labelling.others_badges import badge_codes, badges_on, require_own_badges
    from tracker.people.access import asks_pin
    from tracker.people.pins_gone import require_pins_stand

    if not any(badge_codes(one.values) for one in wanted):
        return
    with _clinic(settings) as connection:
        if connection is None:
            say("! There is no clinic here: nobody was asked whose these badges are.")
            return
        require_pins_stand(connection)
        if not asks_pin(connection) or not badges_on(connection, wanted):
            return
        require_own_badges(connection, acting(), wanted)
    open_as(settings)[0].close()


def equipment_label(settings: Settings, request: Request, setting: Setting) -> Sequence[Wanted]:
    """One, by what the clinic calls it and its own number for it: equipment has no record here. Raises ConfigurationError
    without both, and Refusal for a number that is another thing's."""
    from tracker.labelling.held_to_records import require_on_record
    from tracker.labelling.own_numbers import OWN_NUMBERS
    from tracker.labelling.wanted import of_equipment

    if request.what or request.is_all or not request.name.strip(" ") or not request.number:
        raise ConfigurationError(
            "Equipment has no record here: say what it is and your own number for it.",
            hint='For example: tracker label equipment --name "Centrifuge 2" --number EQ-0042 --to label.pdf. Many, or with'
            " serial, due and site: tracker label sheet equipment.csv --design equipment, with the columns name and code.",
        )
    with _clinic(settings) as connection:
        wrong = _taken(connection, request.number)
        if wrong:
            raise Refusal(f"{safe(request.number)} {wrong}.", hint=OWN_NUMBERS, code="label_equipment_number")
        wanted = [of_equipment(request.name, request.number, clinic_of(settings))]
        if connection is not None:
            require_on_record(connection, wanted, setting)
    return wanted


def _require_drawn(setting: Setting) -> None:
    """A roll's label tried with a number of no roll: numbers are not set aside for labels that can never be made."""
    from tracker.barcodes.house import specimen_code
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import drawn_label
    from tracker.labelling.wanted import of_roll

    with in_families("a roll's label"):
        drawn_label(of_roll(specimen_code(1)), setting)


def tell_badges(wanted: Sequence[Wanted]) -> None:
    """The codes of badges that were made, for whoever enters them: a badge that was refused has none."""
    for one in wanted:
        out(f"{one.values['code']}  {one.values['name']}".rstrip())


def _from_file(settings: Settings, asked: Asked, setting: Setting) -> Sequence[Wanted]:
    """The file's lines as labels of the design named."""
    from labels.loading import design_named
    from tracker.exchange.labels import read_label_rows
    from tracker.labelling.faults import in_families
    from tracker.labelling.held_to_records import require_no_words
    from tracker.labelling.on_record import owned
    from tracker.labelling.wanted import Wanted, Wants

    if len(asked.what) != 1 or setting.design is None:
        raise ConfigurationError(
            "A sheet of labels is made from one file with one design.",
            hint="For example: tracker label sheet items.csv --design item --stock 5160 --to labels.pdf",
        )
    with in_families():
        fields = design_named(setting.design, setting.designs)
    with _clinic(settings) as connection:
        if connection is not None:
            require_no_words(connection, fields)
        judge = partial(_wrong, connection, fields)
        checked = read_label_rows(Path(asked.what[0]), fields.needs, fields.may_have, judge=judge)
        takes_name = "name" in fields.needs | fields.may_have
        rows = [owned(connection, row) if connection and takes_name else row for row in checked.rows]
    if checked.fault_count:
        faults = out_faults(checked.faults, checked.fault_count)
        raise Refusal(f"{faults} in {asked.what[0]}; no label was made.", code="label_file")
    # Called by its design where it has neither: a job is never shown without a name.
    return [Wanted(Wants.ITEM, row.get("name") or row.get("code") or setting.design, row) for row in rows]


@contextmanager
def _clinic(settings: Settings) -> Iterator[Connection | None]:
    """What is on record; None where there is no clinic yet."""
    from tracker.station.opening import open_store

    if not settings.database.is_file():
        yield None
        return
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()


def _wrong(connection: Connection | None, design: Design, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """A code of ours goes with its own name, as far as there is a clinic; equipment has numbers that mean nothing."""
    from tracker.labelling.on_record import misborne
    from tracker.labelling.others_badges import badge_codes
    from tracker.labelling.own_numbers import OWN_NUMBERS

    if design.name == "equipment" and row.get("code") and (wrong := _taken(connection, row["code"])):
        return "code", f"{row['code']} {wrong}.", OWN_NUMBERS
    if connection is not None:
        return misborne(connection, design, row)
    if badge_codes(row) and not row.get("name"):
        return "name", "Whose badge this is cannot be asked: there is no clinic here.", "Write its owner's name."
    return None


def _taken(connection: Connection | None, number: str) -> str:
    """What a number of the clinic's own for its equipment would be taken for; empty for nothing."""
    from datetime import UTC, datetime

    from tracker.labelling.own_numbers import taken_for, taken_here

    wrong = taken_for(number)
    return wrong or (taken_here(connection, number, datetime.now(UTC).date()) if connection is not None else "")


def clinic_of(settings: Settings) -> str:
    """Its name for the card's title; the card says the same in a clinic that has no database yet."""
    if not settings.database.is_file():
        return ""
    from tracker.labelling.asking import clinic_name
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            return clinic_name(connection)
    finally:
        store.close()
