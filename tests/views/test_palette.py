"""Lists and charts have the same colours."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

from dashboard.views.palette import DARK, LIGHT
from dashboard.views.style import stylesheet

HOUSE = Path(__file__).parents[2]


def test_the_style_sheet_has_the_palettes_colours() -> None:
    light, dark = asdict(LIGHT), asdict(DARK)
    for name in light:
        assert f"--rd-{name}: light-dark({light[name]}, {dark[name]});" in stylesheet()


def test_the_theme_has_the_palettes_colours() -> None:
    theme = tomllib.loads((HOUSE / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    for palette, stated in ((LIGHT, theme["light"]), (DARK, theme["dark"])):
        assert stated["backgroundColor"] == palette.background
        assert stated["textColor"] == palette.text
        assert stated["borderColor"] == palette.line


def test_every_font_that_is_named_is_there() -> None:
    config = tomllib.loads((HOUSE / ".streamlit/config.toml").read_text(encoding="utf-8"))
    for face in config["theme"]["fontFaces"]:
        path = HOUSE / "dashboard/views" / face["url"].removeprefix("app/")
        assert path.read_bytes()[:4] == b"wOF2"
