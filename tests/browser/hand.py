"""A hand that draws on the sheet with the mouse, in shares of its side."""

from tests.app import tiny

HEADLINE = "#reading .headline"


def stroke(page, points: list[tuple[float, float]]) -> None:
    """One stroke through these points."""
    box = page.locator("#sheet canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def frame(page) -> None:
    """The square around a face: the tiny model sees places inside it."""
    stroke(page, [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)])


def feature(page, mood: str) -> None:
    """Hatching at the place that means this mood to the tiny model."""
    column, row = tiny.PLACES[mood]
    left, top, width, height = 0.12 + column * 0.2, 0.12 + row * 0.2, 0.14, 0.34
    points = []
    for line in range(12):
        y = top + height * line / 11
        points += [(left, y), (left + width, y)] if line % 2 else [(left + width, y), (left, y)]
    stroke(page, points)


def wait_until_read(page) -> None:
    """Until the panel shows the drawing as it is now."""
    page.wait_for_function(
        "() => document.querySelector('#sheet .pad').dataset.ticket"
        " === document.querySelector('#reading .reading').dataset.ticket"
    )
