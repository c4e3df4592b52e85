"""Who is drawn, from where and on what: everything about a face that is not its mood."""

from random import Random
from typing import Any

from data_tools.sketch.acting import act, pick
from data_tools.sketch.spec import Face
from data_tools.sketch.style import CATALOGUE, TRAINING_STYLES, Style
from moods.errors import DataError
from moods.labels import MOODS

HEADS = {"oval": 4, "pointed": 3, "round": 3, "heart": 2, "square": 1.2, "long": 1, "wide": 1}
ROUGH_HEADS = {"circle": 4, "egg": 4, "oval": 3, "round": 2, "wide": 1, "square": 0.6, "pointed": 1}
CUTS = {"short": 4, "spiky": 4, "bob": 4, "long": 5, "twintails": 2, "ponytail": 2, "buns": 1, "curly": 1}
CUTS |= {"slick": 1, "bald": 0.5, "buzz": 0.6, "braids": 1, "ahoge": 1}
ROUGH_CUTS = {
    "bald": 6,
    "strands": 3,
    "scribble": 2,
    "zigzag": 2.5,
    "bowl": 2,
    "short": 2,
    "spiky": 2,
    "bob": 2,
}
ROUGH_CUTS |= {"long": 3, "twintails": 1.2, "buns": 0.6, "curly": 0.8, "ahoge": 0.6, "ponytail": 0.6}
FRINGES = {"spikes": 5, "straight": 2.5, "parted": 3, "side": 3, "wisps": 1, "none": 0.6}
NOSES = {"tick": 4, "dot": 3, "line": 2, "shade": 1.5, "none": 2, "L": 1, "nostrils": 0.6}
ROUGH_NOSES = {"none": 6, "dot": 1, "tick": 1.5, "L": 1.5, "button": 1}
# Moods that lean on what surrounds the head, as pages do: weights added to the style's own.
MOOD_GROUNDS = {
    "sad": {"dark": 0.8},
    "shock": {"burst": 1.2},
    "angry": {"speed": 1.0},
    "happy": {"flowers": 0.6},
}


def face(mood: str, seed: int, style: str | None = None) -> Face:
    """The face that belongs to this mood and seed; without a style one of those meant for training."""
    if mood not in MOODS:
        raise DataError(f"Unknown mood {mood!r}: known are {', '.join(MOODS)}.")
    if style is not None and style not in CATALOGUE:
        raise DataError(f"Unknown style {style!r}: known are {', '.join(CATALOGUE)}.")
    rng = Random(f"{mood}/{seed}/{style or ''}")
    hand = CATALOGUE[style or rng.choice(TRAINING_STYLES)]
    fields = _person(rng, hand) | _pose(rng, hand) | _picture(rng, hand, mood)
    fields |= _fitted(rng, fields, act(rng, mood))
    return Face(mood=mood, seed=seed, style=hand.name, **fields)


