"""What each table and column of an export means, for whoever reads it without this program."""

from __future__ import annotations

from collections.abc import Mapping

_TABLES: Mapping[str, str] = {
    "balance": "What lies where now: the sum of the postings, per place, item and lot.",
    "checkpoint": "Signed statements of how many events there were and what their Merkle root was.",
    "closed_day": "Days that were closed at the end of a shift.",
    "container": "Kinds of tube and cup that specimens are collected in.",
    "count_case": "Counts: what was to be counted, by whom it was opened and ended.",
    "count_entry": "What was counted, scan by scan.",
    "count_grade": "The class of each item when its count began: A, B or C.",
    "count_place": "The places of a count.",
    "count_reason": "Why a count differs, as somebody has said.",
    "count_result": "What a count came to, per place, item and lot.",
    "custody_step": "What was done with each specimen, in order.",
    "holder": "Racks, boxes and bags for specimens.",
    "identifier": "Codes by which an item is known: GTIN, NDC, HIBC, a supplier's number.",
    "item": "The catalogue.",
    "journal": "Every event as its canonical JSON, chained by hashes.",
    "journal_head": "The signed end of each station's chain.",
    "keeps_opened": "How long an item keeps once it is opened.",
    "last_count": "When each lot was counted last in each place.",
    "leaf_run": "In which order the stations' events stand in the Merkle tree.",
    "location": "Sites, rooms, cabinets and bins; accounts that stand for the world outside begin with @.",
    "lot": "Lots of items; an empty number is the one lot of an item whose lots are not tracked.",
    "merkle_node": "The inner nodes of the Merkle tree over the journal.",
    "month_balance": "Balances at the ends of months, reckoned from the postings.",
    "month_end": "The months for which balances were reckoned.",
    "movement": "Movements of stock; each is one event of the journal.",
    "offer": "What suppliers ask for an item.",
    "opened": "Containers that were opened, and what is left in them.",
    "opened_posting": "What was taken out of an opened container, by which posting.",
    "package_level": "In what packages an item comes, in base units.",
    "par_level": "How many base units of an item belong into a place.",
    "parked": "Codes that nobody knew, put aside to be settled.",
    "partner": "Couriers and laboratories.",
    "patient": "Patients. Without --patients only their numbers.",
    "patient_identified": "Who has asked a patient's name and birth date for a requisition, and when last.",
    "posting": "The lines of the movements: from where to where, how many base units.",
    "print_job": "Labels that were sent to printers.",
    "purchase_order": "Orders to suppliers.",
    "purchase_order_line": "Their lines.",
    "quarantine": "The places where stock is held apart.",
    "recall_case": "Recalls that the clinic works through.",
    "recall_lot": "The lots that a recall holds back.",
    "recall_room": "The rooms that sign that recalled stock is pulled.",
    "receipt": "What was received against which order.",
    "requisition": "Orders for tests.",
    "requisition_test": "The tests that a requisition asks for.",
    "requisition_tube": "The tubes that a requisition needs, and the specimens that came of them.",
    "scan": "Every scan as it came, and what became of it. Its data only with --patients: it may name one.",
    "setting": "What the database says of itself.",
    "shipment": "Trips of bags.",
    "specimen": "Specimens, as their last step of custody left them.",
    "specimen_lot": "The tube lots that specimens were drawn with.",
    "specimen_parent": "What aliquots and pools were filled from.",
    "specimen_test": "The tests for which a specimen was drawn.",
    "staff": "Badges and whose they are.",
    "station": "Workstations with their public keys (Ed25519).",
    "stock_transfer": "Stock on its way from one site to another.",
    "stock_transfer_movement": "The movements of such a transfer.",
    "supplier": "Suppliers.",
    "supplier_return": "What went back to suppliers, and their credit notes.",
    "test_kind": "Tests that can be ordered.",
    "tube_roll": "Numbers on labels that were printed beforehand, without their check digits.",
    "use_block": "Base units used and moved a day, four weeks to a row, reckoned from the postings.",
}
_COLUMNS: Mapping[str, str] = {
    "aim": "the AIM symbology identifier that the scanner sent",
    "at": "when it was recorded",
    "badge": "the code on the badge",
    "base_unit": "what one of it is counted in",
    "birth_date": "the patient's, YYYY-MM-DD",
    "body": "the event as canonical JSON",
    "clia": "the laboratory's CLIA number",
    "code": "the house code that stands on its label",
    "criticality": "V vital, E essential, D desirable",
    "custodian": "who has it: a badge, or a partner",
    "data": "what was scanned",
    "day": "the clinic's date",
    "do": "what was done",
    "done_by": "the badge of whoever did it",
    "draw_order": "its place in the order of draw",
    "due_at": "the next time limit",
    "due_kind": "what must be done by then",
    "event_id": "the event of the journal that tells of it",
    "expiry": "the last day on which it may be used",
    "factor": "base units in the package",
    "family_name": "the patient's",
    "from_id": "whence",
    "given_name": "the patient's",
    "hash": "SHA-256",
    "id": "the number by which other tables refer to it",
    "is_store": "1 where supplies are stored and not used",
    "kind": "which kind it is",
    "level": "height above the leaves",
    "line": "its place among its like",
    "lot": "the recalled lot; empty for all of the item",
    "name": "as people call it",
    "note": "the signed statement, a C2SP signed note",
    "number": "as it is printed; of tree nodes their place from the left",
    "part_number": "the supplier's number of it",
    "path": "the place with all that it lies in",
    "prev": "the hash of the event before",
    "public_key": "Ed25519, 32 bytes",
    "quantity": "base units",
    "reason": "why",
    "record_number": "the patient's, as the clinic keeps it",
    "reverses": "the movement that this one undoes",
    "root": "the Merkle root",
    "seq": "running number",
    "signature": "Ed25519, by the station's key",
    "slot": "which slot of the rack or box, counted from 0",
    "source": "which scanner",
    "state": "how it stands",
    "to_id": "whither",
    "used": "base units used",
    "value": "the code or value itself",
    "verdict": "what the program answered",
    "why": "what it was made for",
    "witness": "the badge of the second person",
}
_ENDINGS: Mapping[str, str] = {
    "_at": "when; a time in UTC",
    "_by": "by whom, a badge; of time limits until when",
    "_days": "in days",
    "_id": "the row that is meant",
    "_micros": "money in millionths of the currency's unit",
    "_minutes": "in minutes",
    "_on": "on which day",
    "_ul": "in microlitres",
}


def about_table(table: str) -> str:
    """A table in a sentence; by its name, where nobody has written one."""
    return _TABLES.get(table, f"{table.replace('_', ' ').capitalize()}.")


def about_column(table: str, name: str, refers_to: str) -> str:
    """A column in some words. By its name, where nobody has written any: that says what it is, and its ending the unit."""
    called = name.replace("_", " ")
    if refers_to:
        return f"{called.removesuffix(' id')}: the {refers_to.replace('_', ' ')} that is meant"
    if name in _COLUMNS:
        return _COLUMNS[name]
    if name.startswith(("is_", "needs_", "tracks_", "was_", "may_")):
        return f"{called}: 1 yes, 0 no"
    ending = next((words for end, words in _ENDINGS.items() if name.endswith(end)), "")
    return f"{called}: {ending}" if ending else called
