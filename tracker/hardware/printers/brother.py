"""``brother-ql://HOST:9100/QL-820NWB/62``: Brother's label printers on the network, by model and roll.

The raster is written by ``brother-ql-inventree`` (GPL, an optional extra), from the label's own dots: one of ours is one of
the printer's, at 300 dpi. Over the network these printers do not say what became of it (that library: "the network backend
doesn't support readback"), so nothing is ever counted as printed here: somebody looks.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from tracker.errors import ConfigurationError
from tracker.hardware.printers.printer import PrinterFault

if TYPE_CHECKING:
    from PIL.Image import Image

PORT = 9100
ADDRESS = re.compile(r"//([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/([A-Z0-9-]+)/([a-z0-9+]+)/?")


@dataclass(frozen=True, slots=True)
class BrotherPrinter:
    """``roll`` as the library calls it: ``62`` is a tape of 62 mm, ``62x29`` a label cut to that size."""

    host: str
    port: int
    model: str
    roll: str
    answer_s: float = 10.0
    name: str = ""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"brother-ql://{host}:{self.port}/{self.model}/{self.roll}"

    @property
    def takes(self) -> str:
        return "png"

    def examine(self) -> str:
        try:
            socket.create_connection((self.host, self.port), timeout=self.answer_s).close()
        except OSError as error:
            raise self._unreachable(error) from error
        return "there; it does not say how it is"

    def require_empty(self) -> None:
        """It never says."""

    def send(self, content: bytes, title: str) -> bool:
        """Always False: the bytes have gone, and nobody knows yet whether paper came out.

        What nobody has read lies in the system's own buffers, and looks sent: only that the other side ends the connection,
        too, within ``answer_s`` seconds tells that somebody has (tried on ports of ours, and on no printer of Brother's).

        :raises PrinterFault: unreachable, broken off, not read, or a label that is not as large as the roll takes.
        """
        raster = self._raster(content)
        try:
            connection = socket.create_connection((self.host, self.port), timeout=self.answer_s)
        except OSError as error:
            raise self._unreachable(error) from error
        with connection:
            try:
                connection.sendall(raster)
                connection.shutdown(socket.SHUT_WR)
                self._wait_for_end(connection)
            except TimeoutError as error:
                raise self._in_doubt("printer_silent", f"did not read the label within {self.answer_s:g} s") from error
            except OSError as error:
                raise self._in_doubt("printer_cut_off", f"did not take the whole label ({error})") from error
        return False

    def _wait_for_end(self, connection: socket.socket) -> None:
        """Whatever it says meanwhile says nothing of paper."""
        deadline_s = time.monotonic() + self.answer_s
        while connection.recv(4096):
            if (left_s := deadline_s - time.monotonic()) <= 0:
                raise TimeoutError
            connection.settimeout(left_s)

    def _in_doubt(self, code: str, what: str) -> PrinterFault:
        return PrinterFault(
            f"The printer {self.name or f'{self.host}:{self.port}'} {what}.",
            hint="Look whether it came out before you print it again.",
            code=code,
            may_have_printed=True,
        )

    def _unreachable(self, error: OSError) -> PrinterFault:
        return PrinterFault(
            f"The printer {self.name or f'{self.host}:{self.port}'} cannot be reached ({error}).",
            hint="Is it switched on? Nothing was printed.",
            code="printer_unreachable",
            may_have_printed=False,
        )

    def _raster(self, content: bytes) -> bytes:
        from brother_ql.conversion import convert
        from brother_ql.raster import BrotherQLRaster
        from PIL import Image

        width, height = self._printable()
        with Image.open(BytesIO(content)) as picture:
            label = picture.convert("L")
        if label.width > width or (height and label.height > height):
            room = f"{_mm(width)} × {_mm(height)} mm" if height else f"{_mm(width)} mm"
            raise PrinterFault(
                f"A label of {_mm(label.width)} × {_mm(label.height)} mm is larger than the {room} that the roll"
                f" {self.roll} has to print on.",
                hint="Name its width_mm and height_mm in settings.toml, and a design that fits is chosen.",
                code="printer_roll",
                may_have_printed=False,
            )
        # Exactly as wide as the library expects it: anything else it would scale, and bars would lose their widths.
        sheet = _in_the_middle(label, width, height or label.height)
        raster = BrotherQLRaster(self.model)
        return bytes(convert(raster, [sheet], self.roll, rotate=0, threshold=50))

    def _printable(self) -> tuple[int, int]:
        from brother_ql.devicedependent import label_type_specs

        width, height = label_type_specs[self.roll]["dots_printable"]
        return width, height


def brother_printer(host: str, port: int, model: str, roll: str, name: str = "") -> BrotherPrinter:
    """:raises ConfigurationError: the library is not there, or knows no such model or roll."""
    try:
        from brother_ql.devicedependent import label_type_specs, models
    except ImportError as error:
        raise ConfigurationError(
            "Brother's printers need a library that is not installed.",
            hint="pip install 'clinic-tracker[brother-ql]', or print through CUPS: cups:QUEUE.",
            code="printer_no_library",
        ) from error
    for what, said, known in (("model", model, models), ("roll", roll, label_type_specs)):
        if said not in known:
            raise ConfigurationError(
                f"There is no {what} '{said}' among Brother's label printers.",
                hint=f"There are: {', '.join(sorted(known))}.",
                code="printer_url",
            )
    return BrotherPrinter(host, port, model, roll, name=name)


def _in_the_middle(label: Image, width: int, height: int) -> Image:
    from PIL import Image

    sheet = Image.new("L", (width, height), 255)
    sheet.paste(label, ((width - label.width) // 2, (height - label.height) // 2))
    return sheet


def _mm(dots: int) -> str:
    return f"{dots / 300 * 25.4:.1f}"
