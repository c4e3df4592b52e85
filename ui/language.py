"""Switching the language: HTML holds both and a style shows one; Gradio's own labels are sent anew."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from ui.texts import say

LANGUAGES = [("English", "en"), ("日本語", "ja")]
# The page's language decides which spans show; what was chosen last is remembered by the browser.
SET_PAGE = """(language) => {
  document.documentElement.lang = language;
  try { localStorage.setItem("manga-mood-language", language); } catch (error) { /* private window */ }
  return language;
}"""
FIRST = """() => {
  let language = null;
  try { language = localStorage.getItem("manga-mood-language"); } catch (error) { /* private window */ }
  language = language || (navigator.language.startsWith("ja") ? "ja" : "en");
  document.documentElement.lang = language;
  return language;
}"""


class Labels:
    """Components whose labels change with the language, and how each is written."""

    def __init__(self) -> None:
        self.known: list[tuple[Any, dict[str, Callable[[str], Any]]]] = []

    def add(self, component: Any, **texts: str | Callable[[str], Any]) -> Any:
        """Remembers a component; each text is a key of `TEXTS`, or a function of the language."""
        writers = {
            name: (lambda language, key=text: say(key, language)) if isinstance(text, str) else text
            for name, text in texts.items()
        }
        self.known.append((component, writers))
        for name, writer in writers.items():
            setattr(component, name, writer("en"))
        return component

    def switch(self, language: str) -> list[Any]:
        """What each component becomes in this language."""
        language = "ja" if language == "ja" else "en"
        return [
            gr.update(**{name: writer(language) for name, writer in writers.items()})
            for _, writers in self.known
        ]

    def connect(self, demo: gr.Blocks, choice: gr.Radio) -> None:
        """Sends the labels when the choice changes and when a page opens in another language."""
        outputs = [component for component, _ in self.known]
        quiet = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        choice.change(self.switch, choice, outputs, js=SET_PAGE, **quiet)
        demo.load(None, None, choice, js=FIRST, api_visibility="private")
