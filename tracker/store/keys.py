"""Where secrets lie: the database's key and the station's signing key.

The system's keyring where there is one; else a file of mode 0600 beside the database (measured: a headless Debian has no
keyring backend). A random raw key is used and no passphrase, so that opening costs 0.7 ms and not 98. ``tracker doctor``
says which of the two protects this clinic.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tracker.errors import ConfigurationError, StoreError
from tracker.plain_files import NotPlain, plain_content
from tracker.store.naming import draft_of, remove_drafts, settle_names, write_new
from tracker.text import as_file_name

KeyStore = Literal["auto", "file"]
_SERVICE = "clinic-tracker"
_LARGEST = 1024
"""Bytes of a key's file: 64 hexadecimal digits and a line end, with room for what an editor adds."""


@dataclass(frozen=True, slots=True)
class Secret:
    """32 random bytes and the words for where they are kept."""

    value: bytes
    kept_in: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one ``TRACKER_HOME``. ``folder`` is its ``keys`` folder, of mode 0700."""

    folder: Path
    store: KeyStore = "auto"

    def find(self, name: str) -> Secret | None:
        """The secret called ``name``, from its file or the keyring; None where there is none."""
        path = self.folder / f"{as_file_name(name)}.key"
        if path.exists():
            return Secret(_read_key(path), f"the file {path} (mode 0600)")
        value = _from_keyring(self._account(name)) if self.store == "auto" else None
        return Secret(value, "the system's keyring") if value else None

    def make(self, name: str) -> Secret:
        """A new secret, never overwriting one that is there."""
        if self.find(name) is not None:
            raise StoreError(f"There is a key called {name} already.", hint="Choose another TRACKER_HOME.")
        return self._kept(name, secrets.token_bytes(32))

    def _kept(self, name: str, value: bytes) -> Secret:
        if self.store == "auto" and _to_keyring(self._account(name), value):
            return Secret(value, "the system's keyring")
        path = self.folder / f"{as_file_name(name)}.key"
        _write_key(path, value)
        return Secret(value, f"the file {path} (mode 0600)")

    def keep(self, name: str, value: bytes) -> Secret:
        """A secret that was made elsewhere and belongs to this clinic; never in place of another one."""
        found = self.find(name)
        if found is not None:
            if found.value != value:
                raise StoreError(
                    f"There is another key called {name} in {self.folder}.",
                    hint="It was left as it is. Choose another TRACKER_HOME.",
                    code="store_wrong_key",
                )
            return found
        return self._kept(name, value)

    def replace(self, name: str, value: bytes) -> Secret:
        """Put ``value`` in the place of the key ``name``, which is kept as a former one: what was encrypted with it opens
        with nothing else. Whoever is killed meanwhile has the one or the other."""
        found = self.find(name)
        if found is None:
            return self._kept(name, value)
        if found.value != value:
            if found.value not in self.former(name):
                self._kept(f"{name}-former-{len(self.former(name)) + 1}", found.value)
            path = self.folder / f"{name}.key"
            # What lies in a file is found first: there it is replaced, and nowhere else.
            if path.exists() or not _to_keyring(self._account(name), value):
                _replace_key(path, value)
        return Secret(value, found.kept_in)

    def former(self, name: str) -> tuple[bytes, ...]:
        """The keys that were ``name`` before, the oldest first."""
        found: list[bytes] = []
        while (secret := self.find(f"{name}-former-{len(found) + 1}")) is not None:
            found.append(secret.value)
        return tuple(found)

    def forget(self, name: str) -> None:
        """Take back what :meth:`keep` or :meth:`make` has kept."""
        path = self.folder / f"{as_file_name(name)}.key"
        path.unlink(missing_ok=True)
        remove_drafts(path)
        if self.store == "auto":
            _out_of_keyring(self._account(name))

    def _account(self, name: str) -> str:
        return f"{self.folder.resolve()}:{name}"


def _read_key(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = plain_content(path, _LARGEST).decode("ascii")
    except NotPlain as error:
        raise _damaged(f"The key file {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The key file {path} cannot be read.", hint="Check its owner; it must be yours.") from error
    if mode & 0o077:
        raise ConfigurationError(
            f"Others may read the key file {path}.",
            hint=f"Run: chmod 600 {path}",
            code="key_exposed",
        )
    return _decoded(text.strip(), f"The key file {path}")


def _decoded(text: str, kept_in: str) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise _damaged(kept_in)
    return value


def _damaged(kept_in: str) -> StoreError:
    return StoreError(f"{kept_in} is damaged.", hint="Put the key back from its backup.", code="store_wrong_key")


def _write_key(path: Path, value: bytes) -> None:
    """On disk, name and folder too, before anything is encrypted or signed with it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(path, f"{value.hex()}\n".encode("ascii"))
    except OSError as error:
        raise StoreError(
            f"The key cannot be written to {path.parent}: {error.strerror}.",
            hint="Choose a TRACKER_HOME that you may write to, on a disk with free space.",
        ) from error


def _replace_key(path: Path, value: bytes) -> None:
    """The file holds the one key or the other at every moment."""
    draft = draft_of(path)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{value.hex()}\n".encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        settle_names(path.parent)
    except OSError as error:
        raise StoreError(
            f"The key cannot be written to {path.parent}: {error.strerror}.",
            hint="The key is as it was. Free some space there, and do it again.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _from_keyring(account: str) -> bytes | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        text = keyring.get_password(_SERVICE, account)
    except (KeyringError, RuntimeError):
        return None
    return _decoded(text, "The key in the system's keyring") if text else None


def _to_keyring(account: str, value: bytes) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, account, value.hex())
        return keyring.get_password(_SERVICE, account) == value.hex()
    except (KeyringError, RuntimeError):
        return False


def _out_of_keyring(account: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        keyring.delete_password(_SERVICE, account)
