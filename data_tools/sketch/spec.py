"""What one drawn face is made of: plain numbers and names, nothing about how they are drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """One face. Lengths are in half face widths; y points down; angles in radians unless said otherwise."""

    mood: str
    seed: int
    style: str
    # the person
    head: str = "oval"
    width: float = 1.0
    length: float = 1.0
    old: bool = False
    nose: str = "tick"
    ears: str = "round"
    glasses: str = ""
    beard: str = ""
    body: str = "neck"
    hair: str = "short"
    fringe: str = "spikes"
    hair_fill: str = "black"
    hair_size: float = 1.15
    hat: str = ""
    # the eyes; openness 1 is at rest, lid_tilt above 0 presses the inner ends down, pupil 1 is a full iris
    eye: str = "shounen"
    eye_mode: str = "open"
    eye_size: float = 1.0
    eye_gap: float = 0.46
    eye_height: float = 0.1
    openness: float = 1.0
    lid_tilt: float = 0.0
    pupil: float = 1.0
    iris: str = "half"
    shine: int = 1
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    wink: int = 0
    hidden_eye: int = 0
    # the brows; angle 1 is a full V, -1 raises the inner ends as far as they go
    brow: str = "line"
    brow_angle: float = 0.0
    brow_raise: float = 0.0
    brow_curve: float = 0.3
    brow_weight: float = 1.0
    furrow: bool = False
    # the mouth; mouth_open in mouth widths
    mouth: str = "line"
    mouth_width: float = 0.3
    mouth_open: float = 0.5
    mouth_height: float = 0.66
    mouth_tilt: float = 0.0
    # the signs of manga, each from 0 (none) to 1
    tears: float = 0.0
    tear_kind: str = "drops"
    blush: float = 0.0
    blush_kind: str = "hatch"
    gloom: float = 0.0
    sweat: int = 0
    vein: int = 0
    steam: int = 0
    sign: str = ""
    # the pose, and where the face is: share of the frame's height from hairline to chin, centre in frames
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    share: float = 0.6
    x: float = 0.5
    y: float = 0.5
    # the picture; line in pixels of a 128 px frame
    line: float = 1.5
    ink: int = 0
    paper: int = 255
    skin: int = 255
    background: str = "white"
    occluder: str = ""
    inverted: bool = False
    finish: str = ""
