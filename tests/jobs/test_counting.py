"""COUNT: the place, the number, the code; and what is not counted by guessing."""

from __future__ import annotations


