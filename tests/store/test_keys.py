"""The keys of a clinic: made once, readable by their owner alone, never replaced."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from tracker.errors import ConfigurationError, StoreError, TrackerError
from tracker.store.keys import Keys


def test_a_key_is_found_again_as_it_was_made(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", "file")
    assert keys.find("database") is None
    made = keys.make("database")
    assert keys.find("database") == made
    assert len(made.value) == 32
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "database.key").stat().st_mode & 0o777 == 0o600


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "file")
    assert keys.make("database").value != keys.make("station").value


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "file")
    made = keys.make("database")
    with pytest.raises(StoreError):
        keys.make("database")
    assert keys.find("database") == made


def test_what_was_left_of_a_key_by_who_was_killed_is_taken_away_with_it(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "file")
    (tmp_path / ".database.key.0123abcd").write_text("of an attempt that was killed")
    (tmp_path / ".database.key.swp").write_text("an editor's")
    keys.make("database")
    assert {file.name for file in tmp_path.iterdir()} == {"database.key", ".database.key.swp"}
    (tmp_path / ".database.key.0123abcd").hardlink_to(tmp_path / "database.key")
    keys.forget("database")
    assert {file.name for file in tmp_path.iterdir()} == {".database.key.swp"}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    keys = Keys(tmp_path, "file")
    keys.make("database")
    (tmp_path / "database.key").chmod(mode)
    with pytest.raises(ConfigurationError) as refused:
        keys.find("database")
    assert refused.value.code == "key_exposed"
    assert "chmod 600" in refused.value.hint


@pytest.mark.parametrize("content", [b"", b"abc", b"zz" * 32, b"00" * 31, b"00" * 33, b"\xff\xfe"])
def test_a_damaged_key_file_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "database.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreError):
        Keys(tmp_path, "file").find("database")
    assert path.read_bytes() == content


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ["pipe", "folder", "endless", "large"])
def test_what_lies_in_a_keys_place_and_is_no_key_is_told_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "database.key"
    match kind:
        case "pipe":
            os.mkfifo(path, 0o600)
        case "folder":
            path.mkdir(0o700)
        case "endless":
            path.symlink_to("/dev/zero")
        case _:
            path.write_bytes(b"00" * 32 + b"\n" * 4096)
            path.chmod(0o600)
    with pytest.raises(StoreError) as refused:
        Keys(tmp_path, "file").find("database")
    assert refused.value.code == "store_wrong_key"
    assert refused.value.hint == "Put the key back from its backup."


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    with pytest.raises(StoreError):
        Keys(tmp_path / "in the way" / "keys", "file").make("database")


class _Keyring(KeyringBackend):
    """A keyring in memory, with what it holds for everyone. The library finds it by itself, and must not choose it for
    others' tests: it is worth less than the one that fails."""

    priority = -1

    def __init__(self, answer: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.held: dict[tuple[str, str], str] = {}
        self.answer = answer

    def get_password(self, service: str, username: str) -> str | None:
        return self.answer or self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[(service, username)]


def test_a_keyring_is_preferred_and_keeps_no_file(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring())
    try:
        keys = Keys(tmp_path, "auto")
        made = keys.make("database")
        assert keys.find("database") == made
        assert "keyring" in made.kept_in
        assert list(tmp_path.iterdir()) == []
        assert Keys(tmp_path / "other", "auto").find("database") is None
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("answer", ["not hexadecimal", "00", "00" * 40])
def test_a_damaged_entry_in_the_keyring_is_told(tmp_path: Path, answer: str) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring(answer))
    try:
        with pytest.raises(TrackerError, match="damaged"):
            Keys(tmp_path, "auto").find("database")
    finally:
        keyring.set_keyring(before)
