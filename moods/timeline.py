"""How moods run over the pages of a chapter: stacked bars, as a PNG and as an SVG."""

from dataclasses import dataclass
from html import escape

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, FAINT = "#fbf8f1", "#211d1a", "#8d867b"
WIDTH, HEIGHT = 1200, 420  # pixels of the PNG
MARGIN, LEGEND = 48, 44


@dataclass(frozen=True)
class Bar:
    """One page: its number and (mood, hex colour, faces) from the bottom up."""

    page: int
    parts: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        """Faces on the page."""
        return sum(count for _, _, count in self.parts)


def draw_timeline(bars: list[Bar], title: str = "") -> Image.Image:
    """The plot as a picture: pages from left to right, one bar each, faces counted upwards."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, 14), title[:90] or "Moods by page", INK, font=ImageFont.load_default(22))
    floor, top = HEIGHT - MARGIN - LEGEND, MARGIN + 12
    step, unit = (WIDTH - 2 * MARGIN) / max(len(bars), 1), (floor - top) / _most(bars)
    for index, bar in enumerate(bars):
        left, level = MARGIN + index * step, floor
        right = left + max(step - max(1, step * 0.15), 1)
        for _, colour, count in bar.parts:
            pen.rectangle([left, level - count * unit, right, level], fill=colour)
            level -= count * unit
        if index % _every(len(bars)) == 0:
            pen.text((left, floor + 6), str(bar.page), FAINT, font=ImageFont.load_default(14))
    pen.line([MARGIN, floor, WIDTH - MARGIN, floor], fill=INK, width=2)
    pen.text((8, top - 8), str(_most(bars)), FAINT, font=ImageFont.load_default(14))
    _draw_legend(pen, bars)
    return picture


def _draw_legend(pen: ImageDraw.ImageDraw, bars: list[Bar]) -> None:
    font, x = ImageFont.load_default(16), MARGIN
    for name, colour in legend(bars).items():
        pen.rectangle([x, HEIGHT - 36, x + 16, HEIGHT - 20], fill=colour)
        pen.text((x + 22, HEIGHT - 38), name, INK, font=font)
        x += 22 + round(font.getlength(name)) + 22


def timeline_svg(bars: list[Bar]) -> str:
    """The same plot as SVG: each page is a group with `data-page` and a spoken title."""
    step, height, most = 100 / max(len(bars), 1), 40, _most(bars)
    groups = []
    for index, bar in enumerate(bars):
        level, blocks = height, []
        for _, colour, count in bar.parts:
            tall = count * height / most
            level -= tall
            blocks.append(
                f'<rect x="{index * step:.3f}" y="{level:.3f}" width="{step * 0.85:.3f}"'
                f' height="{tall:.3f}" fill="{colour}"/>'
            )
        told = ", ".join(f"{count} {name}" for name, _, count in bar.parts) or "no face"
        ground = f'<rect class="ground" x="{index * step:.3f}" y="0" width="{step:.3f}" height="{height}"/>'
        groups.append(
            f'<g data-page="{bar.page}"><title>page {bar.page}: {escape(told)}</title>'
            f"{ground}{''.join(blocks)}</g>"
        )
    return (
        f'<svg class="timeline" viewBox="0 0 100 {height}" preserveAspectRatio="none" role="img"'
        f' aria-label="Moods by page / ページごとの感情">{"".join(groups)}</svg>'
    )


def legend(bars: list[Bar]) -> dict[str, str]:
    """Mood -> hex colour of all that the bars show."""
    return {name: colour for bar in bars for name, colour, _ in bar.parts}


def _most(bars: list[Bar]) -> int:
    return max((bar.total for bar in bars), default=0) or 1


def _every(count: int) -> int:
    """Which pages get their number written below: about twenty of them."""
    return max(1, -(-count // 20))
