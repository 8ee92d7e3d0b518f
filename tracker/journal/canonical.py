"""One value, one sequence of bytes: what is hashed is what is stored, so that no library upgrade can break the chain.

A strict subset of RFC 8785 (JCS): objects with ASCII keys in sorted order, arrays, NFC text, integers within ±2^53,
true, false and null. Floats are banned, since implementations print them differently. With that ban, Python's ``json``
gives the same bytes as a JCS library (held by a test).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]

_LARGEST = 2**53


def canonical(body: Mapping[str, Value]) -> bytes:
    """The canonical UTF-8 bytes of ``body``; ValueError for what the subset does not allow."""
    return json.dumps(_checked(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def storable(text: str) -> str:
    """``text`` as UTF-8 can hold it: a lone surrogate, which is no character, becomes its escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _checked(value: Value) -> Value:
    match value:
        case str():
            return value if value.isascii() else storable(unicodedata.normalize("NFC", value))
        case bool() | None:
            return value
        case int():
            if abs(value) > _LARGEST:
                raise ValueError("integers beyond 2^53 are not portable")
            return value
        case Mapping():
            # json would write the key 1 as "1", so that two bodies had one form; the types alone do not stop that.
            for key in value:
                if not isinstance(key, str) or not key.isascii():  # type: ignore[redundant-expr]
                    raise ValueError("keys are ASCII texts")
            return {key: _checked(part) for key, part in value.items()}
        case list() | tuple():
            return [part if type(part) is str and part.isascii() else _checked(part) for part in value]
    raise ValueError(f"{type(value).__name__} has no canonical form")
