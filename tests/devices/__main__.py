"""``python -m tests.devices [--install] [PROBE ...]``: boots the virtual machine and tells what every probe found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

from tests.devices.image import CACHE, Missing, initramfs, packages
from tests.devices.probes import PROBES, Result

TIMEOUT_S = 600
"""In software on two busy cores a whole run was seen to take minutes; alone it takes far less."""
QEMU = "qemu-system-x86_64"
_TO_INSTALL = "apt-get install --no-install-recommends qemu-system-x86"
_ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """0 where every probe passed or the stage was skipped, 1 where one failed."""
    may_install = "--install" in arguments
    names = [each for each in arguments if each != "--install"] or list(PROBES)
    if unknown := set(names) - set(PROBES):
        sys.stderr.write(f"There are: {', '.join(PROBES)}; not {', '.join(sorted(unknown))}.\n")
        return 2
    try:
        _need_qemu(may_install)
        kernel, busybox = packages(may_download=may_install)
        extra = _hidapi(may_install)
    except Missing as missing:
        sys.stdout.write(
            f"skipped: the drivers were not tried against kernel devices; missing: {missing}.\n"
            f"'make test-devices INSTALL=1' gets it, on Debian; QEMU needs root: {_TO_INSTALL}\n"
        )
        return 0
    init = {"WORK": str(_ROOT), "EXTRA": str(extra), "PYTHON": sys.executable, "PROBES": " ".join(names)}
    began_s = monotonic()
    results = _run(next(kernel.glob("boot/vmlinuz-*")), initramfs(kernel, busybox, init))
    return _tell(names, results, monotonic() - began_s)


def _need_qemu(may_install: bool) -> None:
    if shutil.which(QEMU) is None and may_install:
        subprocess.run([*_TO_INSTALL.split(), "-y", "-q"], check=False)
    if shutil.which(QEMU) is None:
        raise Missing("QEMU")


def _hidapi(may_install: bool) -> Path:
    """A folder with hidapi for the guest, which is an extra of the project and may not be in its environment."""
    folder = CACHE / "python"
    if may_install and not folder.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), "hidapi>=0.15"]
        subprocess.run(pip, check=False)
    return folder


def _run(vmlinuz: Path, archive: Path) -> list[Result]:
    """Boot, wait for the end or the time-out, and read what the guest wrote to its second serial port."""
    told, console = CACHE / "results.jsonl", CACHE / "console.log"
    told.write_bytes(b"")
    command = [
        *(
            QEMU,
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
            "-m",
            "1024",
            "-nodefaults",
            "-display",
            "none",
        ),
        *("-nic", "none", "-no-reboot", "-kernel", str(vmlinuz), "-initrd", str(archive)),
        *("-append", "console=ttyS0 quiet loglevel=4 panic=-1 oops=panic mitigations=off"),
        *("-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"),
        *("-serial", f"file:{console}", "-serial", f"file:{told}"),
    ]
    guest = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        guest.wait(TIMEOUT_S)
    except subprocess.TimeoutExpired:
        guest.kill()
        guest.wait()
    lines = told.read_text("utf-8", "replace").splitlines()
    return [Result(**json.loads(line)) for line in lines if line.startswith("{")]


def _tell(names: list[str], results: list[Result], took_s: float) -> int:
    """Every result, and for a probe that did not report, where the guest's words are."""
    for each in results:
        sys.stdout.write(f"{each.verdict:8} {each.probe:12} {each.seconds:6.1f} s  {each.what}\n")
        if each.detail:
            sys.stdout.write("".join(f"{'':30}{line}\n" for line in each.detail.splitlines()))
    silent = set(names) - {each.probe for each in results}
    for name in sorted(silent):
        sys.stdout.write(
            f"{'lost':8} {name:12}           did not report; the guest's console: {CACHE / 'console.log'}\n"
        )
    failed = [each for each in results if each.verdict == "failed"]
    passed = sum(each.verdict == "passed" for each in results)
    sys.stdout.write(f"{passed} passed, {len(failed)} failed, in {took_s:.0f} s\n")
    return 1 if failed or silent or not results else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
