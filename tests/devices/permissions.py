"""Devices that belong to root, opened by somebody else."""

from __future__ import annotations

import json
import os

# Loaded here: the unprivileged child may not be able to read them.
import cv2 as cv2
import hidraw as hidraw
import serial as serial

import tracker.hardware.sources.camera
import tracker.hardware.sources.evdev_keyboard
import tracker.hardware.sources.hid_pos
import tracker.hardware.sources.serial_line  # noqa: F401
from tests.devices import evdev, hid_pos, kernel_camera, serial_line
from tests.devices.listening import refusal

NOBODY = 65534


def refusal_to_nobody(url: str) -> tuple[str, str]:
    """Code and hint that a user without any right gets, in a process of their own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            error = refusal(url)
            os.write(writing, json.dumps([error.code, error.hint]).encode())
        except BaseException as error:
            os.write(writing, json.dumps([type(error).__name__, str(error)]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        code, hint = json.loads(told.read())
    os.waitpid(child, 0)
    return code, hint


def must_name_the_rule_for_a_keyboard() -> None:
    """evdev: no_permission, with the rule for this scanner"""
    with evdev.plugged():
        code, hint = refusal_to_nobody(evdev.URL)
    assert code == "no_permission", (code, hint)
    assert all(part in hint for part in ('SUBSYSTEM=="input"', "05e0", "1200", 'MODE="0660"')), hint


def must_name_the_rule_for_a_hid_pos_scanner() -> None:
    """hidpos: no_permission, with the rule for this scanner"""
    with hid_pos.plugged():
        code, hint = refusal_to_nobody(hid_pos.URL)
    assert code == "no_permission", (code, hint)
    assert all(part in hint for part in ('SUBSYSTEM=="hidraw"', "0c2e", "0b81", 'MODE="0660"')), hint


def must_name_the_rule_for_a_serial_scanner() -> None:
    """serial: no_permission, with the group and a rule"""
    with serial_line.plugged():
        code, hint = refusal_to_nobody(serial_line.URL)
    assert code == "no_permission", (code, hint)
    assert all(part in hint for part in ('SUBSYSTEM=="tty"', "dialout", 'MODE="0660"')), hint


def must_name_the_rule_for_a_camera() -> None:
    """camera: no_permission, with a rule"""
    code, hint = refusal_to_nobody(f"camera:{kernel_camera.node('vivid-001-vid-cap')}")
    assert code == "no_permission", (code, hint)
    assert all(part in hint for part in ('SUBSYSTEM=="video4linux"', 'MODE="0660"')), hint
