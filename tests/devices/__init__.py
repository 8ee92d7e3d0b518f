"""The drivers against kernel devices, in a small virtual machine: ``make test-devices``.

Not a part of ``make test``. The virtual machine (QEMU in software, 1 GB, no network) boots Debian's kernel, sees this
machine's files read-only, and has devices that the kernel itself makes up: a keyboard (uinput), a HID POS scanner
(uhid), a serial scanner (a USB gadget on dummy_hcd) and cameras (vivid). The project's own drivers are opened on them.
A run takes 38 s on a machine of two cores, 75 s beside other work; booting is 6 to 10 s of it. It showed that hidapi's
``hid`` (libusb) finds no scanner that its ``hidraw`` finds. No barcode is read through a camera: see kernel_camera.py.
Where QEMU or a package is missing the stage is skipped, with what to install.
"""
