"""Files that come in and go out: handed over as they are, and none outlives the hourly cleaning."""

import os
import secrets
import sys
import time
from abc import ABCMeta
from pathlib import Path
from typing import Any

import gradio as gr
from gradio import route_utils
from gradio.data_classes import ListFiles

from moods.chapter import PageReading
from moods.report import write_chapter


def handing_over(kind: type) -> Any:
    """A kind of field that gives its function the path of what was sent, a list where it takes many.

    Gradio's fields decode or refuse a file before we can name what is wrong with it, and its file field
    leaves an empty file behind at every call. A kind, not a changed field: a field that gets its label in
    another language is made anew.
    """

    def preprocess(_field: Any, payload: Any) -> str | list[str] | None:
        if isinstance(payload, ListFiles):
            return [file.path for file in payload.root]
        return payload.path if payload else None

    def api_info(field: Any) -> dict:
        return inlined(super(type(field), field).api_info())

    parts = {"preprocess": preprocess, "api_info": api_info, "__module__": kind.__module__}
    # Past Gradio's own maker of kinds, which would write a stub file beside this one.
    return ABCMeta.__new__(type(kind), kind.__name__, (kind,), parts)


def inlined(schema: Any, known: dict | None = None) -> Any:
    """A JSON schema without references: Gradio's MCP moves parts of it away from what they refer to."""
    if isinstance(schema, list):
        return [inlined(part, known) for part in schema]
    if not isinstance(schema, dict):
        return schema
    known = schema.get("$defs", known or {})
    schema = known.get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), schema)
    return {key: inlined(part, known) for key, part in schema.items() if key != "$defs"}


FileField, PictureField = handing_over(gr.File), handing_over(gr.Image)


def report_files(field: gr.File, pages: list[PageReading], title: str) -> list[str]:
    """Writes the report's files for this field to offer, where the app deletes what is an hour old."""
    folder = Path(field.GRADIO_CACHE) / secrets.token_hex(16)
    paths = [str(path) for path in write_chapter(pages, folder, title).values()]
    field.temp_files.update(paths)
    return paths


def mend() -> None:
    """Puts our cleaning in the place of Gradio's (6.31).

    Gradio's goes over the very sets that uploads add to: one that comes in meanwhile ends it for good.
    """
    route_utils.delete_files_created_by_app = clean


def clean(blocks: gr.Blocks, age: float | None) -> None:
    """Deletes what came in or was made more than `age` seconds ago; without an age, everything."""
    stay = set().union(*(getattr(block, "keep_in_cache", ()) for block in [*blocks.blocks.values()]))
    for names in [*blocks.temp_file_sets]:
        for name in {*names} - stay:
            try:
                if age is not None and time.time() - os.lstat(name).st_ctime <= age:
                    continue
                # Before the file goes: the same picture sent again right now writes its name here anew.
                names.discard(name)
                os.remove(name)
            except FileNotFoundError:
                names.discard(name)
            except (OSError, ValueError) as error:
                names.add(name)  # tried again next time
                print(f"An old upload could not be deleted: {error}", file=sys.stderr)
