"""Scanners tested, and the keyboard's scans written down."""

from __future__ import annotations

from tracker.errors import DeviceError
from tracker.text import safe
from tracker.tui.keys import KEYBOARD
from tracker.tui.messages import Failed
from tracker.tui.screens.asking import Asking


class WithScanners(Asking):
    def show_all(self, *, is_new_pane: bool = True) -> None:
        raise NotImplementedError

    def action_record(self) -> None:
        """Begin or end writing down what the keyboard scans, and say where."""
        from tracker.hardware.sources.tape import WARNING

        before = self.link.recording
        try:
            self.link.toggle_recording(KEYBOARD)
        except DeviceError as error:
            self.post_message(Failed(error))
            return
        if self.link.recording is not None:
            told = f"Recording to {safe(self.link.recording.path)}. {WARNING}"
            self.app.notify(told, severity="warning", timeout=10, markup=False)
        elif before is not None:
            self.app.notify(f"Recorded in {safe(before.path)}", markup=False)
        self.show_all(is_new_pane=False)

    def action_test_scanner(self) -> None:
        from tracker.tui.dialogs.scanner_test import ScannerTestDialog

        self._open(ScannerTestDialog(self.link), lambda _: self.link.release())
