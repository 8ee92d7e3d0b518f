"""Events for whoever only wants to know what was done: one that cannot be read stops nobody, since verifying tells of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def event_told(body: bytes) -> Mapping[str, Any] | None:
    """The event in ``body``; None for what no station writes."""
    try:
        event = json.loads(body)
        if not isinstance(event, dict) or not {"at", "id", "kind"} <= event.keys():
            return None
        datetime.fromisoformat(event["at"])
    except (ValueError, TypeError, RecursionError):
        return None
    return event
