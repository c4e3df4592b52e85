"""Who is drawn, from where and on what; together with a way to act a mood that makes a face."""

from random import Random
from typing import Any

from data_tools.sketch.odds import (
    BEARDS,
    BODIES,
    BROWS,
    CUTS,
    EARS,
    FRINGES,
    HATS,
    HEADS,
    IRISES,
    MOOD_GROUNDS,
    NOSES,
    OCCLUDERS,
    ROUGH_BODIES,
    ROUGH_BROWS,
    ROUGH_CUTS,
    ROUGH_EARS,
    ROUGH_HEADS,
    ROUGH_NOSES,
    SHINES,
    SHORT_CUTS,
)
from data_tools.sketch.spec import Face
from data_tools.sketch.style import CATALOGUE, TRAINING_STYLES, Style
from data_tools.sketch.ways import DOODLED, WAYS
from moods.errors import DataError
from moods.labels import MOODS


def face(mood: str, seed: int, style: str | None = None) -> Face:
    """The face that belongs to this mood and seed; without a style one of those meant for training."""
    if mood not in MOODS:
        raise DataError(f"Unknown mood {mood!r}: known are {', '.join(MOODS)}.")
    if style is not None and style not in CATALOGUE:
        raise DataError(f"Unknown style {style!r}: known are {', '.join(CATALOGUE)}.")
    rng = Random(f"{mood}/{seed}/{style or ''}")
    hand = CATALOGUE[style or rng.choice(TRAINING_STYLES)]
    fields = _person(rng, hand) | _look(rng, hand) | _pose(rng, hand) | _picture(rng, hand, mood)
    fields |= _fitted(rng, fields, _act(rng, mood, hand))
    return Face(mood=mood, seed=seed, style=hand.name, **fields)


def _pick(rng: Random, value: Any) -> Any:
    """A constant as it is, a number from a range, or one of weighted choices."""
    if isinstance(value, tuple):
        return rng.uniform(*value)
    if isinstance(value, dict):
        return rng.choices(list(value), weights=list(value.values()))[0]
    return value


def _act(rng: Random, mood: str, hand: Style) -> dict[str, Any]:
    """The fields that show this mood, in one of its ways."""
    ways = WAYS[mood] + (DOODLED[mood] if hand.rough else [])
    _, way = rng.choices(ways, weights=[weight for weight, _ in ways])[0]
    return {name: _pick(rng, value) for name, value in way.items()}


def _person(rng: Random, hand: Style) -> dict[str, Any]:
    """Head, hair and what is worn."""
    rough = hand.rough
    old = not rough and rng.random() < 0.07
    cut = _pick(rng, SHORT_CUTS if old else ROUGH_CUTS if rough else CUTS)
    bearded = rng.random() < (0.5 if old else 0.1) * hand.detail and cut in (
        "short",
        "spiky",
        "slick",
        "bald",
        "buzz",
    )
    return {
        "old": old,
        "head": _pick(rng, ROUGH_HEADS if rough else HEADS),
        "width": rng.uniform(0.92, 1.06),
        "length": rng.uniform(0.9, 1.14) * (1.08 if old else 1),
        "nose": _pick(rng, ROUGH_NOSES if rough else NOSES),
        "ears": _pick(rng, ROUGH_EARS if rough else EARS),
        "glasses": _pick(rng, {"circles": 1, "frames": 1}) if rng.random() < 0.11 * hand.detail else "",
        "beard": _pick(rng, BEARDS) if bearded else "",
        "body": _pick(rng, ROUGH_BODIES if rough else BODIES),
        "hair": cut,
        "fringe": _pick(rng, FRINGES),
        "hair_fill": _pick(rng, hand.fills),
        "hair_size": rng.uniform(1.06, 1.28),
        "hat": _pick(rng, HATS) if rng.random() < 0.14 * hand.detail else "",
    }


def _look(rng: Random, hand: Style) -> dict[str, Any]:
    """Eyes, brows and where the mouth is."""
    eye = _pick(rng, hand.eyes)
    simple = eye in ("dot", "bar", "bean", "ring")
    return {
        "eye": eye,
        "eye_size": rng.uniform(0.8, 1.2),
        "eye_gap": rng.uniform(0.3, 0.5) if simple else rng.uniform(0.4, 0.52),
        "eye_height": rng.uniform(-0.15, 0.2) if hand.rough else rng.uniform(0.02, 0.2),
        "iris": _pick(rng, IRISES),
        "shine": _pick(rng, SHINES),
        "hidden_eye": rng.choice([-1, 1]) if not hand.rough and rng.random() < 0.05 else 0,
        "brow": _pick(rng, ROUGH_BROWS if hand.rough else BROWS),
        "mouth_height": rng.uniform(0.58, 0.7),
    }


def _pose(rng: Random, hand: Style) -> dict[str, Any]:
    share = _pick(rng, _pick(rng, hand.frames))
    slack = max(0.02, 0.5 - share * 0.62)
    turn = 0.1 if hand.rough else 0.24
    tilted = not hand.rough and rng.random() < 0.06
    return {
        "yaw": max(-0.6, min(0.6, rng.gauss(0, turn))),
        "pitch": max(-0.4, min(0.4, rng.gauss(0, turn / 2))),
        "roll": rng.uniform(-0.9, 0.9)
        if tilted
        else max(-0.5, min(0.5, rng.gauss(0, 0.06 if hand.rough else 0.13))),
        "share": share,
        "x": 0.5 + rng.uniform(-slack, slack),
        "y": 0.53 + rng.uniform(-slack, slack) * 0.8,
    }


def _picture(rng: Random, hand: Style, mood: str) -> dict[str, Any]:
    grounds = hand.backgrounds if hand.rough else hand.backgrounds | MOOD_GROUNDS.get(mood, {})
    white = hand.rough or rng.random() < 0.92
    return {
        "line": rng.uniform(*hand.line),
        "ink": rng.randint(*hand.ink),
        "paper": rng.randint(*hand.paper),
        "skin": rng.randint(*hand.skin) if hand.skin else 255 if white else rng.randint(150, 225),
        "background": _pick(rng, grounds),
        "occluder": "" if hand.rough and rng.random() < 0.9 else _pick(rng, OCCLUDERS),
        "inverted": rng.random() < hand.inverted,
        "finish": _pick(rng, hand.finishes),
    }


def _fitted(rng: Random, person: dict[str, Any], acted: dict[str, Any]) -> dict[str, Any]:
    """What the mood asks for, made possible on this person: a dot cannot widen, so it becomes a ring."""
    eye = person["eye"]
    if acted.get("eye_mode") == "wide":
        acted["eye_mode"] = "open"
        if eye in ("dot", "bar", "bean", "half"):
            acted["eye"] = rng.choice(["ring", "round"])
    elif (eye == "half" and acted.get("openness", 1) > 0.9) or (
        eye == "ring" and acted.get("pupil", 1) > 0.5
    ):
        acted["eye"] = "round"
    if "pitch" in acted:
        acted["pitch"] += person["pitch"] / 2
    return acted
