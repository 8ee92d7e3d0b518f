"""Hashing: at OWASP's setting, under a pepper, and as slow for nobody's badge as for somebody's."""

from __future__ import annotations

from time import perf_counter

from argon2 import PasswordHasher, extract_parameters

from tracker.people.hashing import Hasher, nobodys
from tracker.people.proofs import Proof

PEPPER = bytes(range(32))
PIN = Proof("482913")


def test_a_verifier_is_argon2id_with_19_mib_two_passes_and_one_lane() -> None:
    used = extract_parameters(Hasher(PEPPER).made(PIN))
    assert (used.type.name, used.memory_cost, used.time_cost, used.parallelism) == ("ID", 19 * 1024, 2, 1)


def test_only_the_same_proof_under_the_same_pepper_fits() -> None:
    hasher = Hasher(PEPPER)
    verifier = hasher.made(PIN)
    assert hasher.is_right(verifier, PIN)
    assert not hasher.is_right(verifier, Proof("482914"))
    assert not Hasher(bytes(32)).is_right(verifier, PIN)
    assert hasher.made(PIN) != verifier


def test_a_damaged_verifier_fits_nothing() -> None:
    assert not Hasher(PEPPER).is_right("no hash at all", PIN)


def test_a_verifier_of_an_older_setting_is_known_as_such() -> None:
    hasher = Hasher(PEPPER)
    assert not hasher.is_outdated(hasher.made(PIN))
    assert hasher.is_outdated(PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("x"))


def test_nobodys_badge_costs_the_same_work() -> None:
    """Not that it takes the same time, which a busy machine decides, but that it is the same function of the same cost."""
    hasher = Hasher(PEPPER)
    made, none = extract_parameters(hasher.made(PIN)), extract_parameters(nobodys())
    assert made == none
    assert nobodys() != nobodys()
    began = perf_counter()
    assert not hasher.is_right(nobodys(), PIN)
    assert perf_counter() - began > 0.002  # it was hashed, and not waved through
