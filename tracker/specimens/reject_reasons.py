"""Why a specimen is not fit: HL7 v2 table 0490. One wording for screens, reports and the card."""

from __future__ import annotations

REJECT_REASONS = {
    "EX": "expired",
    "QS": "quantity not sufficient",
    "RA": "missing patient ID number",
    "RB": "broken container",
    "RC": "clotting",
    "RD": "missing collection date",
    "RE": "missing patient name",
    "RH": "hemolysis",
    "RI": "identification problem",
    "RM": "labeling",
    "RN": "contamination",
    "RP": "missing phlebotomist ID",
    "RR": "improper storage",
    "RS": "name misspelling",
}
