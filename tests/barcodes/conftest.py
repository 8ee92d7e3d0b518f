"""Hypothesis without its time limit: the first GS1 message of a process loads biip's tables, and test machines stall."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
