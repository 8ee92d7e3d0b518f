"""From frame to frame a proof is carried over only for the same text in the same place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import zxingcpp

from tests.hardware.drawing import paper, symbol
from tests.hardware.scenes import taken
from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import DEFAULT
from tracker.hardware.reading.guards import judge
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.proofs import MOST_PLACES, UNSEEN_FRAMES, Proofs
from tracker.hardware.reading.reading import Candidate, Grey, Reading

CODE_128 = zxingcpp.BarcodeFormat.Code128
ONE, OTHER = "2600447102", "2600447103"
CARRIED = "in the frame before"


def _sheet(text: str) -> Grey:
    return paper(symbol(text, CODE_128))


def _claim(grey: Grey) -> Candidate:
    (claim,) = read_with_zxing(grey, DEFAULT, "")
    return claim


def _proven(grey: Grey) -> tuple[Proofs, Candidate]:
    proofs = Proofs()
    proofs.start()
    PictureReader().read(grey, proofs=proofs)
    proofs.start()
    return proofs, _claim(grey)


def test_a_code_that_stays_is_proven_once_and_read_in_every_frame() -> None:
    reader = FrameReader(PictureReader())
    seen = [reader.read(taken(_sheet(ONE), seed=seed)) for seed in range(7)]
    assert [[(one.text, one.is_accepted) for one in readings] for readings in seen] == [[(ONE, True)]] * 7
    assert [CARRIED in readings[0].evidence for readings in seen] == [False, *[True] * 6]


def test_a_code_put_in_the_place_of_one_that_differs_in_a_digit_is_proven_itself() -> None:
    reader = FrameReader(PictureReader())
    for seed in range(3):
        reader.read(taken(_sheet(ONE), seed=seed))
    (changed,) = reader.read(taken(_sheet(OTHER), seed=9))
    assert (changed.text, changed.is_accepted, CARRIED in changed.evidence) == (OTHER, True, False)
    (back,) = reader.read(taken(_sheet(ONE), seed=10))
    assert (back.text, CARRIED in back.evidence) == (ONE, False)


def test_a_claim_that_differs_in_a_digit_has_no_part_in_the_proof() -> None:
    proofs, claim = _proven(_sheet(ONE))
    assert proofs.has(claim)
    lie = replace(claim, text=OTHER)
    assert not proofs.has(lie)
    assert not judge(_sheet(ONE), lie, None, proofs).is_accepted


def test_once_another_text_was_claimed_in_the_place_the_old_one_must_be_proven_again() -> None:
    proofs, claim = _proven(_sheet(ONE))
    proofs.contradict([replace(claim, text=OTHER)])
    assert not proofs.has(claim)
    assert not judge(_sheet(OTHER), claim, None, proofs).is_accepted


def test_the_same_text_elsewhere_is_another_label() -> None:
    proofs, claim = _proven(_sheet(ONE))
    near, far = np.array([6.0, 4.0]), np.array([160.0, 0.0])
    assert proofs.has(replace(claim, corners=claim.corners + near))
    assert not proofs.has(replace(claim, corners=claim.corners + far))


def test_a_piece_of_the_frame_is_the_same_place() -> None:
    proofs, claim = _proven(_sheet(ONE))
    proofs.start(30, 20)
    assert proofs.has(replace(claim, corners=claim.corners - np.array([30.0, 20.0])))
    assert not proofs.has(replace(claim, corners=claim.corners + np.array([150.0, 0.0])))


def test_what_was_not_read_for_a_few_frames_is_forgotten() -> None:
    proofs, claim = _proven(_sheet(ONE))
    for _ in range(UNSEEN_FRAMES - 1):
        proofs.start()
    assert proofs.has(claim)
    proofs.start()
    assert not proofs.has(claim)


def test_what_is_remembered_is_bounded() -> None:
    proofs = Proofs()
    proofs.start()
    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4]], dtype=np.float64)
    readings = [
        Reading(f"I{number}", "]C0", "Code128", square + 10.0 * number, True, "", is_proven=True)
        for number in range(2 * MOST_PLACES)
    ]
    proofs.keep(readings)
    claims = [Candidate(one.text, one.aim, one.symbology, one.corners, "") for one in readings]
    assert sum(proofs.has(claim) for claim in claims) == MOST_PLACES
