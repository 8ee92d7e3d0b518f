"""Profiles of scanners in files: ``TRACKER_HOME/scanners/NAME.toml``, one for each device, checked when they are read."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tracker.errors import ConfigurationError
from tracker.hardware.profile_toml import checked, fault, written
from tracker.hardware.profiles import ScannerProfile, stable_part
from tracker.hardware.scan import Quality, Scan
from tracker.plain_files import NotPlain, plain_content
from tracker.text import Separators

PROFILES = "scanners"
"""Their folder in TRACKER_HOME."""
LARGEST = 16_384
"""Bytes of a profile's file; one that is written here has less than 1 kB."""
_DAMAGED = "What its test found cannot be read any more: test it again"
_SLUG = re.compile(r"[^A-Za-z0-9]+")


def profile_file(folder: Path, url: str) -> Path:
    """Where the profile of ``url`` is kept: a name that every file system takes, and that no other device has."""
    device = stable_part(url)
    slug = _SLUG.sub("-", device).strip("-").lower()[:60] or "scanner"
    digest = hashlib.sha256(device.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return folder / f"{slug}-{digest}.toml"


def save_profile(folder: Path, profile: ScannerProfile) -> Path:
    """Write it whole or not at all. Raises :class:`ConfigurationError` where the folder takes no file."""
    file = profile_file(folder, profile.device)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.write(written(profile))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise ConfigurationError(
            f"{file} cannot be written: {error.strerror}.", hint="Make room, or make the folder yours.", code="profile"
        ) from error
    return file


def load_profile(folder: Path, url: str) -> ScannerProfile | None:
    """The profile of ``url``, None where it was never tested. Raises :class:`ConfigurationError` (``profile``)."""
    file = profile_file(folder, url)
    try:
        content = plain_content(file, LARGEST)
    except FileNotFoundError:
        return None
    except NotPlain as error:
        raise fault(file, str(error)) from error
    except OSError as error:
        raise fault(file, f"it cannot be read ({error.strerror})") from error
    try:
        text = content.decode("utf-8")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise fault(file, f"it is no TOML in UTF-8 ({error})") from None
    return checked(file, text, table, stable_part(url))


class Profiles:
    """The profiles of one workstation, read when a device is first heard and again when its file changes.

    ``lasting_name`` gives what a device's URL is called from one day to the next: a profile follows the device, and not the
    number that its port happens to have.
    """

    def __init__(self, folder: Path, lasting_name: Callable[[str], str] = str) -> None:
        self.folder = folder
        self._lasting_name = lasting_name
        self._known: dict[str, tuple[float | None, ScannerProfile | None, bool]] = {}
        """By device: when its file was written, what it says, and whether it is there and cannot be read."""

    def applied(self, scan: Scan) -> Scan:
        """``scan`` as its device's profile has it; as it is where the device was never tested, or stands by itself."""
        if scan.separators is not Separators.UNKNOWN:
            return scan
        _, profile, is_damaged = self._look(scan.device)
        if is_damaged and scan.quality is Quality.READ:
            return replace(scan, separators=Separators.LOST, evidence=_DAMAGED)
        return scan if profile is None else profile.applied(scan)

    def of(self, url: str) -> ScannerProfile | None:
        """None also for a profile that is damaged: :meth:`applied` then takes the device for one that loses GS, since its
        test may have said so."""
        return self._look(url)[1]

    def is_limited(self, url: str) -> bool:
        """Whether some codes of the device are refused."""
        _, profile, is_damaged = self._look(url)
        return is_damaged or (profile is not None and profile.is_limited)

    def _look(self, url: str) -> tuple[float | None, ScannerProfile | None, bool]:
        device = stable_part(self._lasting_name(url))
        written_s = _written_at(profile_file(self.folder, device))
        known = self._known.get(device)
        if known is None or known[0] != written_s:
            known = self._known[device] = (written_s, *self._read(device))
        return known

    def words(self, url: str) -> str:
        """What is known of a device, in a few words."""
        _, profile, is_damaged = self._look(url)
        if is_damaged:
            return "its profile cannot be read: test it again"
        if profile is None:
            return "not tested"
        return f"tested {profile.tested_on}: {profile.in_words}"

    def _read(self, device: str) -> tuple[ScannerProfile | None, bool]:
        try:
            return load_profile(self.folder, device), False
        except ConfigurationError:
            return None, True


def _written_at(file: Path) -> float | None:
    try:
        return file.stat().st_mtime_ns / 1e9
    except OSError:
        return None
