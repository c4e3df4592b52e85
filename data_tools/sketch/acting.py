"""How manga acts the eight moods: several ways each, with the cues a reader knows them by.

A value is a constant, a (low, high) range, or a dict of choices with their weights.
"""

from random import Random
from typing import Any

Way = tuple[float, dict[str, Any]]
SOME = {0: 3, 1: 1}
ODD_BLUSH = {0.0: 4, 0.35: 1}
V = {
    "brow_angle": (0.6, 1.0),
    "brow_raise": (-0.5, -0.2),
    "brow_curve": (-0.1, 0.25),
    "brow_weight": (1.1, 1.7),
}
WORRY = {"brow_angle": (-1.0, -0.55), "brow_raise": (-0.05, 0.3), "brow_curve": (0.0, 0.3)}
HIGH = {"brow_angle": (-0.35, 0.05), "brow_raise": (0.5, 1.0), "brow_curve": (0.3, 0.7)}
EASY = {"brow_angle": (-0.25, 0.05), "brow_raise": (0.05, 0.45), "brow_curve": (0.3, 0.7)}
FLAT = {"brow_angle": (-0.05, 0.1), "brow_raise": (-0.1, 0.12), "brow_curve": (0.0, 0.25)}
GLARE = {"eye_mode": "open", "openness": (0.55, 0.85), "lid_tilt": (0.45, 0.9), "pupil": (0.55, 0.85)}
FURY = V | {"furrow": {True: 2, False: 1}, "vein": {0: 3, 1: 3, 2: 1}, "blush": {0.0: 6, 0.3: 1}}
AVERTED = {"gaze_x": {-0.8: 1, 0.8: 1}, "gaze_y": (0.0, 0.6)}
FLUSH = {"blush": (0.7, 1.0), "blush_kind": {"band": 4, "hatch": 3, "full": 2, "scribble": 1}}
FLUSH |= {"sweat": {0: 2, 1: 3, 2: 2, 3: 1}, "steam": {0: 4, 1: 1, 2: 1}}
WET = {"tears": (0.55, 1.0), "blush": {0.0: 3, 0.5: 2}, "gloom": {0.0: 6, 0.5: 1}}
GLOW = {"blush": {0.0: 3, 0.3: 2, 0.5: 1}, "blush_kind": {"ovals": 3, "hatch": 1, "soft": 1}}
AWE = HIGH | {"sweat": {0: 3, 1: 2, 3: 1}, "gloom": {0.0: 3, 0.6: 1}, "sign": {"": 3, "!": 1}}

