"""The design system keeps what its page promises: stages apart for every eye, texts and marks against their ground."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

from pledgebook.model.stage import LADDER
from pledgebook.web.pictures.tiles import PLACES
from pledgebook.web.static_files import static_files

DOCS = Path(__file__).resolve().parents[2] / "docs"
GROUNDS = {"light": "#ffffff", "dark": "#1b1f24"}
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "full sight": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
LEAST_DISTANCE = 20.0


def linear(colour: str) -> tuple[float, ...]:
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """The colour in CIE L*a*b* (D65) as an eye sees it."""
    values = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, values, strict=True)))) for row in EYES[eye])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def variables(name: str) -> dict[str, dict[str, str]]:
    light, _, dark = static_files()[name].body.decode().partition("@media (prefers-color-scheme: dark)")
    found = {
        scheme: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))
        for scheme, text in (("light", light), ("dark", dark))
    }
    return {scheme: {**found["light"], **values} for scheme, values in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_every_eye_tells_the_stages_apart(scheme: str, eye: str) -> None:
    colours = variables("picture.css")[scheme]
    for one, other in combinations(LADDER, 2):
        pair = (seen(colours[f"stage-{stage.value}"], eye) for stage in (one, other))
        assert math.dist(*pair) >= LEAST_DISTANCE, (one, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_stages_stand_out_from_the_ground_and_are_documented(scheme: str) -> None:
    page = (DOCS / "design.md").read_text(encoding="utf-8")
    for stage in LADDER:
        colour = variables("picture.css")[scheme][f"stage-{stage.value}"]
        assert contrast(colour, GROUNDS[scheme]) >= 3.0, stage
        assert f"`{colour}`" in page, stage


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "sheet"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
def test_texts_can_be_read(scheme: str, ground: str, text: str) -> None:
    colours = variables("style.css")[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_no_two_tiles_lie_on_each_other() -> None:
    assert len(set(PLACES.values())) == len(PLACES) > 60
