"""An example of a design: a supply's label with its name and its code."""

from __future__ import annotations

GOOD = """
name = "mine"
title = "Mine"
width_mm = 50
height_mm = 20
needs = ["code"]
may_have = ["name"]
[[text]]
value = "{name}"
x_mm = 1
y_mm = 1
width_mm = 48
height_mm = 4
size_mm = 4
fit = "shorten"
[[symbol]]
kind = "code128"
value = "{code}"
x_mm = 0
y_mm = 5
width_mm = 50
height_mm = 10
smallest_module_mm = 0.25
largest_module_mm = 0.4
"""
