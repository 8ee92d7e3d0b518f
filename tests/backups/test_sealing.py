"""The file of keys opens with its passphrase, and with nothing else."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tests.clinic import KEY, STATION_KEY
from tracker.backups.sealing import SealedKeys, open_keys, seal_keys
from tracker.errors import ConfigurationError, Refusal, TrackerError

WORDS = "gauze over  Ämtli 7 lamps"
KEYS = SealedKeys("front-desk", {"database": KEY, "station": STATION_KEY})


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "keys.json"
    seal_keys(path, KEYS, WORDS)
    return path


def test_the_keys_come_out_as_they_went_in_and_are_not_to_be_read_in_the_file(sealed: Path) -> None:
    assert open_keys(sealed, WORDS) == KEYS
    assert sealed.stat().st_mode & 0o777 == 0o600
    content = sealed.read_text()
    assert KEY.hex() not in content
    assert "front-desk" not in content


@pytest.mark.usefixtures("dear_hashes")
def test_it_is_closed_with_scrypt_at_the_cost_that_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    seal_keys(path, KEYS, WORDS)
    told = json.loads(path.read_text())
    assert "scrypt 2^17 8 1" in told["kind"]
    key = Scrypt(salt=bytes.fromhex(told["salt"]), length=32, n=2**17, r=8, p=1).derive(WORDS.encode())
    nonce, closed = bytes.fromhex(told["nonce"]), b64decode(told["sealed"])
    inside = json.loads(AESGCM(key).decrypt(nonce, closed, told["kind"].encode()))
    assert inside == {"keys": {"database": KEY.hex(), "station": STATION_KEY.hex()}, "station": "front-desk"}


@pytest.mark.parametrize("words", ["gauze over Ämtli 7 lamps", WORDS + " ", "", WORDS.upper()])
def test_another_passphrase_is_refused(sealed: Path, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_keys(sealed, words)
    assert refused.value.code == "passphrase_wrong"


def test_a_short_passphrase_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        seal_keys(tmp_path / "k", KEYS, "123456")
    assert refused.value.code == "passphrase_short"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_left(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("older keys")
    with pytest.raises(ConfigurationError):
        seal_keys(tmp_path / "k", KEYS, WORDS)
    assert (tmp_path / "k").read_text() == "older keys"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "tracker keys, scrypt 2^30 8 1, aes-256-gcm"},
        {"salt": ""},
        {"nonce": 5},
        {"sealed": "!"},
        {"sealed": None},
    ],
)
def test_a_damaged_or_foreign_file_is_told_before_any_work(
    sealed: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "k"
    path.write_text(json.dumps({**json.loads(sealed.read_text()), **change}))
    with pytest.raises(ConfigurationError) as refused:
        open_keys(path, WORDS)
    assert refused.value.code == "keys_file"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 10_000, b"x" * 20_000])
def test_any_other_content_is_a_tracker_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k"
    path.write_bytes(content)
    with pytest.raises(TrackerError):
        open_keys(path, WORDS)


def test_a_flipped_bit_of_the_closed_part_does_not_open(sealed: Path, tmp_path: Path) -> None:
    whole = json.loads(sealed.read_text())
    whole["sealed"] = ("B" if whole["sealed"][0] == "A" else "A") + whole["sealed"][1:]
    path = tmp_path / "k"
    path.write_text(json.dumps(whole))
    with pytest.raises(Refusal):
        open_keys(path, WORDS)