WAYS: dict[str, list[Way]] = {
    "angry": [
        (3, GLARE | FURY | {"mouth": {"frown": 3, "scowl": 3, "line": 1}, "mouth_width": (0.18, 0.34)}),
        (4, GLARE | FURY | {"mouth": {"gritted": 4, "snarl": 2}, "mouth_width": (0.3, 0.5)}),
        (3, GLARE | FURY | {"mouth": {"shout": 1}, "mouth_width": (0.28, 0.46), "mouth_open": (0.8, 1.3)}),
        (1, FURY | {"eye_mode": "blank", "openness": (0.8, 1.0), "lid_tilt": (0.6, 0.9), "vein": {1: 1, 2: 1},
                    "mouth": {"gritted": 1, "shout": 1}, "mouth_width": (0.32, 0.5), "mouth_open": (0.6, 1.0)}),
        (1, GLARE | FURY | {"mouth": {"pout": 1}, "mouth_width": (0.1, 0.16), "vein": {0: 1, 1: 2}, "steam": SOME}),
        (1, GLARE | FURY | {"openness": (0.35, 0.5), "mouth": {"line": 1, "frown": 3}, "mouth_tilt": (-0.2, 0.2)}),
    ],
    "crying": [
        (4, WORRY | WET | {"eye_mode": {"down": 2, "tight": 2, "squeeze": 2}, "tear_kind": {"streams": 1},
                           "mouth": {"wail": 5, "wavy": 1}, "mouth_width": (0.3, 0.52), "mouth_open": (0.7, 1.2)}),
        (4, WORRY | WET | {"openness": (0.6, 0.9), "lid_tilt": (-0.5, -0.1), "tear_kind": {"drops": 3, "trail": 3},
                           "mouth": {"frown": 3, "wavy": 2, "small": 1}, "gaze_y": (0, 0.5)}),
        (2, WORRY | WET | {"openness": (0.9, 1.15), "shine": 3, "tear_kind": {"welling": 3, "drops": 1},
                           "mouth": {"wavy": 2, "frown": 2, "wail": 1}, "mouth_width": (0.2, 0.36)}),
        (2, WORRY | WET | {"eye_mode": "tee", "tear_kind": "streams",
                           "mouth": {"wail": 2, "frown": 2, "line": 1, "wavy": 1}}),
        (1.2, WORRY | WET | {"eye_mode": {"squeeze": 2, "down": 1}, "tear_kind": "fountain", "tears": (0.8, 1.0),
                             "mouth": "wail", "mouth_width": (0.4, 0.6), "mouth_open": (0.8, 1.2)}),
        (2, WORRY | WET | {"eye_mode": {"down": 2, "tight": 1}, "tear_kind": {"trail": 2, "drops": 2, "streams": 1},
                           "mouth": {"frown": 3, "wavy": 1, "gritted": 1}, "mouth_width": (0.18, 0.34)}),
        (1, WORRY | WET | {"openness": (0.7, 1.0), "tear_kind": "streams", "mouth": {"wail": 3, "wavy": 1},
                           "mouth_width": (0.3, 0.5), "mouth_open": (0.7, 1.1)}),
    ],
    "embarrassed": [
        (4, WORRY | FLUSH | AVERTED | {"openness": (0.65, 1.0), "mouth": {"wavy": 5, "small": 2, "frown": 1},
                                       "mouth_width": (0.18, 0.36)}),
        (2, WORRY | FLUSH | {"eye_mode": {"squeeze": 3, "tight": 1}, "mouth": {"wavy": 4, "zigzag": 1},
                             "mouth_width": (0.22, 0.4), "sweat": {1: 1, 2: 1, 3: 1}}),
        (2, WORRY | FLUSH | {"openness": (0.95, 1.15), "pupil": (0.55, 0.8), "sweat": {1: 1, 2: 1, 3: 1},
                             "mouth": {"wavy_open": 3, "wavy": 2}, "mouth_width": (0.3, 0.46)}),
        (1, WORRY | FLUSH | {"eye_mode": {"spiral": 2, "blank": 1}, "mouth": {"wavy": 2, "wavy_open": 2},
                             "mouth_width": (0.28, 0.45), "steam": {1: 1, 2: 1}}),
        (1.5, WORRY | FLUSH | AVERTED | {"openness": (0.55, 0.8), "mouth": {"shy": 3, "wavy": 2},
                                         "occluder": {"": 3, "hand": 1}}),
        (0.7, FLAT | FLUSH | AVERTED | {"openness": (0.6, 0.8), "mouth": {"pout": 2, "wavy": 3},
                                        "mouth_width": (0.12, 0.2), "brow_angle": (0.0, 0.35)}),
    ],
    "happy": [
        (4, EASY | GLOW | {"openness": (1.0, 1.1), "shine": {2: 1, 3: 1}, "mouth": {"smile_open": 4, "laugh": 2},
                           "mouth_width": (0.28, 0.5), "mouth_open": (0.6, 1.0)}),
        (5, EASY | GLOW | {"eye_mode": {"up": 5, "caret": 1}, "mouth": {"smile_open": 3, "laugh": 3},
                           "mouth_width": (0.3, 0.54), "mouth_open": (0.6, 1.1)}),
        (1.3, EASY | GLOW | {"eye_mode": {"squeeze": 3, "cross": 0.3}, "mouth": "laugh", "mouth_width": (0.4, 0.58),
                             "mouth_open": (0.8, 1.1)}),
        (1.2, EASY | GLOW | {"openness": (0.95, 1.1), "mouth": "grin", "mouth_width": (0.38, 0.58)}),
        (0.8, EASY | GLOW | {"eye_mode": "star", "mouth": {"smile_open": 2, "laugh": 1}, "mouth_width": (0.3, 0.5)}),
        (1, EASY | GLOW | {"wink": {-1: 1, 1: 1}, "mouth": {"smile_open": 3, "grin": 1}, "mouth_width": (0.3, 0.5)}),
    ],
    "neutral": [
        (5, FLAT | {"openness": (0.85, 1.0), "mouth": {"line": 4, "short": 3}, "mouth_width": (0.1, 0.28)}),
        (2, FLAT | {"openness": (0.45, 0.62), "mouth": {"line": 3, "short": 1}, "mouth_width": (0.14, 0.26)}),
        (1.2, FLAT | AVERTED | {"openness": (0.8, 0.95), "mouth": {"line": 2, "short": 2}, "gaze_y": (-0.2, 0.2),
                                "mouth_width": (0.1, 0.24)}),
        (0.5, FLAT | {"openness": (0.7, 1.0), "mouth": "small", "mouth_width": (0.06, 0.1), "mouth_open": (0.3, 0.5)}),
    ],
    "pleased": [
        (4, EASY | GLOW | {"eye_mode": {"down": 3, "up": 2}, "mouth": {"smile": 5, "cat": 1},
                           "mouth_width": (0.18, 0.34), "mouth_open": (0.2, 0.45)}),
        (4, EASY | GLOW | {"openness": (0.75, 1.0), "mouth": {"smile": 5, "cat": 1}, "mouth_width": (0.2, 0.36),
                           "mouth_open": (0.25, 0.5)}),
        (2.5, FLAT | {"openness": (0.45, 0.65), "lid_tilt": (0.0, 0.2), "mouth": "smirk", "mouth_width": (0.24, 0.38),
                      "mouth_tilt": {-1.0: 1, 1.0: 1}, "brow_raise": (0.1, 0.4)}),
        (0.5, EASY | GLOW | {"wink": {-1: 1, 1: 1}, "openness": (0.9, 1.0), "mouth": {"smile": 2, "cat": 1}}),
    ],
    "sad": [
        (4, WORRY | {"openness": (0.5, 0.78), "lid_tilt": (-0.7, -0.25), "gaze_y": (0.3, 0.8), "gaze_x": (-0.5, 0.5),
                     "mouth": {"frown": 5, "short": 1}, "mouth_width": (0.16, 0.32), "gloom": {0.0: 4, 0.5: 1}}),
        (2, WORRY | {"openness": (0.5, 0.8), "lid_tilt": (-0.6, -0.2), "gloom": (0.6, 1.0), "shine": 0,
                     "mouth": {"frown": 4, "wavy": 1}, "mouth_width": (0.16, 0.3)}),
        (2, WORRY | {"openness": (0.75, 0.95), "lid_tilt": (-0.6, -0.3), "mouth": {"frown": 4, "pout_down": 1},
                     "mouth_width": (0.2, 0.36), "gaze_y": (0, 0.4)}),
        (1.5, WORRY | {"eye_mode": "down", "mouth": {"frown": 4, "short": 1}, "mouth_width": (0.16, 0.3),
                       "gloom": {0.0: 2, 0.6: 1}, "pitch": (0.1, 0.35)}),
    ],
    "shock": [
        (5, AWE | {"eye_mode": "wide", "openness": (1.25, 1.5), "pupil": (0.22, 0.45),
                   "mouth": {"gape": 4, "o": 2, "box": 2}, "mouth_width": (0.18, 0.36), "mouth_open": (0.9, 1.5)}),
        (2, AWE | {"eye_mode": "blank", "openness": (1.15, 1.4), "mouth": {"gape": 3, "box": 2, "wavy_open": 1},
                   "mouth_width": (0.2, 0.4), "mouth_open": (0.8, 1.5), "gloom": {0.0: 1, 0.7: 2}}),
        (2, AWE | {"eye_mode": "wide", "openness": (1.2, 1.4), "pupil": (0.3, 0.55), "mouth": {"o": 3, "small": 1},
                   "mouth_width": (0.1, 0.18), "mouth_open": (0.9, 1.2)}),
        (1.5, AWE | {"eye_mode": "wide", "openness": (1.2, 1.45), "pupil": (0.15, 0.3), "brow_angle": (-0.8, -0.3),
                     "mouth": {"wavy_open": 2, "gape": 1}, "mouth_width": (0.28, 0.42), "mouth_open": (0.6, 1.0),
                     "sweat": {1: 1, 2: 1, 3: 1}, "gloom": {0.0: 1, 0.7: 2}}),
    ],
}  # fmt: skip


def pick(rng: Random, value: Any) -> Any:
    """A constant as it is, a number from a range, or one of weighted choices."""
    if isinstance(value, tuple):
        return rng.uniform(*value)
    if isinstance(value, dict):
        return rng.choices(list(value), weights=list(value.values()))[0]
    return value


def act(rng: Random, mood: str) -> dict[str, Any]:
    """The fields of a face that show this mood, in one of its ways."""
    ways = WAYS[mood]
    _, way = rng.choices(ways, weights=[weight for weight, _ in ways])[0]
    return {name: pick(rng, value) for name, value in way.items()}
