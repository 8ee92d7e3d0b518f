"""Pages to bytes, in the formats that printers and people take."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from labels.errors import LabelError
from labels.page import Page
from labels.pdf import pdf
from labels.png import png
from labels.svg import svg
from labels.zpl import zpl


class Format(StrEnum):
    """By the suffix of its files."""

    PDF = "pdf"
    PNG = "png"
    SVG = "svg"
    ZPL = "zpl"


def rendered(pages: Sequence[Page], output: Format, copies: int = 1) -> bytes:
    """All pages in one file; ``copies`` of each page, one after the other.

    :raises LabelError: several pages for a format that has one (``label_pages``).
    """
    if output is Format.ZPL:
        return b"".join(zpl(page, copies) for page in pages)
    if output is Format.PDF:
        return pdf([page for page in pages for _ in range(copies)])
    if len(pages) * copies != 1:
        raise LabelError(
            f"A file of {output.upper()} holds one page, and these are {len(pages) * copies}.",
            hint="Choose a .pdf file, or print fewer labels at once.",
            code="label_pages",
        )
    return png(pages[0]) if output is Format.PNG else svg(pages[0])
