"""Files that a command makes: whole or not at all, and never over one that is there."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from tracker.errors import ConfigurationError


def write_new(path: Path, make: Callable[[], bytes], *, may_replace: bool) -> None:
    """Write what ``make`` gives to ``path``, for its owner's eyes only (mode 0600).

    The name is taken before ``make`` is called, so that nothing is made for which there is no room, and what two commands
    make at once is not lost. Raises :class:`ConfigurationError`: ``file_exists``, ``file_unwritable``.
    """
    is_new = _taken(path, may_replace=may_replace)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if is_new:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def _taken(path: Path, *, may_replace: bool) -> bool:
    """Take the name by an empty file, which also works where there are no links (a USB stick); whether it was free."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if may_replace and not path.is_dir():
            return False
        raise ConfigurationError(
            f"{path} is there already.", hint="Choose another name, or add --force.", code="file_exists"
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.", code="file_unwritable"
    )


def write_out(data: str | bytes, form: str = "pdf") -> None:
    """Data to stdout. Raises :class:`ConfigurationError` (``binary_terminal``) for bytes on a terminal."""
    if isinstance(data, str):
        sys.stdout.write(data)
        return
    if sys.stdout.isatty():
        raise ConfigurationError(
            f"{'An' if form == 'xlsx' else 'A'} {form.upper()} is not for a terminal.",
            hint=f"Write it to a file: --to FILE.{form}.",
            code="binary_terminal",
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
