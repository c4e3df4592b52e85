"""How manga acts the eight moods: several ways each, with the cues a reader knows them by.

A value is a constant, a (low, high) range, or a dict of choices with their weights.
"""

from typing import Any

Way = tuple[float, dict[str, Any]]
SOME = {0: 3, 1: 1}
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
BARE = {"brow": "none", "brow_angle": 0.0}
GLARE = {"openness": (0.55, 0.85), "lid_tilt": (0.45, 0.9), "pupil": (0.55, 0.85)}
FURY = V | {"furrow": {True: 2, False: 1}, "vein": {0: 3, 1: 3, 2: 1}, "blush": {0.0: 7, 0.3: 1}}
AVERTED = {"gaze_x": {-0.8: 1, 0.8: 1}, "gaze_y": (0.0, 0.6)}
DOWNCAST = {"gaze_x": (-0.5, 0.5), "gaze_y": (0.3, 0.8), "lid_tilt": (-0.7, -0.25)}
FLUSH = {"blush": (0.7, 1.0), "blush_kind": {"band": 4, "hatch": 3, "full": 1, "scribble": 1}}
FLUSH |= {"sweat": {0: 2, 1: 3, 2: 2, 3: 1}, "steam": {0: 5, 1: 1, 2: 1}}
WET = {"tears": (0.55, 1.0), "blush": {0.0: 3, 0.5: 2}, "gloom": {0.0: 6, 0.5: 1}}
WEEP = {"mouth": {"wail": 5, "wavy": 1}, "mouth_width": (0.3, 0.52), "mouth_open": (0.7, 1.2)}
GLOW = {"blush": {0.0: 3, 0.3: 2, 0.5: 1}, "blush_kind": {"ovals": 3, "hatch": 1, "soft": 1}}
GLOW |= {"sign": {"": 12, "note": 1, "heart": 1, "sparkle": 2}}
LAUGH = {"mouth": {"smile_open": 4, "laugh": 3}, "mouth_width": (0.3, 0.54), "mouth_open": (0.6, 1.0)}
AWE = HIGH | {"sweat": {0: 3, 1: 2, 3: 1}, "gloom": {0.0: 3, 0.6: 1}, "sign": {"": 3, "!": 1}}
WIDE = {"eye_mode": "wide", "openness": (1.2, 1.5), "pupil": (0.2, 0.45)}

