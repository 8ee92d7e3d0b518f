"""Events for whoever only wants to know what was done: one that cannot be read stops nobody, since verifying tells of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
"""What reading an event raises that lacks what each of its kind has: whoever has the key can put one there."""


def event_told(body: bytes) -> Mapping[str, Any] | None:
    """The event in ``body``; None for what no station writes."""
    try:
        event = json.loads(body)
        if not isinstance(event, dict) or not {"at", "id", "kind"} <= event.keys():
            return None
        at = datetime.fromisoformat(event["at"])
    except (ValueError, TypeError, RecursionError):
        return None
    # Without a zone it is comparable with no other; the first and the last year have days that no zone can show.
    return event if at.tzinfo is not None and MINYEAR < at.year < MAXYEAR else None
