"""``tracker selftest``: each part does once what the day will ask of it."""

from __future__ import annotations

from tracker.cli.console import out_answer, out_json, say
from tracker.cli.doctor import SIGNS
from tracker.cli.options import DatabaseOption, JsonOption, settings_for


def selftest(database: DatabaseOption = None, json: JsonOption = False) -> int:
    """Try clock, disk, keys, database, labels, reading and printers; exit status 1 where something does not work."""
    from tracker.station.selftesting import selftest as answers

    found = []
    for each in answers(settings_for(database)):
        found.append(each)
        if not json:
            out_answer(SIGNS[each.state], f"{each.about}: {each.words}", each.hint)
    if json:
        out_json({"answers": [{"state": f.state, "about": f.about, "words": f.words, "hint": f.hint} for f in found]})
    is_well = all(each.state != "fault" for each in found)
    if not json:
        say("All of it works." if is_well else "Something does not work: see ✖ above.")
    return 0 if is_well else 1
