"""The moods: the only place that lists them, how they look, and how other label sets map onto them."""

from dataclasses import dataclass
from difflib import get_close_matches

from moods.errors import DataError


@dataclass(frozen=True)
class Mood:
    """One mood as shown to people: emoji, colour (hex) and its name in Japanese."""

    name: str
    emoji: str
    colour: str
    japanese: str


CATALOGUE = {
    mood.name: mood
    for mood in (
        Mood("angry", "😠", "#c8312b", "怒り"),
        Mood("crying", "😭", "#2f6fbf", "泣き"),
        Mood("embarrassed", "😳", "#d9628f", "照れ"),
        Mood("happy", "😄", "#e8a013", "喜び"),
        Mood("neutral", "😐", "#7d7d7d", "無表情"),
        Mood("pleased", "😌", "#4f9a4a", "満足"),
        Mood("sad", "😢", "#5a62a8", "悲しみ"),
        Mood("shock", "😱", "#8a4fb0", "驚き"),
    )
}
MOODS: tuple[str, ...] = tuple(CATALOGUE)
"""Names in the order of a data set's `ClassLabel` and of a model's outputs."""

ORIGINAL_SEVEN: tuple[str, ...] = tuple(name for name in MOODS if name != "neutral")
"""The seven moods of the first manga set; scores on them drop neutral and renormalise."""

# Other worlds' words for the same faces. A word that fits none of our moods maps to None:
# the picture is kept out and counted, never guessed.
ALIASES: dict[str, str | None] = {
    # FER-2013 (7), FERG (7), anime-4 and the tags of the CNN anime set
    "anger": "angry",
    "disgust": None,
    "disgusted": None,
    "fear": "shock",
    "fearful": "shock",
    "scared": "shock",
    "surprise": "shock",
    "surprised": "shock",
    "joy": "happy",
    "happiness": "happy",
    "sadness": "sad",
    # spellings met in folders of the manga sets
    "cry": "crying",
    "embarrassment": "embarrassed",
    "embarassed": "embarrassed",
    "pleasure": "pleased",
    "satisfied": "pleased",
    "shocked": "shock",
    "normal": "neutral",
    "calm": "neutral",
    "contempt": None,
}

# Booru tags, as Hydrus exports them. Only tags that name a mood by themselves: "open mouth" does not.
TAGS: dict[str, str] = {
    "angry": "angry",
    "anger vein": "angry",
    "annoyed": "angry",
    "crying": "crying",
    "crying with eyes open": "crying",
    "streaming tears": "crying",
    "embarrassed": "embarrassed",
    "full-face blush": "embarrassed",
    "flustered": "embarrassed",
    "shy": "embarrassed",
    "happy": "happy",
    "laughing": "happy",
    "grin": "happy",
    "expressionless": "neutral",
    "pleased": "pleased",
    "light smile": "pleased",
    "smug": "pleased",
    "smirk": "pleased",
    "sad": "sad",
    "frown": "sad",
    "gloom (expression)": "sad",
    "depressed": "sad",
    "shock": "shock",
    "shocked": "shock",
    "surprised": "shock",
    "scared": "shock",
    "panicking": "shock",
}


def mood_of(word: str) -> str | None:
    """The mood a label of any known set means; None when it is known to fit no mood of ours."""
    key = word.strip().lower().replace("_", " ")
    if key in CATALOGUE:
        return key
    if key in ALIASES:
        return ALIASES[key]
    near = get_close_matches(key, [*MOODS, *ALIASES], n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(
        f"Unknown mood {word!r}: known are {', '.join(MOODS)} and the aliases in moods/labels.py.{hint}"
    )


def mood_of_tags(tags: list[str]) -> str | None:
    """The one mood that booru tags agree on; None when they name none or several."""
    keys = (tag.strip().lower().replace("_", " ") for tag in tags)
    found = {TAGS[key] for key in keys if key in TAGS}
    # Tears decide: a face tagged both sad and crying is crying.
    if found == {"sad", "crying"}:
        return "crying"
    return found.pop() if len(found) == 1 else None


def seven(moods: dict[str, float]) -> dict[str, float]:
    """Probabilities over the original seven moods: neutral dropped, the rest summing to 1."""
    kept = {name: share for name, share in moods.items() if name != "neutral"}
    total = sum(kept.values()) or 1.0
    return {name: share / total for name, share in kept.items()}
