"""The command line: python -m moods face|sketch|page|chapter|label."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from moods.errors import MoodError, PictureError, printable
from moods.labels import CATALOGUE
from moods.reader import MoodReader
from moods.streams import as_json, escape_unprintable
from moods.tell import told_page, told_reading

READS = {"face": "the mood of the one face that each picture shows",
         "sketch": "the mood of drawings: trimmed to their ink first",
         "page": "every face of panels or pages, in reading order",
         "chapter": "a whole chapter: report.html, faces.csv, timeline.png",
         "label": "label every face crop of a folder"}  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The options of every command."""
    top = argparse.ArgumentParser(prog="python -m moods", description="Reads the mood of manga faces.")
    commands = top.add_subparsers(dest="command", required=True)
    for name, does in READS.items():
        command = commands.add_parser(name, help=does, description=f"Reads {does}.")
        command.add_argument("--model", help="folder or Hub repository owner/name[@revision]")
        if name in ("face", "sketch", "page"):
            command.add_argument("pictures", nargs="+", metavar="PICTURE")
            command.add_argument("--json", action="store_true", help="one JSON object a line")
        if name in ("page", "chapter"):
            command.add_argument("--faces", help="face finder: folder or Hub repository")
            command.add_argument("--ltr", action="store_true", help="read from left to right")
        if name == "chapter":
            command.add_argument("book", nargs="+", help="cbz, zip, pdf, folder or pictures")
            command.add_argument("--out", required=True, help="folder for the report")
            command.add_argument("--json", action="store_true", help="tell the counts as JSON")
        if name == "label":
            command.add_argument("folder", help="pictures of single faces, also in sub-folders")
            command.add_argument("--out", required=True, metavar="FILE.parquet|FILE.csv|captions",
                                 help="a table, or `captions`: a .txt beside each picture")  # fmt: skip
            command.add_argument("--overwrite", action="store_true",
                                 help="captions replace .txt files that are there already")  # fmt: skip
    return top


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when everything was read, 1 when something was not."""
    escape_unprintable()
    options = parser().parse_args(arguments)
    try:
        reader = MoodReader.load(options.model, faces=getattr(options, "faces", None))
        if options.command == "chapter":
            return chapter(reader, options)
        if options.command == "label":
            return label(reader, options)
        return tell(reader, options)
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def answers(reader: MoodReader, options: argparse.Namespace) -> Iterator[dict]:
    """One plain answer for each picture, in input order; `error` where it cannot be read."""
    for path in options.pictures:
        name = printable(path)
        try:
            if options.command == "page":
                yield {"path": name, **told_page(reader, path, options.ltr)}
            else:
                yield {"path": name, **told_reading(getattr(reader, options.command)(path))}
        except PictureError as error:
            yield {"path": name, "error": str(error)}


def tell(reader: MoodReader, options: argparse.Namespace) -> int:
    """Prints the answers as they come."""
    failed = 0
    for answer in answers(reader, options):
        failed += "error" in answer
        if options.json:
            print(as_json(answer), flush=True)
        elif "error" in answer:
            print(f"error: {answer['error']}", file=sys.stderr)
        else:
            print("\n".join(lines(answer)), flush=True)
    return 1 if failed else 0


def lines(answer: dict) -> list[str]:
    """An answer as people read it: a line for the picture, and one for each face of a page."""
    if "faces" not in answer:
        return [f"{answer['path']}  {words(answer)}"]
    faces = [
        f"  {number}. {words(face)}  box {face['box']}" for number, face in enumerate(answer["faces"], 1)
    ]
    return [f"{answer['path']}  {len(faces)} faces" + ("" if faces else " (try `face`)"), *faces]


def words(answer: dict) -> str:
    """The mood and the three most likely ones with their shares."""
    shares = ", ".join(f"{name} {share:.0%}" for name, share in list(answer["moods"].items())[:3])
    name = answer["mood"]
    emoji = CATALOGUE[name].emoji + " " if name in CATALOGUE else ""
    return f"{emoji}{name or 'not clear'} ({shares})"


def chapter(reader: MoodReader, options: argparse.Namespace) -> int:
    """Reads a book, telling its progress on stderr, and writes the report."""
    from moods.book import open_book
    from moods.chapter import read_book, summary
    from moods.report import write_chapter

    pages = []
    with open_book(*options.book) as book:
        for page in read_book(reader, book, ltr=options.ltr):
            pages.append(page)
            if page.error:
                print(f"error: page {page.number}: {page.error}", file=sys.stderr)
            elif sys.stderr.isatty():
                print(f"page {page.number} of {len(book.pages)}", end="\r", file=sys.stderr)
    counts = summary(pages)
    files = write_chapter(pages, options.out, book.title)
    told = counts | {"report": printable(files["report.html"])}
    print(as_json(told) if options.json else
          f"{counts['pages']} pages, {counts['faces']} faces: {told['report']}")  # fmt: skip
    return 1 if counts["unreadable"] else 0


def label(reader: MoodReader, options: argparse.Namespace) -> int:
    """Labels a folder; pictures that cannot be read are named and left out."""
    from moods.label import check_out, label_folder, write_labels

    check_out(options.out, Path(options.folder), options.overwrite)
    failed = []
    rows = []
    for row in label_folder(reader, Path(options.folder)):
        if "error" in row:
            failed.append(row)
            print(f"error: {row['error']}", file=sys.stderr)
        else:
            rows.append(row)
    where = write_labels(rows, options.out, Path(options.folder), reader.moods)
    print(f"{len(rows)} labelled, {len(failed)} could not be read: {printable(where)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
