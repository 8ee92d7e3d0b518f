"""SVG in whole dots: one path of rectangles, no text, so that no other machine's fonts can change it."""

from __future__ import annotations

from labels.page import Page
from labels.rectangles import rectangles


def svg(page: Page) -> bytes:
    width_mm, height_mm = page.resolution.mm(page.width), page.resolution.mm(page.height)
    steps = "".join(
        f"M{placed.x + x} {placed.y + y}h{width}v{height}h-{width}z"
        for placed in page.placements
        for x, y, width, height in rectangles(placed.label.dots)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:.4f}mm" height="{height_mm:.4f}mm"'
        f' viewBox="0 0 {page.width} {page.height}">\n'
        f'<rect width="{page.width}" height="{page.height}" fill="#fff"/>\n'
        f'<path shape-rendering="crispEdges" d="{steps}"/>\n</svg>\n'
    ).encode("ascii")
