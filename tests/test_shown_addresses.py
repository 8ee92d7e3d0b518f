"""A camera's address is shown and kept without what lets others in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.hardware.profile_files import profile_file
from tracker.hardware.profiles import stable_part
from tracker.text import without_secrets


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mjpeg:http://10.0.0.7:8080/video", "mjpeg:http://10.0.0.7:8080/video"),
        ("mjpeg:http://nurse:pw@10.0.0.7:8080/video", "mjpeg:http://...@10.0.0.7:8080/video"),
        ("mjpeg:http://key@10.0.0.7/video", "mjpeg:http://...@10.0.0.7/video"),
        ("mjpeg:http://10.0.0.7/video?token=s3cret", "mjpeg:http://10.0.0.7/video?..."),
        ("mjpeg:http://nurse:pw@10.0.0.7/video?token=s3cret", "mjpeg:http://...@10.0.0.7/video?..."),
        ("mjpeg:nurse:pw@10.0.0.7/video", "mjpeg:...@10.0.0.7/video"),
        ("mjpeg:http:/nurse:pw@10.0.0.7/video", "mjpeg:http:/...@10.0.0.7/video"),
        ("http://nurse:pw@10.0.0.7/video", "http://...@10.0.0.7/video"),
        ("rtsp://nurse:p/w@d@10.0.0.7/live", "rtsp://...@10.0.0.7/live"),
        ("nurse:pw@10.0.0.7/video", "...@10.0.0.7/video"),
        ("10.0.0.7/video?token=s3cret", "10.0.0.7/video?..."),
        ("socket://nurse:pw@10.0.0.7:4001?beep=bel", "socket://...@10.0.0.7:4001?beep=bel"),
        ("serial:socket://nurse:pw@10.0.0.7:4001", "serial:socket://...@10.0.0.7:4001"),
        ("serial:/dev/ttyACM0?baud=9600", "serial:/dev/ttyACM0?baud=9600"),
        ("evdev:Acme@home", "evdev:Acme@home"),
        ("hidpos:05e0:1200", "hidpos:05e0:1200"),
        ("photos/a@b.jpg", "photos/a@b.jpg"),
        ("images:/home/a:b@c/", "images:/home/a:b@c/"),
        ("", ""),
    ],
)
def test_what_lets_in_is_hidden_and_all_else_is_told(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


SECRET = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(
    lambda part: f"s3cret{part}s3cret"
)
KINDS = ("mjpeg:http://", "mjpeg:https://", "http://", "rtsp://", "socket://", "serial:socket://")


@given(st.sampled_from(KINDS), SECRET)
def test_a_password_of_any_characters_is_never_shown(kind: str, password: str) -> None:
    assert "s3cret" not in without_secrets(f"{kind}nurse:{password}@10.0.0.7:8080/video")
    assert "s3cret" not in without_secrets(f"{kind}{password}@10.0.0.7:8080/video")


@given(st.sampled_from(KINDS[:4]), SECRET)
def test_a_key_in_the_query_is_never_shown(kind: str, key: str) -> None:
    assert "s3cret" not in without_secrets(f"{kind}10.0.0.7:8080/video?user=nurse&key={key}")


@given(st.text())
def test_hiding_once_is_hiding_for_good(url: str) -> None:
    assert without_secrets(without_secrets(url)) == without_secrets(url)


@given(st.sampled_from(KINDS), SECRET)
def test_neither_a_profile_nor_its_file_is_called_by_a_password(kind: str, password: str) -> None:
    url = f"{kind}nurse:{password}@10.0.0.7:8080/video"
    assert "s3cret" not in stable_part(url)
    assert "s3cret" not in profile_file(Path("scanners"), url).name
