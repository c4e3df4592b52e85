"""How often heads, hair, clothes and grounds are drawn, as weights; some differ for rough hands."""

HEADS = {"oval": 4, "pointed": 4, "round": 2.5, "heart": 3, "square": 1, "long": 1.5, "wide": 0.8}
ROUGH_HEADS = {"circle": 5, "egg": 4, "oval": 3, "round": 2, "wide": 1, "square": 0.6, "pointed": 1}
CUTS = {"short": 4, "spiky": 4, "bob": 4, "long": 5, "twintails": 2, "ponytail": 2, "buns": 1, "curly": 1,
    "slick": 1, "bald": 0.5, "buzz": 0.6, "braids": 1, "ahoge": 1}  # fmt: skip
ROUGH_CUTS = {"bald": 9, "strands": 3, "scribble": 2, "zigzag": 2.5, "bowl": 2, "short": 2, "spiky": 2,
    "bob": 2, "long": 3, "twintails": 1.2, "buns": 0.6, "curly": 0.8, "ahoge": 0.6,
    "ponytail": 0.6}  # fmt: skip
SHORT_CUTS = {"bald": 2, "buzz": 1, "slick": 1, "short": 1}
FRINGES = {"spikes": 5, "straight": 2.5, "parted": 3, "side": 3, "wisps": 1, "none": 0.6}
NOSES = {"tick": 4, "dot": 3, "line": 2, "shade": 1.5, "none": 2, "L": 1, "nostrils": 0.6}
ROUGH_NOSES = {"none": 6, "dot": 1, "tick": 1.5, "L": 1.5, "button": 1}
EARS, ROUGH_EARS = {"round": 6, "none": 2, "pointed": 0.4}, {"round": 4, "none": 6, "pointed": 0.4}
BODIES = {"neck": 3, "collar": 3, "sailor": 1.5, "none": 0.5}
ROUGH_BODIES = {"none": 5, "stick": 2, "neck": 2}
BROWS = {"line": 4, "tapered": 4, "thick": 1.5, "short": 1}
ROUGH_BROWS = {"line": 8, "thick": 1, "short": 1}
IRISES, SHINES = {"half": 3, "black": 3, "line": 2, "grey": 2}, {0: 1, 1: 4, 2: 3}
BEARDS = {"beard": 1, "moustache": 1, "stubble": 1}
HATS = {"cap": 1, "beanie": 1, "band": 2, "bow": 2, "cat": 1}
OCCLUDERS = {"": 30, "balloon": 2, "border": 2, "hand": 1}
# Moods that lean on what surrounds the head, as pages do: weights added to the style's own.
MOOD_GROUNDS = {
    "sad": {"dark": 0.8},
    "shock": {"burst": 1.2},
    "angry": {"speed": 1.0},
    "happy": {"flowers": 0.6},
}
