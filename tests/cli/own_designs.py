"""A clinic's own designs, laid where its own are looked for."""

from __future__ import annotations

from tracker.config import load_settings


def own(name: str, content: str) -> None:
    folder = load_settings().home / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(content, "utf-8")
