"""Pieces of HTML that several tabs use: pictures as data URLs, bars of moods, empty and error states."""

import base64
import io
from html import escape

from PIL import Image

from moods.labels import CATALOGUE
from moods.reader import Reading
from ui.texts import TROUBLES, both, mood_html

UNSURE_COLOUR = "#8d867b"


def data_url(picture: Image.Image, form: str = "WEBP") -> str:
    """The picture inside the page itself: nothing is stored on the server."""
    buffer = io.BytesIO()
    picture.save(buffer, form, quality=82)
    return f"data:image/{form.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def download_link(name: str, kind: str, content: str) -> str:
    """A link that saves a text made here, without a file on the server."""
    data = base64.b64encode(content.encode("utf-8")).decode()
    return f'<a class="button" download="{escape(name)}" href="data:{kind};base64,{data}">{escape(name)}</a>'


def bars(reading: Reading, top: int = 3) -> str:
    """The most likely moods as bars with their shares."""
    rows = "".join(
        f'<li style="--share:{share:.4f};--colour:{colour(name)}"><span class="name">{mood_html(name)}</span>'
        f'<span class="track"><i></i></span><span class="share">{share:.0%}</span></li>'
        for name, share in reading.top(top).items()
    )
    return f'<ol class="bars still">{rows}</ol>'


def headline(reading: Reading) -> str:
    """The mood in large, or that it is not clear."""
    if reading.mood is None:
        return f'<strong class="mood unsure"><span aria-hidden="true">🤔</span> {both("unclear")}</strong>'
    return f'<strong class="mood">{mood_html(reading.mood)}</strong>'


def colour(name: str | None) -> str:
    """The mood's colour; grey for the unsure and for words of other models."""
    return CATALOGUE[name].colour if name in CATALOGUE else UNSURE_COLOUR


def state(key: str, icon: str = "✏️") -> str:
    """An empty or waiting state: an icon and a sentence, which screen readers tell when they can."""
    told = f'<span aria-hidden="true">{icon}</span><p>{both(key)}</p>'
    return f'<div class="state" role="status">{told}</div>'


def trouble(error: Exception) -> str:
    """What went wrong as the library said it; in Japanese the kind of trouble goes before it."""
    kind = TROUBLES.get(getattr(error, "reason", ""), TROUBLES["unreadable"])
    return alert(f'<span lang="ja">{kind}<br></span>{escape(str(error))}')


def alert(told: str) -> str:
    """An error state; screen readers tell it at once."""
    return f'<div class="state trouble" role="alert"><span aria-hidden="true">⚠️</span><p>{told}</p></div>'
