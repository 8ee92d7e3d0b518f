"""Which permission each job asks for: who has it not is not offered the job, and refused it by scan. The orders of the job
ask again, each for its own (:mod:`tracker.jobs.authority`). None of the ledger's classes is needed to ask."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.jobs.desk import JobName
from tracker.people.permissions import Permission

P = Permission
JOBS: Mapping[JobName, tuple[Permission, ...]] = {
    JobName.HOME: (),
    JobName.RESTOCK: (P.STOCK_MOVE,),
    JobName.RECEIVE: (P.STOCK_RECEIVE,),
    JobName.USE: (P.STOCK_USE,),
    JobName.WASTE: (P.STOCK_WASTE,),
    JobName.TRANSFER: (P.STOCK_MOVE,),
    JobName.FIND: (P.STOCK_SEE,),
    JobName.COUNT: (P.STOCK_COUNT,),
    JobName.OPENED: (P.STOCK_USE,),
    JobName.PULL: (P.STOCK_PULL,),
    JobName.RETURN: (P.STOCK_PULL,),
    JobName.BOARD: (P.SPECIMEN_SEE,),
    JobName.COLLECT: (P.SPECIMEN_COLLECT,),
    JobName.HAND_OFF: (P.SPECIMEN_HAND_OFF, P.SPECIMEN_ACCEPT),
    JobName.ACCEPT: (P.SPECIMEN_ACCEPT,),
    JobName.SPIN: (P.SPECIMEN_PROCESS,),
    JobName.TEST: (P.SPECIMEN_PROCESS,),
    JobName.ALIQUOT: (P.SPECIMEN_PROCESS,),
    JobName.POOL: (P.SPECIMEN_PROCESS,),
    JobName.PACK: (P.SPECIMEN_SHIP,),
    JobName.SHIP: (P.SPECIMEN_SHIP,),
    JobName.ARRIVE: (P.SPECIMEN_ARRIVE,),
    JobName.STORE: (P.SPECIMEN_STORE,),
    JobName.RETRIEVE: (P.SPECIMEN_STORE,),
    JobName.DISPOSE: (P.SPECIMEN_DISPOSE,),
}
"""Any one of them opens it: in a hand-off one gives and another accepts. None: where everybody may be, and every job's end
leads back to."""
