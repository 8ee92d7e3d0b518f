"""What a test found out about GS, the sign between the fields of a GS1 code, in words."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.hardware.learning.finding import BETTER, Finding
from tracker.hardware.learning.learned import Channel, GsForm, Learned

_MANUAL = "in its manual look for GS, FNC1, control characters or function keys"
_WITHOUT_GS = {
    GsForm.LOST: "is lost: lot and serial run together",
    GsForm.FUNCTION_KEY: "comes as the function key {sign}",
    GsForm.ALT_CODE: "comes as Alt and the digits 029, which terminals turn into something else",
    GsForm.OTHER: "comes as something that cannot be told from data",
}


def separator(learned: Learned) -> Iterator[Finding]:
    form = learned.gs
    if form is GsForm.KEPT:
        yield Finding("ok", "Separator", "GS arrives as itself")
    elif form in (GsForm.WRITTEN, GsForm.VISIBLE):
        yield Finding("ok", "Separator", f"GS arrives as {learned.gs_sign}, and is read as GS from now on")
    elif form is GsForm.UNSEEN:
        yield _unseen_separator(learned)
    else:
        words = "the separator GS " + _WITHOUT_GS[form].format(sign=learned.gs_sign.upper())
        yield Finding("fault", "Separator", words, _gs_hint(learned))


def _unseen_separator(learned: Learned) -> Finding:
    if not {2, 3} & set(learned.arrived):
        return Finding("warning", "Separator", "no code with two fields arrived", "Scan 2 or 3 of the sheet.")
    words = "nothing can be said of GS before the keyboard layout is known"
    hint = "Set the layout first, see above" if learned.is_exchanged_unknown else "Begin with code 1"
    return Finding("warning", "Separator", words, f"{hint}; then test again.")


def _gs_hint(learned: Learned) -> str:
    is_layout_wrong = learned.exchange.scanner != learned.exchange.host
    if is_layout_wrong and learned.gs in (GsForm.LOST, GsForm.OTHER):
        return "The layout may be the cause: set that first, see above; then test again."
    if learned.channel is Channel.EVDEV and learned.gs is GsForm.FUNCTION_KEY:
        return f"In settings.toml write gs={learned.gs_sign} into its URL, behind a ? or an &; then test again."
    if learned.channel in (Channel.KEYBOARD, Channel.EVDEV):
        return (
            f"Set it to send GS (0x1D) as Ctrl+], not as a function key or Alt code ({_MANUAL}), {BETTER}; "
            "or to send ~ in place of GS. Then test again."
        )
    return f"Set it to send control characters, GS (0x1D, FNC1) among them, unchanged ({_MANUAL}); then test again."
