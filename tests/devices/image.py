"""What the virtual machine boots: Debian's kernel and an initramfs, from packages that are unpacked and not installed."""

from __future__ import annotations

import lzma
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "devices"
MODULES: Mapping[str, str] = {
    "virtio_pci": "",
    "9pnet_virtio": "",
    "9p": "",
    "evdev": "",
    "uinput": "",
    "uhid": "",
    "hid-generic": "",
    "dummy_hcd": "",
    "libcomposite": "",
    "usb_f_acm": "",
    "cdc-acm": "",
    "vivid": "n_devs=2 node_types=0x1,0x1 num_inputs=1,1 input_types=0x0,0x0",
}
"""In the order of loading, with their parameters; what they need comes before them."""
_INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
while read -r module parameters; do insmod "/modules/$module" $parameters || echo "not loaded: $module"; done < /order
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro host /host || poweroff -f
mount -t configfs config /sys/kernel/config
for place in dev proc sys; do mount --bind /$place /host/$place; done
mount --bind /sys/kernel/config /host/sys/kernel/config
mount -t tmpfs tmp /host/tmp
HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=@WORK@:@EXTRA@ PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
    chroot /host @PYTHON@ -X faulthandler -m tests.devices.guest @PROBES@
sync; poweroff -f
"""


class Missing(Exception):
    """What the stage needs and this machine lacks, in words."""


def packages(*, may_download: bool) -> tuple[Path, Path]:
    """The unpacked kernel package and the static busybox, from the cache or fetched by apt into it."""
    roots = CACHE / "kernel", CACHE / "busybox"
    if not all(root.is_dir() for root in roots):
        if not may_download:
            raise Missing("a kernel and a static busybox to boot (75 MB, unpacked into .cache, not installed)")
        _fetch(_kernel_package(), roots[0])
        _fetch("busybox-static", roots[1])
    return roots


def initramfs(kernel: Path, busybox: Path, init: Mapping[str, str]) -> Path:
    """The archive that the kernel starts from: busybox, the modules in order, and the script that starts the probes."""
    script = _INIT
    for name, value in init.items():
        script = script.replace(f"@{name}@", value)
    order = _in_order(kernel, MODULES)
    names = "".join(f"{path.name.partition('.')[0]}.ko {MODULES.get(_stem(path), '')}\n" for path in order)
    archive = CACHE / "initramfs.cpio"
    with archive.open("wb") as out:
        for folder in ("bin", "dev", "proc", "sys", "host", "modules"):
            out.write(_entry(folder, 0o040755, b""))
        out.write(_entry("bin/busybox", 0o100755, next(busybox.glob("*bin/busybox")).read_bytes()))
        out.write(_entry("init", 0o100755, script.encode()))
        out.write(_entry("order", 0o100644, names.encode()))
        for path in order:
            out.write(_entry(f"modules/{path.name.partition('.')[0]}.ko", 0o100644, _content(path)))
        out.write(_entry("TRAILER!!!", 0, b""))
    return archive


def _kernel_package() -> str:
    told = subprocess.run(["apt-cache", "depends", "linux-image-amd64"], capture_output=True, text=True, check=False)
    found = re.search(r"Depends: (linux-image-[\w.+-]+)", told.stdout)
    if not found:
        raise Missing("Debian's package linux-image-amd64 (apt-cache knows none; try apt-get update)")
    return found[1]


def _fetch(package: str, root: Path) -> None:
    downloads = CACHE / "downloads" / package
    downloads.mkdir(parents=True, exist_ok=True)
    if subprocess.run(
        ["apt-get", "download", "-q", package], cwd=downloads, capture_output=True, check=False
    ).returncode:
        raise Missing(f"the package {package} (apt-get download failed; try apt-get update)")
    unpacked = root.with_suffix(".part")
    shutil.rmtree(unpacked, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", str(next(downloads.glob("*.deb"))), str(unpacked)], check=True)
    unpacked.rename(root)
    shutil.rmtree(downloads)


def _in_order(kernel: Path, wanted: Iterable[str]) -> list[Path]:
    """The files of the wanted modules, each after those that it needs. What the kernel has built in has no file."""
    files = {_stem(path): path for path in kernel.rglob("*.ko*")}
    order: dict[str, Path] = {}

    def add(name: str) -> None:
        if name in order or name not in files:
            return
        found = re.search(rb"\0depends=([^\0]*)\0", _content(files[name]))
        for needed in (found[1].decode() if found else "").replace("_", "-").split(","):
            add(needed)
        order[name] = files[name]

    for name in wanted:
        add(name.replace("_", "-"))
    return list(order.values())


def _stem(path: Path) -> str:
    """The module's name; the kernel takes ``-`` and ``_`` for the same."""
    return path.name.partition(".")[0].replace("_", "-")


def _content(path: Path) -> bytes:
    return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()


def _entry(name: str, mode: int, content: bytes) -> bytes:
    """One file of a cpio archive, in the form that the kernel reads ("newc", its initramfs buffer format)."""
    label = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(label), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + label
    return _padded(head) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
