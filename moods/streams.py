"""What is printed, where not every terminal or pipe speaks UTF-8: one on Windows often holds no emoji."""

import json
import sys


def escape_unprintable() -> None:
    """From now on stdout and stderr escape what their encoding lacks, where they would end the program."""
    for stream in (sys.stdout, sys.stderr):
        # Streams put in by others (a StringIO, a notebook's) hold everything, or go by rules of their own.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def as_json(answer: dict) -> str:
    """One line of JSON, readable where stdout can hold it; an escape of the stream would be no JSON."""
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(answer)
    return line
