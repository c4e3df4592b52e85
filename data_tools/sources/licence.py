"""Which licence a source states, and whether it lets others pass the pictures on."""

import re
from collections.abc import Callable, Mapping

from data_tools.record import NOT_STATED

NAMES = ("license", "licence", "copying", "unlicense")
# First lines by which the usual texts are known, most specific first.
TEXTS = (
    ("CC0 1.0 Universal", "CC0-1.0"),
    ("Attribution-NonCommercial-ShareAlike 4.0", "CC-BY-NC-SA-4.0"),
    ("Attribution-NonCommercial-NoDerivatives 4.0", "CC-BY-NC-ND-4.0"),
    ("Attribution-NonCommercial 4.0", "CC-BY-NC-4.0"),
    ("Attribution-ShareAlike 4.0", "CC-BY-SA-4.0"),
    ("Attribution-NoDerivatives 4.0", "CC-BY-ND-4.0"),
    ("Attribution 4.0", "CC-BY-4.0"),
    ("Apache License", "Apache-2.0"),
    ("MIT License", "MIT"),
    ("Permission is hereby granted, free of charge", "MIT"),
    ("Redistribution and use in source and binary forms", "BSD"),
    ("GNU GENERAL PUBLIC LICENSE", "GPL"),
    ("This is free and unencumbered software", "Unlicense"),
)
# Crops and re-encoded pictures are derived works: "no derivatives" forbids them.
REDISTRIBUTABLE = re.compile(
    r"(cc0|public domain|pddl|unlicense|cc-by(-nc)?(-sa)?(-\d|$)|mit$|apache-2|bsd|odbl|odc-by|gpl|afl)",
    re.IGNORECASE,
)


def licence_of(files: Mapping[str, Callable[[], bytes]]) -> str:
    """The licence named by the first licence file among these names and readers."""
    for name, read in files.items():
        if name.lower().split(".")[0] in NAMES:
            head = " ".join(read()[:4000].decode("utf-8", errors="replace").split()).lower()
            return next((short for text, short in TEXTS if text.lower() in head), f"see {name}")
    return NOT_STATED


def may_be_shared(licence: str) -> bool:
    """Whether a licence is known to let others pass pictures on, cut and re-encoded."""
    return bool(REDISTRIBUTABLE.match(licence.strip().replace(" ", "-").replace("public-domain", "cc0")))