def _person(rng: Random, hand: Style) -> dict[str, Any]:
    chance = lambda p: rng.random() < p * hand.detail  # noqa: E731
    old = not hand.rough and rng.random() < 0.07
    eye = "narrow" if old else pick(rng, hand.eyes)
    simple = eye in ("dot", "bar", "bean", "ring")
    bald_heads = {"bald": 2, "buzz": 1, "slick": 1, "short": 1}
    return {
        "old": old,
        "head": pick(rng, ROUGH_HEADS if hand.rough else HEADS),
        "width": rng.uniform(0.92, 1.08),
        "length": rng.uniform(0.86, 1.08) * (1.1 if old else 1),
        "nose": pick(rng, ROUGH_NOSES if hand.rough else NOSES),
        "ears": pick(rng, {"round": 4, "none": 5, "pointed": 0.5} if hand.rough else {"round": 6, "none": 2, "pointed": 0.4}),
        "glasses": pick(rng, {"circles": 1, "frames": 1}) if chance(0.11) else "",
        "beard": pick(rng, {"beard": 1, "moustache": 1, "stubble": 1}) if chance(0.5 if old else 0.03) else "",
        "body": pick(rng, {"none": 5, "stick": 2, "neck": 2} if hand.rough else {"neck": 3, "collar": 3, "sailor": 1.5, "none": 0.5}),
        "hair": pick(rng, bald_heads if old else ROUGH_CUTS if hand.rough else CUTS),
        "fringe": pick(rng, FRINGES),
        "hair_fill": pick(rng, hand.fills),
        "hair_size": rng.uniform(1.08, 1.3),
        "hat": pick(rng, {"cap": 1, "beanie": 1, "band": 2, "bow": 2, "cat": 1}) if chance(0.14) else "",
        "eye": eye,
        "eye_size": rng.uniform(0.75, 1.0) if old else rng.uniform(0.85, 1.2),
        "eye_gap": rng.uniform(0.4, 0.52) if not simple else rng.uniform(0.3, 0.5),
        "eye_height": rng.uniform(0.02, 0.2) if not hand.rough else rng.uniform(-0.15, 0.2),
        "iris": pick(rng, {"half": 3, "black": 3, "line": 2, "grey": 2}),
        "shine": pick(rng, {0: 1, 1: 4, 2: 3}),
        "brow": pick(rng, {"line": 4, "tapered": 4, "thick": 1.5, "short": 1} if not hand.rough else {"line": 8, "thick": 1, "short": 1}),
        "mouth_height": rng.uniform(0.58, 0.7),
    }  # fmt: skip


def _pose(rng: Random, hand: Style) -> dict[str, Any]:
    share = pick(rng, pick(rng, hand.frames))
    slack = max(0.02, 0.5 - share * 0.62)
    turn = 0.1 if hand.rough else 0.24
    return {
        "yaw": max(-0.6, min(0.6, rng.gauss(0, turn))),
        "pitch": max(-0.4, min(0.4, rng.gauss(0, turn / 2))),
        "roll": max(-0.7, min(0.7, rng.gauss(0, 0.06 if hand.rough else 0.13))),
        "share": share,
        "x": 0.5 + rng.uniform(-slack, slack),
        "y": 0.53 + rng.uniform(-slack, slack) * 0.8,
    }


def _picture(rng: Random, hand: Style, mood: str) -> dict[str, Any]:
    grounds = hand.backgrounds if hand.rough else hand.backgrounds | MOOD_GROUNDS.get(mood, {})
    occluders = {"": 30, "balloon": 2, "border": 2, "hand": 1}
    return {
        "line": rng.uniform(*hand.line),
        "ink": rng.randint(*hand.ink),
        "paper": rng.randint(*hand.paper),
        "skin": rng.randint(*hand.skin) if hand.skin else 255 if hand.rough or rng.random() < 0.92 else 205,
        "background": pick(rng, grounds),
        "occluder": "" if hand.rough and rng.random() < 0.9 else pick(rng, occluders),
        "inverted": rng.random() < hand.inverted,
        "finish": pick(rng, hand.finishes),
    }


def _fitted(rng: Random, person: dict[str, Any], acted: dict[str, Any]) -> dict[str, Any]:
    """What the mood asks for, made possible on this person: a dot cannot widen, so it becomes a ring."""
    eye = person["eye"]
    if acted.get("eye_mode") == "wide":
        acted["eye_mode"] = "open"
        if eye in ("dot", "bar", "bean", "half"):
            acted["eye"] = rng.choice(["ring", "round"])
    if eye == "half" and acted.get("openness", 1) > 0.9:
        acted["eye"] = "round"
    if eye == "ring" and acted.get("eye_mode", "open") == "open" and acted.get("pupil", 1) > 0.5:
        acted["eye"] = "round"
    if "pitch" in acted:
        acted["pitch"] += person["pitch"] / 2
    return acted
