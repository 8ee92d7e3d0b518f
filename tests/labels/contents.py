"""The law of every label: what is read from its dots is what was asked for, and its ink is where its design has it.

``make test`` tries some dozens of contents of each design at each print head; thousands by
``python -m tests.labels.contents 10000 [DPI] [DESIGN ...]``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter

from hypothesis import HealthCheck, given, settings

from labels.drawing import draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.reading import anywhere, read_back
from labels.resolution import Resolution
from tests.labels.values import CONTENTS

WHOLE_EVERY = 5
"""One label of so many is searched for symbols of any kind, however they are turned: many times the work of read back."""


def tried(name: str, resolutions: Sequence[Resolution], examples: int) -> int:
    """Draw and read so many labels at each print head; gives how many contents were drawn. AssertionError or LabelError with
    the first that is wrong. To think of a content takes three times as long as to draw and read it: it serves each head."""
    design, drawn = own_designs()[name], [0]

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(CONTENTS[name])
    def law(values: dict[str, str]) -> None:
        drawn[0] += 1
        for resolution in resolutions:
            label = read_back(draw(design, values, resolution))
            assert {promise.data for promise in label.promises} == asked(values)
            assert len(label.promises) == len(design.symbols)
            if drawn[0] % WHOLE_EVERY == 1:
                assert anywhere(label.dots, label.drawn) == set(label.promises), (
                    "nothing else, however a scanner looks at it"
                )

    law()
    return drawn[0]


def asked(values: dict[str, str]) -> set[str]:
    """What its symbols must say."""
    codes = {values["code"]} if "code" in values else set()
    if "lot" in values:
        gtin = f"01{values['gtin']}" if "gtin" in values else ""
        expiry = f"17{values['expiry_yymmdd']}" if values.get("expiry_yymmdd") else ""
        serial = f"\x1d21{values['serial']}" if "serial" in values else ""
        codes.add(f"{gtin}{expiry}10{values['lot']}{serial}")
    return codes


def main(arguments: list[str]) -> int:
    """A line for each design; exit status 1 where a label is wrong."""
    examples, dpi = int(arguments[0]), [int(arguments[1])] if len(arguments) > 1 else [int(one) for one in Resolution]
    wrong = 0
    for resolution in map(Resolution, dpi):
        for name in arguments[2:] or sorted(name for name in CONTENTS if own_designs()[name].symbols):
            start = perf_counter()
            try:
                words = f"{tried(name, (resolution,), examples)} labels, all right"
            except (AssertionError, LabelError) as fault:
                wrong, words = wrong + 1, f"WRONG: {fault}"
            sys.stdout.write(f"{resolution.value} dpi  {name}: {words}, {perf_counter() - start:.0f} s\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
