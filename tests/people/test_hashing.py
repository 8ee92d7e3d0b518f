"""Hashing: at OWASP's setting, under a pepper, and as slow for nobody's badge as for somebody's."""

from __future__ import annotations

from time import perf_counter

import pytest
from argon2 import PasswordHasher, extract_parameters

from tracker.barcodes.house import badge_code
from tracker.people.hashing import Hasher, nobodys
from tracker.people.proofs import Proof

PEPPER = bytes(range(32))
PIN = Proof("482913")
BADGE, ANOTHER = badge_code(7), badge_code(8)

pytestmark = pytest.mark.usefixtures("dear_hashes")


def test_a_verifier_is_argon2id_with_19_mib_two_passes_and_one_lane() -> None:
    used = extract_parameters(Hasher(PEPPER).made(BADGE, PIN))
    assert (used.type.name, used.memory_cost, used.time_cost, used.parallelism) == ("ID", 19 * 1024, 2, 1)


def test_only_the_same_proof_under_the_same_pepper_fits() -> None:
    hasher = Hasher(PEPPER)
    verifier = hasher.made(BADGE, PIN)
    assert hasher.is_right(verifier, BADGE, PIN)
    assert not hasher.is_right(verifier, BADGE, Proof("482914"))
    assert not Hasher(bytes(32)).is_right(verifier, BADGE, PIN)
    assert hasher.made(BADGE, PIN) != verifier


def test_a_verifier_fits_under_its_own_badge_alone() -> None:
    hasher = Hasher(PEPPER)
    verifier = hasher.made(BADGE, PIN)
    assert not hasher.is_right(verifier, ANOTHER, PIN)
    assert not hasher.is_right(hasher.made("", Proof(f"{BADGE}\0482913")), BADGE, PIN)


def test_only_who_has_the_pepper_says_which_badge_another_stands_for() -> None:
    seal = Hasher(PEPPER).sealed(ANOTHER, BADGE)
    assert Hasher(PEPPER).is_sealed(ANOTHER, BADGE, seal)
    assert not Hasher(PEPPER).is_sealed(BADGE, ANOTHER, seal)
    assert not Hasher(PEPPER).is_sealed(badge_code(9), BADGE, seal)
    assert not Hasher(bytes(32)).is_sealed(ANOTHER, BADGE, seal)
    assert not Hasher(PEPPER).is_sealed(ANOTHER, BADGE, "é")


def test_a_damaged_verifier_fits_nothing() -> None:
    assert not Hasher(PEPPER).is_right("no hash at all", BADGE, PIN)


def test_a_verifier_of_an_older_setting_is_known_as_such() -> None:
    hasher = Hasher(PEPPER)
    assert not hasher.is_outdated(hasher.made(BADGE, PIN))
    assert hasher.is_outdated(PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("x"))


def test_nobodys_badge_costs_the_same_work() -> None:
    """Not that it takes the same time, which a busy machine decides, but that it is the same function of the same cost."""
    hasher = Hasher(PEPPER)
    made, none = extract_parameters(hasher.made(BADGE, PIN)), extract_parameters(nobodys())
    assert made == none
    assert nobodys() != nobodys()
    began = perf_counter()
    assert not hasher.is_right(nobodys(), BADGE, PIN)
    assert perf_counter() - began > 0.002  # it was hashed, and not waved through
