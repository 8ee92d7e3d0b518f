"""What is said of a label on its way: its state, why it is not out, and what a person does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.jobs.verdict import Tone, Verdict
from tracker.text import counted

if TYPE_CHECKING:
    from tracker.labelling.lacking import Lacking
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.errands import Paper

MOST_NAMED = 4
"""So many numbers have room in a line of the banner."""
STATES = {
    "unknown": ("?", "in doubt", "$text-warning"),
    "sending": ("▸", "printing", "$accent"),
    "queued": ("○", "waits", ""),
    "sent": ("›", "taken", ""),
    "confirmed": ("✔", "printed", "$text-success"),
    "cancelled": ("–", "cancelled", "$muted"),
}
"""Sign, word and colour: each says the same."""


def what(job: PrintJob) -> str:
    """``Exam 2 × 3``; what a reprint is of is said by its number."""
    copies = f" × {job.setting.copies}" if job.setting.copies > 1 else ""
    again = f" · reprint {job.reprint}" if job.reprint else ""
    return f"{job.about}{copies}{again}"


def what_now(job: PrintJob, *, is_held_up: bool = False) -> str:
    """What a person does about it, in words. ``is_held_up``: another one of its printer must be answered first."""
    match job.state.value:
        case "unknown":
            return f"Did it come out? Look at the printer. F2 or YES: it is there. {no_words(job.printer)}"
        case "sending":
            return "It is being sent. Wait for it; nothing else is to be done."
        case "queued" if is_held_up:
            return "It waits until the one in doubt is answered. Enter can cancel it."
        case "queued" if job.is_to_cancel:
            return "It is never printed as it is. Enter cancels it; then ask for the label anew."
        case "queued" if job.fault:
            return "Mend that, then F4 prints it. Enter can cancel it."
        case "queued":
            return "F4 prints it now. Enter can cancel it."
        case "sent":
            return "The print system has it, and does not say whether it came out: look. F6 prints it again."
        case "confirmed":
            return "The printer said that it is out. Smeared or lost? F6 prints it again, with the reason."
        case _:
            return "Cancelled while it waited: nothing came out."


def cause(job: PrintJob) -> str:
    """Why it is not out, without what the screen says in its own way."""
    said = job.fault.partition(" Nothing was printed")[0].partition(" Look ")[0]
    return said.partition(" That may be this")[0]


def stuck(job: PrintJob, count: int) -> Verdict:
    """What the banner says of labels that wait for a printer that cannot."""
    from tracker.labelling.print_jobs import CANCEL

    return Verdict(
        "labels_wait",
        Tone.REFUSE,
        "NOT PRINTED",
        what(job),
        f"{count} wait" if count > 1 else "it waits",
        cause(job).removesuffix(CANCEL).rstrip(),
        "Enter on it cancels it; then ask for the label anew."
        if job.is_to_cancel
        else "Mend that, then press F4: all that waits is printed.",
    )


def doubt(job: PrintJob, called: str) -> Verdict:
    """What the banner asks until it is answered; ``called`` is its printer's name."""
    return Verdict(
        "label_doubt",
        Tone.ASK,
        "DID IT COME OUT?",
        what(job),
        f"job {job.id}, {called}",
        _short(cause(job)) or f"sent to {called}",
        f"Look at the printer. YES (F2): it is there. {no_words(job.printer)}",
    )


def specimens_doubt(doubt: SpecimenDoubt) -> Verdict:
    """What the banner asks of specimens' labels: their numbers, and never a name."""
    one = len(doubt.numbers) == 1
    yes = "YES (F2): it is there." if one else "YES (F2): all are there."
    rest = f" Then {len(doubt.rest)} more." if doubt.rest else ""
    ways = f"{no_words(doubt.printer)}{rest}"
    if doubt.is_left:
        them = "it" if one else "them"
        more = f" and {len(doubt.rest)} more" if doubt.rest else ""
        prints = "scan the tube, then LABEL" if doubt.is_drawn else f"COLLECT prints {them}{more}"
        ways = f"{_first(doubt.printer)}. Then {prints}."
    return Verdict(
        "label_doubt",
        Tone.ASK,
        "DID IT COME OUT?" if one else "DID THEY COME OUT?",
        doubt.about,
        doubt.called,
        _short(doubt.cause),
        f"Look at the printer. {yes} {ways}",
    )


