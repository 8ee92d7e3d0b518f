"""A source that the settings name, opened for a moment: its state in the words of the Devices screen."""

from __future__ import annotations

import os
from pathlib import Path

from tests.hardware.lines import PtyScanner
from tracker.hardware.sources.opening import open_source
from tracker.station.trying import tried


def test_one_that_works_is_ready_and_let_go_at_once(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "scanner")
    url = f"serial:{scanner.link}"
    (state,) = tried([url])
    assert (state.state, state.code, state.hint) == ("live", "", "")
    open_source(url).close()
    scanner.unplug()


def test_one_that_this_user_may_not_open_says_what_to_do(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "scanner")
    node = os.path.realpath(scanner.link)
    os.chmod(node, 0)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)  # root may open everything
    try:
        (state,) = tried([f"serial:{node}"])
    finally:
        os.seteuid(before)
        scanner.unplug()
    assert (state.state, state.code) == ("failed", "no_permission")
    assert "udev" in state.hint
