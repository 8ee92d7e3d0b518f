"""What may be chosen to prove oneself by, and that it shows nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Refusal
from tracker.people.proofs import Proof, ProofKind, require_good

BADGE, NAME = "B0000482999", "CMA 07"


@pytest.mark.parametrize(
    "typed",
    [
        "48291",  # five digits
        "4829134829134",  # thirteen
        "123456",
        "987654",
        "890123",
        "000000",
        "112211",
        "481481",
        "482999",  # stands on the badge
        "short words",
        "aaaaaaaaaaaaaa",
        "with\nline ends",
        "",
    ],
)
def test_what_a_stranger_would_try_first_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_good(Proof(typed), BADGE, NAME)
    assert refused.value.code == "proof_weak"
    assert typed not in refused.value.message or not typed


@pytest.mark.parametrize("typed", ["482913", "739158", "730158264419", "three grey cats", "cafe\u0301 au lait, s'il"])
def test_six_digits_of_ones_own_go_and_so_does_a_passphrase(typed: str) -> None:
    require_good(Proof(typed), BADGE, NAME)


@given(st.text(min_size=6, max_size=40))
def test_no_repr_and_no_text_shows_it(typed: str) -> None:
    proof = Proof(typed)
    assert repr(proof) == str(proof) == f"{proof}" == "Proof()"


def test_an_accent_is_the_same_however_the_keyboard_sends_it() -> None:
    assert Proof("caf\u00e9 au lait").as_bytes == Proof("cafe\u0301 au lait").as_bytes


def test_digits_are_a_pin_and_all_else_a_passphrase() -> None:
    assert Proof("482913").kind is ProofKind.PIN
    assert Proof("٤٨٢٩١٣").kind is ProofKind.PASSPHRASE
