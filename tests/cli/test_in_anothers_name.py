"""Nobody acts in another's name with a PIN of his own: not by bearing the other's badge code as his name."""

from __future__ import annotations

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_staff import LEAD_PIN, PIN, Piped, hired, kinds, lead, piped
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, location_code, specimen_code
from tracker.config import load_settings
from tracker.station.opening import open_store

__all__ = ["lead", "piped", "run"]


def call_lead(lead: str, name: str) -> None:
    """As a clinic has it where such a name was still taken."""
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = ? WHERE badge = ?", (name, lead))
    store.close()


@pytest.mark.parametrize(
    "name", [badge_code(302), badge_code(302).lower(), location_code(7), specimen_code(44), command_code(Command.YES)]
)
def test_nobody_is_called_by_what_a_barcode_of_ours_says(lead: str, piped: Piped, name: str) -> None:
    for act in (("rename", lead, name), ("add", name)):
        status, _, err = piped(f"{LEAD_PIN}\n", "staff", *act, "--by", lead, "--pin-stdin")
        assert (status, "is no name" in err) == (1, True)


def test_a_name_of_before_that_is_anothers_badge_opens_nothing_in_his_name(lead: str, piped: Piped, run: Run) -> None:
    badge, code = hired(piped, lead)
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    call_lead(lead, badge)
    status, _, err = piped(f"{LEAD_PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")
    assert (status, "not the PIN of CMA 07" in err) == (1, True)
    assert kinds()[-1] == "staff.pin_failed"
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 0
