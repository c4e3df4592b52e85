"""One training page from one seed: panels filled with people and things, then balloons and effects on top."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from train.pages import crops, decoys, layout, letters, textures
from train.pages.drawn import drawn_head
from train.pages.figures import Box, Figure

Rng = np.random.Generator
WIDTH, HEIGHT = 736, 1024  # pixels of a page, as it is when the finder reads it
SMALLEST, LARGEST = 22, 330  # pixels: root of a face's area
SEEN = 0.62  # share of a face that must be visible to be asked for; less is neither right nor wrong


@dataclass
class Page:
    """A composed page: grey picture, boxes of faces, boxes that count neither way (all in pixels)."""

    picture: Image.Image
    faces: list[Box] = field(default_factory=list)
    unsure: list[Box] = field(default_factory=list)


class Composer:
    """Composes pages from real crops (grey 128 x 128, in colour or not; may be none) and drawn heads."""

    def __init__(self, real: list[tuple[np.ndarray, bool]]) -> None:
        self.real = real

    def page(self, seed: int) -> Page:
        """The page of this seed; the same seed and crops give the same page."""
        rng = np.random.default_rng(seed)
        paper = int(rng.choice([255, 255, 255, 240, 12, 0], p=[0.6, 0.1, 0.1, 0.08, 0.06, 0.06]))
        page = Page(Image.new("L", (WIDTH, HEIGHT), paper))
        busy = rng.choice([0.5, 1.0, 2.5, 6.0], p=[0.25, 0.45, 0.2, 0.1])
        for panel in layout.panels(rng, WIDTH, HEIGHT):
            self._fill(rng, page, panel, busy, ink=0 if paper > 100 else 255)
        for _ in range(int(rng.integers(0, 3))):
            self._letters(rng, page, (0, 0, WIDTH, HEIGHT))
        return page

    def _fill(self, rng: Rng, page: Page, panel: layout.Panel, busy: float, ink: int) -> None:
        x0, y0, x1, y1 = panel.box
        width, height = max(8, x1 - x0), max(8, y1 - y0)
        inside = Page(textures.background(rng, width, height))
        for _ in range(int(rng.poisson(0.35 * busy))):
            self._put(rng, inside, self._distractor(rng), LARGEST * 0.6)
        for _ in range(int(min(12, rng.poisson(1.1 * busy)))):
            self._put(rng, inside, self._person(rng), LARGEST)
        for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.35, 0.35, 0.2, 0.1]))):
            self._letters(rng, inside, (0, 0, width, height))
        if rng.random() < 0.12:
            self._put(rng, inside, decoys.hand(rng), LARGEST * 0.5)
        shape = Image.new("L", (width, height), 0)
        corners = [(x - x0, y - y0) for x, y in panel.corners]
        ImageDraw.Draw(shape).polygon(corners, fill=255)
        page.picture.paste(inside.picture, (x0, y0), shape)
        if panel.border:
            ImageDraw.Draw(page.picture).line(
                [*panel.corners, panel.corners[0]], fill=ink if ink else 0, width=panel.border
            )
        page.faces += [_moved(box, x0, y0) for box in inside.faces]
        page.unsure += [_moved(box, x0, y0) for box in inside.unsure]

    def _person(self, rng: Rng) -> Figure:
        kind = rng.choice(["real", "grafted", "drawn"], p=[0.48, 0.32, 0.2]) if self.real else "drawn"
        if kind == "drawn":
            figure = drawn_head(int(rng.integers(1 << 31)))
        else:
            crop, colour = self.real[int(rng.integers(len(self.real)))]
            crop = _restyled(rng, crop, colour)
            figure = (
                crops.cut_out(rng, crop) if kind == "real" else drawn_head(int(rng.integers(1 << 31)), crop)
            )
        figure = figure.mirrored() if rng.random() < 0.5 else figure
        return figure.turned(float(rng.normal(0, 25 if rng.random() < 0.2 else 8)))

    def _distractor(self, rng: Rng) -> Figure:
        kind = rng.choice(["back", "hand", "thing", "scrubbed"], p=[0.35, 0.2, 0.2, 0.25])
        if kind == "scrubbed" and self.real:
            crop, colour = self.real[int(rng.integers(len(self.real)))]
            figure = crops.cut_out(rng, crops.scrubbed(rng, _restyled(rng, crop, colour)), None)
        elif kind == "back":
            figure = decoys.back_of_head(rng)
        else:
            figure = decoys.hand(rng) if kind == "hand" else decoys.thing(rng)
        return figure.turned(float(rng.normal(0, 20)))

    def _put(self, rng: Rng, panel: Page, figure: Figure, largest: float) -> None:
        """Scales the figure to a random size that suits the panel and lays it down, minding what it hides."""
        width, height = panel.picture.size
        most = min(largest, 0.75 * min(width, height))
        size = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(max(most, SMALLEST + 1)))))
        squeeze = rng.uniform(0.7, 1.15) if rng.random() < 0.4 else 1.0
        factor = size / figure.face_size
        figure = figure.scaled(factor, squeeze)
        # The middle of a head lies half a cut-out's width below its top.
        fx, fy = figure.picture.width / 2, figure.picture.width / squeeze / 2
        spill = -0.1 if rng.random() < 0.25 else 0.35
        x = rng.uniform(size * spill, max(size * spill + 1, width - size * spill)) - fx
        y = rng.uniform(size * spill, max(size * spill + 1, height - size * spill)) - fy
        cover = (x + fx - size * 0.62, y + fy - size * 0.8, x + fx + size * 0.62, y + fy + size * 0.7)
        if any(max(_share(old, cover), _share(cover, old)) > 0.12 for old in panel.faces + panel.unsure):
            return
        panel.picture.paste(figure.picture, (int(x), int(y)), figure.mask)
        # A body reaches further down than the head: what it covers is no face to be asked for.
        below = (x + fx - size, y + fy + size * 0.5, x + fx + size, y + figure.picture.height)
        _hide(panel, below)
        if figure.face:
            box = _moved(figure.face, int(x), int(y))
            seen = (max(0.0, box[0]), max(0.0, box[1]), min(width, box[2]), min(height, box[3]))
            _sort(panel, box, seen)

    def _letters(self, rng: Rng, panel: Page, area: tuple[int, int, int, int]) -> None:
        """A balloon or a sound effect at a place where it hides little of any face."""
        width, height = area[2], area[3]
        for _ in range(4):
            w, h = rng.uniform(0.12, 0.5) * min(width, 420), rng.uniform(0.12, 0.6) * min(height, 420)
            x, y = rng.uniform(-0.1 * w, width - 0.8 * w), rng.uniform(-0.1 * h, height - 0.8 * h)
            box = (x, y, x + w, y + h)
            if all(_share(face, box) < 0.15 for face in panel.faces):
                if rng.random() < 0.72:
                    letters.balloon(rng, panel.picture, box)
                else:
                    letters.effect(rng, panel.picture, box)
                return


def _restyled(rng: Rng, crop: np.ndarray, colour: bool) -> np.ndarray:
    chance = rng.random()
    if chance < (0.45 if colour else 0.1):
        return crops.inked(rng, crop)
    if chance < 0.7:
        return crops.contrasted(rng, crop)
    return crop


def _moved(box: Box, x: float, y: float) -> Box:
    return (box[0] + x, box[1] + y, box[2] + x, box[3] + y)


def _share(box: Box, other: Box) -> float:
    """The share of a box that another box covers."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    tall = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(wide, 0) * max(tall, 0) / area if area > 0 else 0.0


def _hide(panel: Page, cover: Box) -> None:
    kept = [box for box in panel.faces if _share(box, cover) < 0.1]
    panel.unsure += [box for box in panel.faces if box not in kept]
    panel.faces = kept


def _sort(panel: Page, box: Box, seen: Box) -> None:
    if seen[2] - seen[0] < 4 or seen[3] - seen[1] < 4:
        return
    (panel.faces if _share(box, seen) >= SEEN else panel.unsure).append(seen)
