"""What a person is told of a device that does not work, and when it is tried again. Pure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.sources import troubles
from tracker.hardware.sources.opening import is_live, is_remote
from tracker.station.outcomes import DeviceState
from tracker.text import without_secrets

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
"""Between attempts. A replugged scanner is back within seconds, and an absent one costs nothing."""
STEADY_S = 5.0
"""A device that lasts so long, or gives a scan, is well: the next fault begins with the shortest pause."""
SLOW_S = 5.0
"""Opening that takes longer is told: a driver may block while a device is busy."""
BY_ITSELF = "It is opened by itself."
"""After what to do about a device that is waited for; whoever reads one only once (``tracker run``) does not wait."""
_MISSPELT = frozenset({"bad_source", "unknown_source", "keyboard_needs_app", "no_such_source", "has_password"})
"""What is wrong is the line in the settings."""
_HOPELESS = _MISSPELT | {"driver_missing"}
"""Nothing that happens to a cable mends these: they wait for a person, and the program is started again."""
_WAITING = frozenset(
    {"not_there", "unplugged", "busy", "same_device", "silent", "not_reached", "hung_up", "no_pictures"}
)


def opening(url: str) -> DeviceState:
    return DeviceState(url, "waiting", "opening")


def ready(url: str) -> DeviceState:
    return DeviceState(url, "live", "ready")


def woken(url: str) -> DeviceState:
    return DeviceState(url, "waiting", "opened anew, as the computer has slept")


def ended(url: str) -> DeviceState:
    return DeviceState(url, "ended", "closed" if is_live(url) else "all of it was played")


def faulty(url: str, fault: DeviceError, settings_file: Path | None = None) -> DeviceState:
    """``waiting`` for what mends itself once a person or a cable has done its part, else ``failed``.

    ``settings_file`` is the one that names ``url``: where the name itself is wrong, that is where it is put right."""
    is_waited_for = is_live(url) and fault.code in _WAITING
    is_told = is_waited_for and fault.code != "same_device"
    hint = f"{fault.hint} {BY_ITSELF}" if is_told else fault.hint
    if settings_file is not None and fault.code in _MISSPELT:
        hint = f"{hint} To be mended in {settings_file}: sources, the entry '{without_secrets(url)}'."
    return DeviceState(url, "waiting" if is_waited_for else "failed", fault.message, hint, fault.code)


def is_hopeless(url: str, fault: DeviceError) -> bool:
    """Whether another attempt would be in vain: a file's fault is in the file."""
    return not is_live(url) or fault.code in _HOPELESS


def pause_s(failures: int) -> float:
    """Before the next attempt, after so many failures (one or more) in a row."""
    return BACK_OFF_S[min(failures, len(BACK_OFF_S)) - 1]


def with_delay(state: DeviceState, opening_for_s: float | None) -> DeviceState:
    """``state``, or that its device does not answer; ``opening_for_s`` is None where none is being opened."""
    if opening_for_s is None or opening_for_s < SLOW_S:
        return state
    fault = troubles.unanswered(opening_for_s, is_remote=is_remote(state.url))
    return replace(faulty(state.url, fault), state="waiting")  # of a large film, too, which is no fault


def program_fault(error: Exception) -> DeviceError:
    """Else the screen would go on calling a dead scanner ready."""
    return DeviceError(f"a fault of the program: {type(error).__name__}", hint="Open it again.", code="fault")
