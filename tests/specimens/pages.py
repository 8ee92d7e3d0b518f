"""A database's pages as SQLCipher wrote them, opened with the key: also those that no table owns any more."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, SALT = 4096, 80, 16
"""SQLCipher 4: 16 bytes of IV and 64 of HMAC end each page; the first begins with the file's salt."""


def opened_pages(path: Path, key: bytes) -> bytes:
    """The plain contents of every page of the file, one after the other. AES-256-CBC under the raw key."""
    data = path.read_bytes()
    plain = []
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        begin = SALT if start == 0 else 0
        iv = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        plain.append(decryptor.update(page[begin : PAGE - RESERVE]) + decryptor.finalize())
    return b"".join(plain)
