"""Ink and paper: the colours, fonts and styles of the app, light and dark."""

from pathlib import Path

import gradio as gr

FONTS = (
    "mm-emoji",
    "Hiragino Sans",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Noto Sans",
    "system-ui",
    "sans-serif",
)
SHADES = (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)


def colour(name: str, *shades: str) -> gr.themes.Color:
    """Gradio's colour from its eleven shades (hex without #), light to dark."""
    return gr.themes.Color(
        name=name, **{f"c{number}": f"#{shade}" for number, shade in zip(SHADES, shades, strict=True)}
    )


INK = colour("ink", "fbf8f1", "f3eee4", "e4dccb", "cfc5b1", "a79d8c", "7a7166", "5c544b", "3d3832", "2a2622",
             "1e1b18", "151311")  # fmt: skip
RED = colour("red ink", "fdf3f1", "fbe3df", "f5c3bb", "ea988b", "dc6554", "c8412f", "ad3223", "8e281c",
             "6f2018", "561a14", "330e0a")  # fmt: skip


def theme() -> gr.themes.Base:
    """Warm paper, black ink, one red."""
    return gr.themes.Base(
        primary_hue=RED, secondary_hue=INK, neutral_hue=INK, font=FONTS, radius_size="md", text_size="md"
    ).set(
        body_background_fill="#fbf8f1",
        body_background_fill_dark="#151311",
        body_text_color="#211d1a",
        body_text_color_dark="#f3eee4",
        body_text_color_subdued="#5c544b",
        body_text_color_subdued_dark="#b9b0a1",
        block_background_fill="#ffffff",
        block_background_fill_dark="#1e1b18",
        block_border_width="1.5px",
        block_border_color="#d9d2c3",
        block_border_color_dark="#3d3832",
        block_label_text_color="#3d3832",
        block_label_text_color_dark="#e4dccb",
        block_label_background_fill="#f3eee4",
        block_label_background_fill_dark="#2a2622",
        button_primary_background_fill="#211d1a",
        button_primary_background_fill_hover="#3d3832",
        button_primary_text_color="#fbf8f1",
        button_primary_background_fill_dark="#f3eee4",
        button_primary_background_fill_hover_dark="#ffffff",
        button_primary_text_color_dark="#211d1a",
        checkbox_border_color_dark="#8d867b",
        button_primary_border_color="#211d1a",
        button_primary_border_color_hover="#3d3832",
        button_primary_border_color_dark="#f3eee4",
        button_primary_border_color_hover_dark="#ffffff",
        button_secondary_background_fill_hover="#f3eee4",
        button_secondary_background_fill_hover_dark="#3d3832",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#2a2622",
        button_secondary_border_color="#cfc5b1",
        button_secondary_border_color_dark="#5c544b",
        button_border_width="1.5px",
    )


def styles() -> str:
    """The style sheet of our own components."""
    return (Path(__file__).parent / "style.css").read_text("utf-8")
