"""A dialog is answered by a command's barcode that was read well and stood alone, and by nothing that only looks like it."""

from __future__ import annotations

import pytest

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.scan import Quality, Scan
from tracker.tui.keys import is_command, quantity_of

YES = command_code(Command.YES)


def test_a_command_that_was_read_by_itself_is_one() -> None:
    assert is_command(Scan(YES), Command.YES)
    assert quantity_of(Scan(command_code(Command.QUANTITY, 3))) == 3


@pytest.mark.parametrize("quality", sorted(set(Quality) - {Quality.READ}))
def test_a_command_of_which_a_part_may_be_missing_answers_nothing(quality: Quality) -> None:
    assert not is_command(Scan(YES, quality=quality), Command.YES)


def test_a_command_behind_the_encoded_end_of_another_code_answers_nothing() -> None:
    assert not is_command(Scan(YES, is_behind=True), Command.YES)
    assert quantity_of(Scan(command_code(Command.QUANTITY, 3), is_behind=True)) is None
