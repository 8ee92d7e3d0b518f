"""Every key of settings.toml, and of a printer in it, with values of every kind; and the file itself bent."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import strategies as st

from tests.wild.ways import WORDS, Way, bent
from tests.wild.world import SETTINGS, World
from tracker.config import Settings, load_settings
from tracker.errors import ConfigurationError
from tracker.media import PrinterSetting

PRINTER = '[[printers]]\nname = "bench"\nurl = "zpl://127.0.0.1:9100"\n'
_TEXTS = WORDS.map(lambda text: json.dumps(text.encode("utf-8", "replace").decode()).replace("\\/", "/"))
_PLAIN = st.one_of(
    _TEXTS,
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=True).map(
        lambda number: repr(number).replace("e", "e+") if "e+" not in repr(number) else repr(number)
    ),
    st.sampled_from(
        ["true", "false", "2026-11-16", "07:30:00", "1979-05-27T07:32:00Z", "0x1F", "nan", "", "=", "'", '"""']
    ),
    st.sampled_from(
        ['"auto"', '"file"', '"a4"', '"board"', '"America/Chicago"', '"gap"', '"specimen"', "203", "[0, 1, 5]"]
    ),
)
VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda each: f"[{', '.join(each)}]"),
        st.lists(inner, max_size=2).map(lambda each: "{" + ", ".join(f"k{n} = {v}" for n, v in enumerate(each)) + "}"),
    ),
    max_leaves=8,
)


def _loading(name: str, cases: st.SearchStrategy[str], file_of: Callable[[str], str]) -> Way:
    def meets(world: World, said: str) -> None:
        (world.folder / "settings.toml").write_bytes(file_of(said).encode("utf-8", "surrogateescape"))
        if refused := _refusal(world):
            assert refused.message.startswith(str(world.folder / "settings.toml"))
            assert refused.hint

    return Way(name, cases, meets)


def _refusal(world: World) -> ConfigurationError | None:
    try:
        load_settings(world.folder)
    except ConfigurationError as error:
        return error
    return None


def keys() -> set[str]:
    """As the code has them; the home folder is no setting of the file."""
    return {*(set(Settings.model_fields) - {"home"}), *(f"printers.{each}" for each in PrinterSetting.model_fields)}


def _key(key: str) -> Way:
    owner, _, own = key.rpartition(".")
    head = PRINTER.replace('name = "bench"\n', "") if own == "name" else PRINTER.replace('url = "zpl', '#url = "zpl')
    before = (head if own in ("name", "url") else PRINTER) if owner else SETTINGS.replace(f"{own} =", f"# {own} =")
    return _loading(f"setting {key}", VALUES, lambda value: f"{before}{own} = {value}\n")


WAYS: tuple[Way, ...] = (
    *map(_key, sorted(keys())),
    _loading("setting unknown", st.tuples(WORDS, VALUES).map(lambda each: f"{json.dumps(each[0])} = {each[1]}"), str),
    _loading(
        "settings file",
        bent((SETTINGS + PRINTER).encode()).map(lambda data: data.decode("utf-8", "surrogateescape")),
        str,
    ),
)