def doubt_words(doubts: tuple[SpecimenDoubt, ...], place: int) -> tuple[str, ...]:
    """What the list says of one of them; the first stands in the banner, whole."""
    doubt = doubts[place]
    numbers = ", ".join(f"{number[:8]} {number[8:]}" for number in doubt.numbers)
    said = (f"? IN DOUBT  {doubt.called}", f"a specimen's label: {numbers}")
    return said if not place else (*said, _short(doubt.cause), "It is asked about once the one before it is answered.")


def without_label(lacking: tuple[Lacking, ...]) -> Verdict:
    """What the banner says while nothing is asked, of tubes whose label nobody has in hand; ``lacking`` has at least one."""
    benched = sum(bool(each.parents) for each in lacking)
    drawn = len(lacking) - benched
    ways = ("COLLECT prints them beside the patient." if drawn else "", "F6 prints an aliquot's." if benched else "")
    return Verdict(
        "labels_wait",
        Tone.REFUSE,
        "NOT PRINTED",
        f"{counted(len(lacking), 'tube')} without a label",
        "",
        ", ".join(f"{each.number[:8]} {each.number[8:]}" for each in lacking[:MOST_NAMED])
        + (" …" if len(lacking) > MOST_NAMED else ""),
        " ".join(filter(None, ways)),
    )


LACKING = {
    "not_printed": ("✖", "not out"),
    "held": ("○", "waits"),
    "waiting": ("▸", "printing"),
    "sending": ("▸", "printing"),
}
"""Sign and word of a tube's label that is not out, by its :class:`tracker.labelling.unprinted.LabelState`."""


def lacking_words(lacking: Lacking) -> tuple[str, ...]:
    """What the list says of a tube without its label, and what a person does about it."""
    said = f"a specimen's label, of requisition {lacking.requisition}"
    if lacking.parents:
        said = f"{'a pool' if len(lacking.parents) > 1 else 'an aliquot'} of {lacking.origin}"
    match lacking.state.value:
        case "not_printed":
            ways = f"F6 prints it: beside {lacking.origin}." if lacking.parents else lacking.once_more
            return ("✖ NOT PRINTED", said, "The tube has no label yet.", ways)
        case "held":
            return ("○ WAITS", said, "It follows once the one in doubt is answered.")
        case _:
            return ("▸ PRINTING", said, "It is on its way. Wait for it; nothing else is to be done.")


def specimens_not_out(paper: Paper) -> Verdict:
    """What the banner says of specimens' labels that did not come out."""
    return Verdict("labels_wait", Tone.REFUSE, "NOT PRINTED", paper.about, "", paper.words, paper.hint)


def no_words(printer: str) -> str:
    """What NO does, and what must be so before: what a printer or its queue still holds would come out a second time."""
    return f"{_first(printer)}; then it is printed again."


def _first(printer: str) -> str:
    return (
        f"NO (F3): {'see that no print queue has it' if printer.startswith('cups:') else 'switch it off and on first'}"
    )


def _short(cause: str) -> str:
    """Without the printer's name, which stands beside it: one line has to do."""
    said = cause.partition(" did not finish: ")[2] or cause.partition(" did not print: ")[2] or cause
    return said[:1].upper() + said[1:]


def is_held_up(job: PrintJob, jobs: tuple[PrintJob, ...]) -> bool:
    """Whether another job of the same printer is in doubt: nothing of it is printed before that is answered."""
    return any(each.printer == job.printer and each.state.value == "unknown" for each in jobs)
