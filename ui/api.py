"""The endpoints for programs: /face, /sketch, /page, /chapter, /batch, by HTTP, gradio_client and MCP."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr

from moods.book import open_book
from moods.chapter import read_book, summary
from moods.errors import MoodError, PictureError
from moods.reader import MoodReader
from moods.tell import told_face, told_page, told_reading
from ui import mcp
from ui.files import FileField, report_files

KINDS = ("face", "sketch", "page")


def named(call: Callable) -> Callable:
    """Turns the library's errors into those that clients see by their sentence."""

    @wraps(call)
    def answer(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except MoodError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return answer


class Endpoints:
    """The reader as functions of files; their docstrings are what API pages and MCP clients show."""

    def __init__(self, reader: MoodReader, written: gr.File) -> None:
        self.reader = reader
        self.written = written

    def face(self, picture: str, top_k: int = 8) -> dict:
        """Reads the mood of the one manga or anime face that a picture shows.

        Args:
            picture: A picture file of one face (PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF).
            top_k: How many of the most likely moods to return.

        Returns:
            mood (null when not clear), clear, and moods: {mood: probability}, most likely first.
        """
        return told_reading(self.reader.face(given(picture)), many(top_k))

    def sketch(self, drawing: str, top_k: int = 8) -> dict:
        """Reads the mood of a drawing of a face: it is trimmed to its ink and hairlines are kept visible.

        Args:
            drawing: A picture file of the drawing; transparency counts as white paper.
            top_k: How many of the most likely moods to return.

        Returns:
            mood (null when not clear), clear, and moods: {mood: probability}, most likely first.
        """
        return told_reading(self.reader.sketch(given(drawing)), many(top_k))

    def page(self, picture: str, top_k: int = 8, left_to_right: bool = False) -> dict:
        """Finds every face of a manga panel or page, in reading order, and reads its mood.

        Args:
            picture: A picture file of a panel or page.
            top_k: How many of the most likely moods to return for each face.
            left_to_right: Reading order of western comics instead of right to left.

        Returns:
            width, height, and faces: [{box: [x0, y0, x1, y1] in pixels, score, mood, clear, moods}].
        """
        return told_page(self.reader, given(picture), left_to_right, many(top_k))

    def chapter(
        self, files: list[str], top_k: int = 8, left_to_right: bool = False
    ) -> tuple[dict, list[str]]:
        """Reads a whole chapter: every face of every page.

        Args:
            files: One cbz, zip or pdf, or the pages as picture files in order.
            top_k: How many of the most likely moods to return for each face.
            left_to_right: Reading order of western comics instead of right to left.

        Returns:
            A summary (counts of pages, faces and moods, and every page with its faces or its error), and the
            files report.html, faces.csv and timeline.png.
        """
        top = many(top_k)
        with open_book(*(files or ())) as book:
            pages = list(read_book(self.reader, book, ltr=left_to_right))
            title = book.title
        told = [
            {"page": page.number, "name": page.name, "width": page.width, "height": page.height}
            | (
                {"error": page.error}
                if page.error
                else {"faces": [told_face(face, top) for face in page.faces]}
            )
            for page in pages
        ]
        return summary(pages) | {"read": told}, report_files(self.written, pages, title)

    def batch(self, files: list[str], read_as: str = "face", top_k: int = 8) -> list[dict]:
        """Reads many pictures at once; a bad file answers with its error, the others go on.

        Args:
            files: Picture files.
            read_as: What each picture is: "face", "sketch" or "page".
            top_k: How many of the most likely moods to return.

        Returns:
            One answer for each file in the order sent, as /face, /sketch or /page give it, or {error}.
        """
        if not files:
            raise PictureError("No pictures were sent.", "missing")
        one = getattr(self, read_as)
        answers = []
        for file in files:
            try:
                answers.append(one(file, top_k))
            except PictureError as error:
                answers.append({"error": str(error)})
        return answers


def given(file: str | None) -> str:
    """The path of an upload; an error when none was sent."""
    if not file:
        raise PictureError("No picture was sent.", "missing")
    return file


def many(top_k: float | None) -> int:
    """A usable top_k."""
    if top_k is None or not 1 <= top_k <= 1000:
        raise PictureError("top_k must be a whole number from 1 on.", "option")
    return int(top_k)


def endpoints(reader: MoodReader) -> None:
    """Declares the endpoints; their fields are never on the screen."""
    mcp.mend()
    with gr.Column(visible=False):
        button = gr.Button()
        picture, drawing = FileField(label="picture"), FileField(label="drawing")
        files = FileField(file_count="multiple", label="files")
        top = gr.Number(8, precision=0, label="top_k")
        ltr = gr.Checkbox(label="left_to_right")
        read_as = gr.Radio(KINDS, value="face", label="read_as")
        answer, written = gr.JSON(label="answer"), gr.File(file_count="multiple", label="report files")
        calls = Endpoints(reader, written)
        for call, inputs, outputs in (
            (calls.face, [picture, top], answer),
            (calls.sketch, [drawing, top], answer),
            (calls.page, [picture, top, ltr], answer),
            (calls.chapter, [files, top, ltr], [answer, written]),
            (calls.batch, [files, read_as, top], answer),
        ):
            button.click(named(call), inputs, outputs, api_name=call.__name__, concurrency_limit=2)
