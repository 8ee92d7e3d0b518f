"""Pieces of work driven by scans: pure state machines that know no terminal, thread, clock or database."""

from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import Desk, JobName, Rules, Step
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording_desk import refused

__all__ = ["Code", "Desk", "JobName", "Rules", "Step", "Tone", "Verdict", "advance", "refused", "where"]
