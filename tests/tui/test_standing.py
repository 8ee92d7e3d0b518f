"""What the banner goes on saying while something waits to be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inventory.facts import Item
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.custody.matter import Agreed, Matter, Needs
from tracker.jobs.desk import Desk, Question
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.tui.standing import beside, standing

PACK = ItemSubject(Item(1, "I00000012", "Povidone swab", "each", True, True), 1, "each", None, None)
ASKED = Verdict(Code.NEWER_LOT, Tone.ASK, "NEWER LOT", "Povidone swab")
HARM = Verdict(Code.EXPIRED, Tone.REFUSE, "DO NOT SHELVE", "Povidone swab")
HALF = Verdict(Code.HALF_READ, Tone.NOTE, "HALF READ", "Povidone swab")
OTHER = Verdict(Code.GARBLED, Tone.REFUSE, "GARBLED", "Part of this scan may be missing.")
MATTER = Matter(Code.OUT_OF_ORDER, ASKED, Needs.REASON, Agreed((), ASKED, None, "", ""))
QUESTION = Question(Code.NEWER_LOT, PACK, 1, ASKED)


@pytest.mark.parametrize(
    ("desk", "open_matter"),
    [
        (Desk(latched=HARM, unsettled=PACK), HARM),
        (Desk(question=QUESTION), ASKED),
        (Desk(question=QUESTION, latched=OTHER), ASKED),
        (Desk(matter=MATTER), ASKED),
        (Desk(matter=MATTER, latched=OTHER), ASKED),
        (Desk(half=PACK), HALF),
        (Desk(half=PACK, latched=OTHER), HALF),
        (Desk(latched=OTHER), OTHER),
        (Desk(), None),
    ],
)
def test_a_dangerous_pack_a_question_and_half_a_pack_outlast_a_torn_label(desk: Desk, open_matter: Verdict) -> None:
    assert standing(desk, HALF) == open_matter


@given(st.sampled_from(list(Code)), st.sampled_from(list(Tone)), st.text(min_size=1, max_size=30))
def test_every_other_answer_is_said_beside_it_in_words(code: Code, tone: Tone, word: str) -> None:
    assert beside(ASKED, Verdict(code, tone, word)) != ""


def test_the_matter_itself_is_not_said_twice() -> None:
    assert beside(ASKED, ASKED) == ""
