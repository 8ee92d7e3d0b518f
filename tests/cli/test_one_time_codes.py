"""With a one-time code no command is given, whatever flag says whose it is: it is good for choosing alone."""

from __future__ import annotations

import pytest

from tests.cli.test_commands import run
from tests.cli.test_staff import Piped, hired, kinds, lead, piped

__all__ = ["lead", "piped", "run"]


@pytest.mark.parametrize(
    "words",
    [
        ("order", "make", "--badge"),
        ("staff", "list", "--badge"),
        ("staff", "add", "CMA 09", "--by"),
        ("patient", "show", "R00010017", "--reveal", "--emergency", "--reason", "unconscious", "--badge"),
        ("staff", "list", "--by"),
        ("report", "access", "--badge"),
        ("audit", "review", "--badge"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_one_time_code_gives_no_command(lead: str, piped: Piped, words: tuple[str, ...]) -> None:
    badge, code = hired(piped, lead)
    before = len(kinds())
    status, _, err = piped(f"{code}\n", *words, badge, "--pin-stdin")
    assert (status, "A one-time code is good for choosing a PIN, and for nothing else" in err) == (1, True), err
    assert len(kinds()) == before
