"""Three grounds: calm light, calm dark, and high contrast. One accent; red and amber are kept for harm."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#7fb4c8",
    secondary="#7fb4c8",
    accent="#7fb4c8",
    foreground="#dfe6e6",
    background="#12191c",
    surface="#182226",
    panel="#223036",
    success="#7cc58f",
    warning="#e6b455",
    error="#f0786e",
    dark=True,
    variables={"muted": "#9aabae"},
)
LIGHT = Theme(
    name="light",
    primary="#1d6a82",
    secondary="#1d6a82",
    accent="#1d6a82",
    foreground="#1b2629",
    background="#f6f7f4",
    surface="#ffffff",
    panel="#e3e9e8",
    success="#23703a",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={"muted": "#566468"},
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#ffff00",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    success="#00ff66",
    warning="#ffcc00",
    error="#ff6666",
    dark=True,
    variables={"muted": "#ffffff", "text-muted": "#ffffff", "border": "#ffffff", "footer-key-foreground": "#ffff00"},
)
THEMES = (DARK, LIGHT, CONTRAST)
