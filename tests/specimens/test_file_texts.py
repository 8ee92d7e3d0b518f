"""What stands in files is looked through where it can be; what cannot be is named."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tracker.specimens.file_texts import FileText, text_of


def pdf(words: str) -> bytes:
    page = BytesIO()
    canvas = Canvas(page)
    canvas.drawString(50, 700, words)
    canvas.save()
    return page.getvalue()


def test_the_words_of_a_pdf_are_read_though_they_are_packed(tmp_path: Path) -> None:
    file = tmp_path / "manifest.pdf"
    file.write_bytes(pdf("Nguyễn (Müller), Jane".replace("ễ", "e")))
    assert b"Jane" not in file.read_bytes()
    found = text_of(file)
    assert found.is_whole
    assert "Jane" in found.text
    assert "(Müller)" in found.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", b"%PDF-1.4\nstream\nnot packed at all\nendstream\n"),
        ("glyphs.pdf", b"%PDF-1.4\n"),
        ("photo.jpg", b"\xff\xd8\xff\x00\x10"),
        ("broken.xlsx", b"PK\x03\x04rest"),
    ],
)
def test_what_cannot_be_looked_through_is_no_text(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert not text_of(tmp_path / name).is_whole


def test_a_spreadsheets_cells_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", "<si><t>Doe, Jane</t></si>")
    assert text_of(tmp_path / "list.xlsx") == FileText("<si><t>Doe, Jane</t></si>", is_whole=True)


def test_a_database_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "tracker.db").write_bytes(b"\x00\x01secret")
    assert text_of(tmp_path / "tracker.db") == FileText("", is_whole=True)
