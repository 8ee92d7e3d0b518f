"""Settings: where everything lies, and a clinic's choices, from ``settings.toml``, the environment, and defaults."""

from __future__ import annotations

from tracker.config.loading import LARGEST, load_settings
from tracker.config.settings import FILE, Settings
from tracker.config.unattended import UNATTENDED_NAMES

__all__ = ["FILE", "LARGEST", "UNATTENDED_NAMES", "Settings", "load_settings"]
