"""The rules and numbers by which :mod:`tracker.hardware.wedge` tells scans from typing. No state.

Each rule exists because a run without it lost or shortened a scan (Textual 8.2.8, a pty, tmux and the kitty protocol):

1. a scan begins only after 100 ms of quiet or right after another scan, so that the tail of a stalled burst is never
   taken for a shorter scan;
2. after a preamble (``]`` letter digit, or ``[)>``) everything up to CR belongs to the scan, control keys included, and
   stalls of up to 250 ms are forgiven;
3. a burst of eight keys within 30 ms of each other that does not end is garbled: reported, never typed into a widget;
4. without a preamble a burst counts only if its content proves its beginning (``vouches``: a house code, a GTIN of 12 to
   14 digits, a GS1 message that begins with its item, a HIBC code; each with its check digit): its end is proven by the
   key that ends it, and a pause over 30 ms inside it breaks it off. Every other one is garbled, as a pack's second code
   is; so are eight digits alone, because one in ten rests of a tube's code is a sound EAN-8;
5. nor does it count within a second of keys that were handed on as typed, unless an Enter stands between: they may be
   its first keys, before a stall. A preamble needs no such quiet;
6. the keys of a preamble are held as typed ones are, except right behind another scan, where nobody types: there they may
   stall as the rest of the scan may. A terminal that was starved of a busy machine for 54 ms behind ``]C`` tore one.

TAB and LF end a scan too, but they may also be part of what is scanned, so they end it only when nothing follows for as
long as a stall may last, or another end or preamble follows: a scanner should send CR. What no rule can see is a stall
over a second within the first seven keys of an unframed scan: it cuts off the 01 or + that proves the beginning, and only
a message whose rest by chance begins with a sound item of its own, or is a sound number of 12 to 14 digits, is then taken
for a shorter one. Scanners should send the AIM identifier: then stalls are forgiven, and every code counts.
"""

from __future__ import annotations

QUIET_S = 0.100
"""A scan without a forerunner begins after this much silence."""
GAP_S = 0.030
"""Keys closer together than this were not typed one by one; also how long a key is held before it counts as typed."""
STALL_S = 0.250
"""A framed scan may pause for this long."""
TAIL_S = 1.0
"""After a burst that broke off, or keys handed on as typed, an unframed one within this time may be the tail of it and is
not believed."""
UNPROVEN = "no identifier, and nothing that proves its beginning"
"""Why a burst that came whole may still be the rest of a longer one."""
BURST_KEYS = 8
SHORTEST_SCAN = 3
"""A burst of fewer keys with an end is taken for typing (keys rolled over, or sent together by a slow line)."""
LONGEST_SCAN = 128
REPORTED_KEYS = 8192
"""A garbled burst is reported in pieces of at most so many keys, so that memory stays bounded."""
