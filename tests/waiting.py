"""Waiting for what another thread or program brings about.

A limit is counted in looks and not on the clock: where other work keeps this process waiting, each look comes later, and so
may what is looked for. Limits of a second by the clock are broken by a busy machine though nothing is wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep

LOOK_S = 0.005
PATIENCE_S = 60.0
"""Only a test that fails waits so long."""


def until(holds: Callable[[], bool], described: str = "what was waited for", within_s: float = PATIENCE_S) -> None:
    """Returns once it holds; fails where it does not come within so many looks as fit into ``within_s``."""
    assert comes(holds, within_s), f"never came true: {described}"


def comes(holds: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    for _ in range(round(within_s / LOOK_S)):
        if holds():
            return True
        sleep(LOOK_S)
    return holds()


def at_once(work: Callable[[], object], within_s: float) -> None:
    """Does ``work``, which must be over within so many looks: it may not wait for what takes longer."""
    faults: list[Exception] = []

    def begin() -> None:
        try:
            work()
        except Exception as fault:
            faults.append(fault)

    thread = threading.Thread(target=begin, daemon=True)
    thread.start()
    until(lambda: not thread.is_alive(), "it is over", within_s)
    for fault in faults:
        raise fault
