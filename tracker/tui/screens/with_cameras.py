"""The cameras among the scanners: which one is looked through, and where its picture is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.barcodes.commands import Command
from tracker.tui.keys import is_command
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.hardware.scan import Scan
    from tracker.station.outcomes import DeviceState
    from tracker.tui.widgets.viewfinder import Viewfinder

VIEW = "camera"
KINDS = ("camera", "mjpeg", "video")
"""Kinds of source that have a picture. A folder of pictures is read faster than anybody looks."""


def camera_among(states: Sequence[DeviceState]) -> DeviceState | None:
    """The one to look through: the first that is live, else the first that may come."""
    cameras = [each for each in states if each.url.partition(":")[0] in KINDS and each.state != "ended"]
    return next((each for each in cameras if each.state == "live"), cameras[0] if cameras else None)


class WithCameras(Asking):
    view: str
    """What the person looks at instead of the job; empty for the job."""

    @property
    def camera(self) -> DeviceState | None:
        station = self.link.station
        return camera_among(station.devices.states()) if station is not None else None

    def on_viewfinder_look(self, event: Viewfinder.Look) -> None:
        """Called by its name: a machine without a camera waits for no viewfinder to be loaded."""
        station, url = self.link.station, event.viewfinder.camera_url
        states = station.devices.states() if station is not None else ()
        camera = next((each for each in states if each.url == url), None) if url else camera_among(states)
        view = station.devices.view(camera.url) if station is not None and camera is not None else None
        event.viewfinder.show(camera, view)

    def _show_camera(self) -> None:
        """Beside the lists of a wide terminal, elsewhere where it is asked for."""
        has_camera = self.camera is not None
        aside = self.query_one("#aside")
        aside.set_class(has_camera, "-camera")
        if has_camera and not any(child.id == "beside" for child in aside.children):
            from tracker.tui.widgets.viewfinder import Viewfinder

            aside.mount(Viewfinder(id="beside"), before=0)

    def _is_looked_away(self, scan: Scan) -> bool:
        """Whether ``scan`` closes the camera's view, as Escape does."""
        return self.view == VIEW and (is_command(scan, Command.NO) or is_command(scan, Command.DONE))