WAYS: dict[str, list[Way]] = {
    "angry": [
        (3, GLARE | FURY | {"mouth": {"frown": 3, "scowl": 3, "line": 1}, "mouth_width": (0.18, 0.34)}),
        (4, GLARE | FURY | {"mouth": {"gritted": 4, "snarl": 2}, "mouth_width": (0.3, 0.5)}),
        (3, GLARE | FURY | {"mouth": "shout", "mouth_width": (0.28, 0.46), "mouth_open": (0.8, 1.3)}),
        (1, FURY | {"eye_mode": "blank", "openness": (0.8, 1.0), "lid_tilt": (0.6, 0.9), "vein": {1: 1, 2: 1},
            "mouth": {"gritted": 1, "shout": 1}, "mouth_width": (0.32, 0.5), "mouth_open": (0.6, 1.0)}),
        (1, GLARE | FURY | {"mouth": "pout", "mouth_width": (0.1, 0.16), "vein": {0: 1, 1: 2},
            "steam": SOME}),
        (1, GLARE | FURY | {"openness": (0.35, 0.5), "mouth": {"line": 1, "frown": 3},
            "mouth_tilt": (-0.2, 0.2)}),
    ],
    "crying": [
        (4, WORRY | WET | WEEP | {"eye_mode": {"down": 1, "tight": 1, "squeeze": 1}, "tear_kind": "streams"}),
        (4, WORRY | WET | {"openness": (0.6, 0.9), "lid_tilt": (-0.5, -0.1), "tear_kind": {"drops": 3,
            "trail": 3},
            "mouth": {"frown": 3, "wavy": 2, "small": 1}, "gaze_y": (0, 0.5)}),
        (2, WORRY | WET | {"openness": (0.9, 1.15), "shine": 3, "tear_kind": {"welling": 3, "drops": 1},
            "mouth": {"wavy": 2, "frown": 2, "wail": 1}, "mouth_width": (0.2, 0.36)}),
        (2, WORRY | WET | {"eye_mode": "tee", "tear_kind": "streams",
            "mouth": {"wail": 2, "frown": 2, "line": 1, "wavy": 1}}),
        (1.2, WORRY | WET | {"eye_mode": {"squeeze": 2, "down": 1}, "tear_kind": "fountain",
            "tears": (0.8, 1.0),
            "mouth": "wail", "mouth_width": (0.4, 0.6), "mouth_open": (0.8, 1.2)}),
        (2, WORRY | WET | {"eye_mode": {"down": 2, "tight": 1}, "mouth_width": (0.18, 0.34),
            "mouth": {"frown": 3, "wavy": 1, "gritted": 1}, "tear_kind": {"trail": 2, "drops": 2,
            "streams": 1}}),
        (1, WORRY | WET | WEEP | {"openness": (0.7, 1.0), "tear_kind": "streams"}),
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
        (4, EASY | GLOW | LAUGH | {"openness": (1.0, 1.1), "shine": {2: 1, 3: 1}}),
        (5, EASY | GLOW | LAUGH | {"eye_mode": {"up": 5, "caret": 1}}),
        (1.3, EASY | GLOW | LAUGH | {"eye_mode": {"squeeze": 3, "cross": 0.3}, "mouth_width": (0.4, 0.58)}),
        (1.2, EASY | GLOW | {"openness": (0.95, 1.1), "mouth": "grin", "mouth_width": (0.38, 0.58)}),
        (0.8, EASY | GLOW | LAUGH | {"eye_mode": "star"}),
        (1, EASY | GLOW | LAUGH | {"wink": {-1: 1, 1: 1}}),
    ],
    "neutral": [
        (5, FLAT | {"openness": (0.85, 1.0), "mouth": {"line": 4, "short": 3}, "mouth_width": (0.1, 0.28)}),
        (2, FLAT | {"openness": (0.45, 0.62), "mouth": {"line": 3, "short": 1}, "mouth_width": (0.14, 0.26)}),
        (1.2, FLAT | AVERTED | {"openness": (0.8, 0.95), "mouth": {"line": 2, "short": 2},
            "gaze_y": (-0.2, 0.2),
            "mouth_width": (0.1, 0.24)}),
        (0.5, FLAT | {"openness": (0.7, 1.0), "mouth": "small", "mouth_width": (0.06, 0.1),
            "mouth_open": (0.3, 0.5)}),
    ],
    "pleased": [
        (4, EASY | GLOW | {"eye_mode": {"down": 3, "up": 2}, "mouth": {"smile": 5, "cat": 1},
            "mouth_width": (0.18, 0.34), "mouth_open": (0.2, 0.45)}),
        (4, EASY | GLOW | {"openness": (0.75, 1.0), "mouth": {"smile": 5, "cat": 1},
            "mouth_width": (0.2, 0.36),
            "mouth_open": (0.25, 0.5)}),
        (2.5, FLAT | {"openness": (0.45, 0.65), "lid_tilt": (0.0, 0.2), "mouth": "smirk",
            "mouth_width": (0.24, 0.38), "mouth_tilt": {-1.0: 1, 1.0: 1}, "brow_raise": (0.1, 0.4)}),
        (0.5, EASY | GLOW | {"wink": {-1: 1, 1: 1}, "openness": (0.9, 1.0), "mouth": {"smile": 2, "cat": 1}}),
    ],
    "sad": [
        (4, WORRY | DOWNCAST | {"openness": (0.5, 0.78), "mouth": "frown", "mouth_width": (0.14, 0.32),
            "gloom": {0.0: 4, 0.5: 1}}),
        (2, WORRY | {"openness": (0.5, 0.8), "lid_tilt": (-0.6, -0.2), "gloom": (0.6, 1.0), "shine": 0,
            "mouth": "frown", "mouth_width": (0.16, 0.3)}),
        (2, WORRY | DOWNCAST | {"openness": (0.75, 0.95), "mouth": {"frown": 4, "pout_down": 1},
            "mouth_width": (0.2, 0.36)}),
        (1.5, WORRY | {"eye_mode": "down", "mouth": "frown", "mouth_width": (0.16, 0.3),
            "gloom": {0.0: 2, 0.6: 1}, "pitch": (0.1, 0.35)}),
    ],
    "shock": [
        (5, AWE | WIDE | {"mouth": {"gape": 4, "o": 2, "box": 2}, "mouth_width": (0.18, 0.36),
            "mouth_open": (0.9, 1.5)}),
        (2, AWE | {"eye_mode": "blank", "openness": (1.15, 1.4), "mouth": {"gape": 3, "box": 2,
            "wavy_open": 1},
            "mouth_width": (0.2, 0.4), "mouth_open": (0.8, 1.5), "gloom": {0.0: 1, 0.7: 2}}),
        (2, AWE | WIDE | {"mouth": {"o": 3, "small": 1}, "mouth_width": (0.1, 0.18),
            "mouth_open": (0.9, 1.2)}),
        (1.5, AWE | WIDE | {"brow_angle": (-0.8, -0.3), "mouth": {"wavy_open": 2, "gape": 1},
            "mouth_width": (0.28, 0.42), "mouth_open": (0.6, 1.0), "sweat": {1: 1, 2: 1, 3: 1},
            "gloom": {0.0: 1, 0.7: 2}}),
    ],
}  # fmt: skip

