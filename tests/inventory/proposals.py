"""What a proposal to order is made of, for the tests of its rules."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import strategies as st

from tests.clinic import TODAY
from tracker.inventory.facts import Item
from tracker.inventory.ordering.facts import (
    Leads,
    Line,
    Offer,
    Past,
    Situation,
    Standing,
    Supplier,
)
from tracker.inventory.ordering.proposing import propose

ITEM = Item(1, "I00000192", "Syringe 3 mL", "each", True, True)
BOX = Offer(2, "box", 100, 1, 12_000_000)
SUPPLIER = Supplier(1, "Tarnbeck", 7)
used_days = st.lists(st.integers(0, 50) | st.just(0), max_size=400)
offers = st.lists(
    st.builds(
        Offer,
        st.integers(1, 3),
        st.just("pack"),
        st.integers(1, 1000),
        st.integers(1, 50),
        st.none() | st.integers(0, 10**9),
    ),
    max_size=5,
)
stocks = st.lists(
    st.builds(
        Standing,
        st.none() | st.integers(-400, 4000).map(lambda days: TODAY + timedelta(days=days)),
        st.integers(1, 900),
    ),
    max_size=5,
)


def situation(
    used: list[int],
    *,
    par: int = 0,
    leads: tuple[int, ...] = (3,),
    stock: tuple[Standing, ...] = (),
    on_order: int = 0,
    offered: tuple[Offer, ...] = (BOX,),
    supplier: Supplier | None = SUPPLIER,
    shelf_life_days: int | None = None,
    site_id: int = 1,
) -> Situation:
    past = np.array(used, dtype=np.float64)
    last = np.flatnonzero(past)
    since = len(past) - 1 - int(last[-1]) if len(last) else None
    return Situation(
        ITEM, site_id, f"site {site_id}", supplier, None, Past(past, 0, since), Leads(leads, "as in the catalogue"),
        stock, on_order, par, offered, True, shelf_life_days,
    )  # fmt: skip


def line(of: Situation) -> Line:
    return propose([of], TODAY)[0]
