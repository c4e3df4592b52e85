"""The Chapter tab: a whole book read page by page, with progress and cancel, told by the report."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from moods.book import PICTURES, open_book
from moods.chapter import PageReading, read_book
from moods.errors import MoodError
from moods.reader import MoodReader
from moods.report import report
from ui.files import FileField, report_files
from ui.fragments import alert, state, trouble
from ui.language import Labels
from ui.texts import both, label

# Archives that are not read are taken, too: our own sentence says what to do with them.
KINDS = [".cbz", ".zip", ".pdf", ".cbr", ".cb7", ".rar", ".7z", *sorted(PICTURES)]


def tab(reader: MoodReader, labels: Labels, language: gr.Radio) -> None:
    """Builds the tab; the report starts in the language of the screen."""
    with gr.Row():
        with gr.Column(scale=2, min_width=280):
            book = FileField(file_count="multiple", file_types=KINDS, height=180, elem_id="book")
            ltr = labels.add(gr.Checkbox(), label="ltr")
            with gr.Row():
                read = labels.add(gr.Button(variant="primary", elem_id="read"), value="chapter.read")
                stop = labels.add(gr.Button(interactive=False, elem_id="cancel"), value="cancel")
            files = gr.File(file_count="multiple", visible=False, interactive=False, elem_id="files")
            labels.add(book, label="chapter")
            labels.add(files, label="chapter.files")
        with gr.Column(scale=3, min_width=300):
            answer = gr.HTML(state("chapter.empty", "📚"), elem_id="chapter")
    asks, shows = [book, ltr, language], [answer, files, read, stop]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # At once, not in the queue: whoever waits behind another visitor sees so and can leave.
    asked = read.click(waiting, book, shows, queue=False, **quiet)
    reading = asked.success(partial(read_chapter, reader, files), asks, shows, concurrency_limit=1, **quiet)
    # Gradio calls a cancelled reading a failed one.
    reading.failure(stopped, answer, shows, queue=False, **quiet)
    book.change(chosen, book, answer, queue=False, **quiet)
    stop.click(None, cancels=[reading], **quiet)


def shown(html: str, files: list[str] | None = None, busy: bool = False) -> list[Any]:
    """The tab's outputs: the answer, the files, and which of the two buttons can be pressed."""
    return [
        html,
        gr.update(value=files, visible=bool(files)),
        gr.update(interactive=not busy),
        gr.update(interactive=busy),
    ]


def chosen(paths: list[str] | None) -> str:
    """What the answer says once files were chosen or taken away."""
    return state("chapter.ready", "📖") if paths else state("chapter.empty", "📚")


def waiting(paths: list[str] | None) -> list[Any]:
    """After Read, until it is this chapter's turn."""
    told = state("chapter.waiting", "⏳") if paths else state("chapter.nothing", "📚")
    return shown(told, busy=bool(paths))


def stopped(told: str) -> list[Any]:
    """After Cancel, and after a reading that failed: what went wrong stays on the screen."""
    return shown(told if 'role="alert"' in told else state("chapter.cancelled", "🛑"))


def read_chapter(
    reader: MoodReader, offer: gr.File, paths: list[str] | None, ltr: bool, language: str = "en"
) -> Iterator[list[Any]]:
    """Progress page by page, then the report; an error as a sentence."""
    if not paths:
        yield [gr.skip()] * 4  # `waiting` said so
        return
    pages: list[PageReading] = []
    try:
        with open_book(*paths) as book:
            yield shown(progress(pages, len(book.pages)), busy=True)
            for page in read_book(reader, book, ltr=ltr):
                pages.append(page)
                yield shown(progress(pages, len(book.pages)), busy=True)
            title = book.title
        files = report_files(offer, pages, title)
        yield shown(framed(report(pages, title), language), files)
    except MoodError as error:
        yield shown(trouble(error))
    except Exception as error:
        yield shown(alert(both("chapter.broken")))
        # For the log; the visitor has read the sentence.
        raise gr.Error("The reading of a chapter ended early.", visible=False) from error


def progress(pages: list[PageReading], count: int) -> str:
    """A bar, the page number, and the faces found so far."""
    done, faces = len(pages), sum(len(page.faces) for page in pages)
    bar = f'<progress aria-labelledby="read-so-far" max="{count}" value="{done}"></progress>'
    told = f"{both('chapter.page')} {done} {both('chapter.of')} {count}, {faces} {both('faces')}"
    return f'<div class="state busy" role="status">{bar}<p id="read-so-far">{told}</p></div>'


def framed(page: str, language: str) -> str:
    """The report inside the app, kept apart from it: the very page that the command line writes."""
    name = "ja" if language == "ja" else "en"
    return (
        f'<iframe class="report" name="{name}" title="{label("chapter.report")}" sandbox="allow-scripts"'
        f' srcdoc="{escape(page, quote=True)}"></iframe>'
    )
