"""The part of a source's URL behind ``?``: ``serial:/dev/ttyACM0?baud=115200&beep=bel``."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.errors import DeviceError


def split_options(rest: str, allowed: Mapping[str, tuple[str, ...]]) -> tuple[str, dict[str, str]]:
    """(what stands before ``?``, every option with its value). The first allowed value is the default.

    An option whose values are ``()`` takes any. DeviceError ``bad_source`` for what is not known: a misspelt option is
    an option that does nothing.
    """
    target, _, query = rest.partition("?")
    chosen = {name: values[0] for name, values in allowed.items() if values}
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        if name not in allowed:
            raise _bad(f"'{name}' is not an option of this source.", f"There are: {', '.join(sorted(allowed))}.")
        if allowed[name] and value.casefold() not in allowed[name]:
            raise _bad(f"{name}={value} is not known.", f"{name} may be: {', '.join(allowed[name])}.")
        chosen[name] = value.casefold()
    return target, chosen


def _bad(message: str, hint: str) -> DeviceError:
    return DeviceError(message, hint=hint, code="bad_source")
