"""What the banner must go on saying until it is answered.

A colleague's badge or a torn label must not take a question off the screen: the next YES would then answer what nobody
sees. So the open matter stays, and whatever else came in is one line under it.
"""

from __future__ import annotations

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Code, Verdict

NOT_READ = frozenset({Code.UNREADABLE, Code.DOUBTFUL, Code.GARBLED, "house_check"})
NOT_DONE = frozenset({Code.ANSWER_FIRST, Code.SETTLE_FIRST})


def standing(desk: Desk, half: Verdict | None) -> Verdict | None:
    """What is open at ``desk``: a signature that is awaited, a dangerous pack, then a question or a specimen's matter, then
    half a pack, then a refusal.

    ``half`` is the verdict by which the half-read pack was shown; the desk keeps only the pack.
    """
    if desk.unsigned is not None:
        from tracker.jobs.wording_signing import asked

        return asked(desk.unsigned)
    if desk.unsettled is not None and desk.latched is not None:
        return desk.latched
    if desk.question is not None:
        return desk.question.asked
    if desk.matter is not None:
        return desk.matter.asked
    if desk.half is not None and half is not None:
        return half
    return desk.latched


def beside(open_matter: Verdict, latest: Verdict) -> str:
    """The latest answer in a few words, to stand under the open matter; empty where it is that very matter."""
    if latest == open_matter:
        return ""
    if latest.code == Code.SIGNED_ON:
        return f"signed on {latest.headline}"
    if latest.code in NOT_READ:
        return "one scan could not be read: again, or F8 'scan: type a code'"
    if latest.code in NOT_DONE:
        return "another scan was not done: answer this first"
    return f"{latest.word.lower()}  {latest.headline}"
