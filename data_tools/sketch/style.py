"""The hands that draw: from clean ink with screentone to a shaky mouse sketch."""

from dataclasses import dataclass, field
from typing import Any

Weights = dict[str, float]
ANIME = {"shounen": 4, "moe": 3, "shoujo": 2, "narrow": 2, "round": 0.6, "bean": 0.5, "half": 0.5}
GAG = {"round": 2, "bean": 2, "dot": 2, "ring": 1, "half": 0.7, "moe": 1}
DOODLE = {"dot": 4, "ring": 1.6, "round": 2, "bean": 1.5, "bar": 1.2, "half": 0.5, "moe": 0.3}
PAGES = {"white": 5, "tone": 1.5, "speed": 0.7, "panel": 1.5, "balloon": 1.5, "grey": 0.6, "dark": 0.4}
BLANK = {"white": 12, "ruled": 0.5, "scrap": 0.6}
TIGHT, LOOSE, WIDE = (0.72, 1.0), (0.42, 0.75), (0.26, 0.5)


@dataclass(frozen=True)
class Style:
    """One hand: widths in pixels of a 128 px frame, wobble and drift in half face widths."""

    name: str
    line: tuple[float, float] = (1.2, 2.2)
    taper: float = 0.6
    wobble: tuple[float, float] = (0.0, 0.008)
    tremor: float = 0.0
    drift: float = 0.004
    overshoot: float = 0.0
    repeats: int = 1
    coarse: float = 0.0
    ink: tuple[int, int] = (0, 30)
    paper: tuple[int, int] = (250, 255)
    skin: tuple[int, int] | None = None
    detail: float = 0.9
    rough: bool = False
    eyes: Weights = field(default_factory=lambda: ANIME)
    fills: Weights = field(default_factory=lambda: {"black": 3, "white": 3, "tone": 1})
    backgrounds: Weights = field(default_factory=lambda: PAGES)
    frames: dict[tuple[float, float], float] = field(default_factory=lambda: {TIGHT: 4, LOOSE: 4, WIDE: 1})
    finishes: Weights = field(default_factory=lambda: {"": 4, "soft": 1, "jpeg": 1})
    inverted: float = 0.0


_ROUGH: dict[str, Any] = {
    "rough": True,
    "taper": 0.0,
    "backgrounds": BLANK,
    "finishes": {"": 1},
    "eyes": DOODLE,
}
_FAR: dict[tuple[float, float], float] = {TIGHT: 1, LOOSE: 4, WIDE: 3}
_OUTLINES = {"white": 6, "scribble": 1, "black": 0.7}

CATALOGUE: dict[str, Style] = {
    style.name: style
    for style in (
        Style("ink"),
        Style("screentone", fills={"tone": 4, "black": 2, "white": 1}, backgrounds=PAGES | {"tone": 4}),
        Style(
            "shoujo", line=(0.7, 1.4), eyes={"shoujo": 5, "moe": 3, "bean": 0.4},
            fills={"white": 4, "tone": 2, "black": 1}, backgrounds=PAGES | {"flowers": 2, "tone": 3},
        ),
        Style("seinen", line=(1.1, 2.4), eyes={"narrow": 5, "shounen": 3}, fills={"black": 4, "hatch": 2}),
        Style(
            "gag", line=(1.8, 3.2), taper=0.25, wobble=(0.004, 0.014), eyes=GAG, detail=0.6,
            fills={"black": 3, "white": 4, "tone": 1},
        ),
        Style(
            "grey", line=(0.8, 1.8), ink=(10, 90), skin=(212, 250), eyes=ANIME | {"shoujo": 4, "moe": 5},
            fills={"grey": 6, "black": 1}, backgrounds={"grey": 4, "white": 2, "dark": 2, "flowers": 1},
            finishes={"": 2, "soft": 2, "jpeg": 1}, frames={TIGHT: 7, LOOSE: 3},
        ),
        Style(
            "scan", line=(1.4, 3.0), wobble=(0.0, 0.012), finishes={"binary": 3, "tiny": 2},
            frames={TIGHT: 4, LOOSE: 2},
        ),
        Style(
            "brush", line=(2.0, 3.8), taper=0.85, wobble=(0.005, 0.02), overshoot=0.04, detail=0.6,
            eyes=ANIME | GAG, fills={"black": 2, "white": 3, "hatch": 1},
        ),
        Style(
            "chalk", line=(1.2, 2.8), taper=0.2, wobble=(0.005, 0.025), eyes=ANIME | DOODLE, detail=0.6,
            fills={"white": 5, "scribble": 1}, backgrounds={"white": 1}, inverted=1.0, finishes={"": 2,
            "grain": 2},
        ),
        Style(
            "pencil", line=(0.8, 1.6), taper=0.5, wobble=(0.01, 0.025), drift=0.015, overshoot=0.06,
            repeats=2,
            ink=(40, 120), paper=(235, 255), fills={"white": 4, "hatch": 2, "scribble": 1}, detail=0.8,
            backgrounds=BLANK, finishes={"": 2, "grain": 2},
        ),
        Style(
            "tablet", line=(0.8, 2.4), wobble=(0.01, 0.03), drift=0.02, overshoot=0.06, detail=0.7,
            frames=_FAR,
            fills=_OUTLINES, **(_ROUGH | {"eyes": ANIME | DOODLE}),
        ),
        Style(
            "mouse", line=(0.5, 1.5), wobble=(0.015, 0.05), tremor=0.006, drift=0.035, overshoot=0.1,
            coarse=0.16,
            detail=0.3, frames=_FAR, fills=_OUTLINES, **_ROUGH,
        ),
        Style(
            "marker", line=(1.8, 4.5), wobble=(0.01, 0.045), drift=0.03, overshoot=0.08, detail=0.3,
            frames=_FAR,
            fills=_OUTLINES, **_ROUGH,
        ),
        Style(
            "nib", line=(0.9, 1.9), taper=0.8, wobble=(0.003, 0.014), drift=0.008, overshoot=0.03,
            fills={"hatch": 4, "white": 2, "black": 1}, detail=0.8,
        ),
        Style(
            "trackpad", line=(0.7, 2.0), wobble=(0.02, 0.055), tremor=0.012, drift=0.045, overshoot=0.14,
            coarse=0.26, detail=0.35, frames=_FAR, fills=_OUTLINES, **_ROUGH,
        ),
    )
}  # fmt: skip
STYLES: tuple[str, ...] = tuple(CATALOGUE)
HELD_OUT_STYLES: tuple[str, ...] = ("nib", "trackpad")
"""One clean and one rough hand that training never sees: they tell how well a model generalises."""
TRAINING_STYLES: tuple[str, ...] = tuple(name for name in STYLES if name not in HELD_OUT_STYLES)