# What people draw who draw little: a mouth, two eyes, one sign. Added for rough hands.
DOODLED: dict[str, list[Way]] = {
    "angry": [(3, V | {"mouth": {"frown": 3, "line": 1, "zigzag": 1}, "mouth_width": (0.25, 0.45)})],
    "crying": [(4, BARE | {"tears": (0.6, 1.0), "tear_kind": {"drops": 4, "streams": 2, "trail": 2},
        "mouth": {"frown": 4, "wail": 1, "wavy": 1}, "mouth_width": (0.25, 0.5)})],
    "embarrassed": [(4, BARE | FLUSH | {"blush_kind": {"hatch": 4, "scribble": 3, "band": 1},
            "gaze_x": (-0.8, 0.8),
        "mouth": {"wavy": 5, "zigzag": 1, "shy": 1}, "mouth_width": (0.2, 0.4)})],
    "happy": [
        (4, BARE | {"mouth": "smile", "mouth_width": (0.42, 0.62), "mouth_open": (0.7, 1.2),
            "mouth_height": 0.55,
            "eye_mode": {"open": 3, "up": 2, "caret": 1}}),
        (3, BARE | LAUGH | {"eye_mode": {"open": 2, "up": 1, "caret": 1}}),
    ],
    "neutral": [(4, BARE | {"mouth": "line", "mouth_width": (0.15, 0.45)})],
    "pleased": [(4, BARE | {"mouth": {"smile": 4, "cat": 1}, "mouth_width": (0.16, 0.32),
            "mouth_open": (0.2, 0.5),
        "eye_mode": {"down": 3, "up": 1}, "blush": {0.0: 2, 0.3: 1}, "blush_kind": "ovals"})],
    "sad": [(3, BARE | {"mouth": {"frown": 4, "pout_down": 1}, "mouth_width": (0.25, 0.5)})],
    "shock": [(4, BARE | WIDE | {"mouth": {"gape": 2, "o": 3}, "mouth_width": (0.16, 0.34),
        "mouth_open": (0.9, 1.5), "sign": {"": 3, "!": 1}})],
}  # fmt: skip
