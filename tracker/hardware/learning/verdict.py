"""A scanner's test in one sentence: what may be done with this device as it is."""

from __future__ import annotations

from tracker.hardware.learning.finding import Finding
from tracker.hardware.learning.findings import findings
from tracker.hardware.learning.learned import Aim, Channel, Learned
from tracker.text import Separators

_NOT_FIT = "not fit for GS1 codes with lot and serial: about half of all packs will be refused"
"""Of honest messages of 01, 17 and 10 that arrive without GS, 52 % could be two fields (measured)."""
_WAY_OUT = "Till it sends GS, use another scanner or a camera for packs, or type what is printed: (01)…(17)…(10)…(21)…"
_OF_EVERY_SCAN = ("End", "Prefix", "Pace")
"""What is wrong with every scan, whatever its code."""


def verdict(learned: Learned) -> Finding:
    """All of it in one sentence: what may be done with this device as it is."""
    found = findings(learned)
    if not learned.arrived:
        return Finding("fault", "Verdict", "nothing can be said of this scanner yet", found[0].hint)
    if not learned.exchange.is_faithful:
        hint = next((each.hint for each in found if each.state == "fault" and each.about in ("Layout", "Letters")), "")
        return Finding("fault", "Verdict", "letters or signs come exchanged; scans that hold them are refused", hint)
    if learned.is_exchanged_unknown:
        hint = next(each.hint for each in found if each.about == "Layout")
        return Finding("fault", "Verdict", "not to be used yet: letters or signs may come exchanged", hint)
    for each in found:
        if each.state == "fault" and each.about in _OF_EVERY_SCAN:
            return Finding("fault", "Verdict", "not to be used yet: its scans may be refused, or changed", each.hint)
    if learned.separators is Separators.LOST:
        return Finding("fault", "Verdict", _NOT_FIT, _WAY_OUT)
    if learned.separators is Separators.UNKNOWN:
        hint = next(each.hint for each in found if each.about == "Separator")
        return Finding("warning", "Verdict", "may be used; whether it keeps separators was not seen", hint)
    if any(each.state == "fault" for each in found):
        return Finding("fault", "Verdict", "may be used for what arrived; what is marked ✖ does not work yet")
    if learned.channel is Channel.KEYBOARD and learned.aim is not Aim.SENT:
        words = "may be used for packs; a pack's second code and vendors' numbers need AIM identifiers"
        return Finding("warning", "Verdict", words, "Switch them on, and test again.")
    return Finding("ok", "Verdict", "may be used for every code")
