"""`push`: a built data set to the Hugging Face Hub, with a card that says what it holds."""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import httpx
from datasets import DatasetDict
from datasets.utils.logging import disable_progress_bar
from huggingface_hub import DatasetCard, DatasetCardData, HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError
from jinja2 import Environment

from data_tools.sources.licence import may_be_shared
from data_tools.sources.saved import open_saved
from moods.errors import DataError

TEMPLATE = Path(__file__).with_name("data_card.md")
NAME = re.compile(r"[\w.-]+/[\w.-]+")
HUB_LICENCES = (
    "cc0-1.0",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0",
    "mit",
    "apache-2.0",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `push`."""
    parser.add_argument("data", type=Path, metavar="DIR", help="a folder written by build")
    parser.add_argument("name", metavar="OWNER/NAME", help="the data set's name on the Hub")
    parser.add_argument("--public", action="store_true", help="for everybody to see (default: private)")
    parser.add_argument(
        "--i-have-the-rights",
        action="store_true",
        help="push although a licence forbids passing pictures on, or is not stated",
    )
    parser.add_argument("--dry-run", action="store_true", help="only print the card")


def run(args: argparse.Namespace) -> int:
    """Pushes the data set; running it again completes or replaces what is there."""
    if not NAME.fullmatch(args.name):
        raise DataError(f"{args.name!r} is no name on the Hub: write owner/name.")
    faces = open_saved(args.data)
    sources = source_counts(faces)
    unclear = unclear_licences(sources)
    if unclear and not args.i_have_the_rights:
        raise DataError(
            f"Not pushed: {'; '.join(unclear)}. Only pictures whose licence allows it are passed on. "
            f"If you have the right, say so with --i-have-the-rights."
        )
    card = make_card(args.data, args.name, faces, sources)
    if args.dry_run:
        print(card)
        return 0
    url = push(faces, args.name, card, private=not args.public)
    print(f"{url} holds {sum(map(len, faces.values()))} faces ({'public' if args.public else 'private'}).")
    return 0


def push(faces: DatasetDict, name: str, card: DatasetCard, private: bool = True) -> str:
    """Uploads splits and card; returns the address."""
    api = HfApi()
    token = get_token()
    if not token:
        raise DataError("No token for the Hub: log in with `hf auth login`, or set HF_TOKEN.")
    disable_progress_bar()
    try:
        url = api.create_repo(name, repo_type="dataset", private=private, exist_ok=True).url
        faces.push_to_hub(name, private=private, commit_message="Faces")
        # The library wrote which files make which split into the card's head: that part stays.
        head = DatasetCard.load(name, repo_type="dataset").data.to_dict()
        card.data = DatasetCardData(**{**head, **card.data.to_dict()})
        api.upload_file(
            path_or_fileobj=str(card).encode(),
            path_in_repo="README.md",
            repo_id=name,
            repo_type="dataset",
            commit_message="Card",
        )
    except HfHubHTTPError as error:
        raise DataError(_refusal(name, error)) from error
    except (httpx.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise DataError(
            f"The Hub cannot be reached: {reason}. The same command goes on from here."
        ) from error
    return url


def source_counts(faces: DatasetDict) -> list[tuple[str, str, int]]:
    """Source, licence and number of faces, largest first."""
    counts: Counter = Counter()
    for split in faces.values():
        known = [column for column in ("source", "licence") if column in split.column_names]
        rows = split.select_columns(known).to_dict() if known else {}
        missing = ["not stated"] * len(split)
        counts.update(zip(rows.get("source", missing), rows.get("licence", missing), strict=True))
    return [(source, licence, count) for (source, licence), count in counts.most_common()]


def unclear_licences(sources: list[tuple[str, str, int]]) -> list[str]:
    """What stands against passing the pictures on, for each source that is not known to allow it."""
    return [
        f"the licence of {source} is not stated"
        if licence == "not stated"
        else f"{source} is under {licence!r}, which is not known to allow it"
        for source, licence, _ in sources
        if not may_be_shared(licence)
    ]


def make_card(data: Path, name: str, faces: DatasetDict, sources: list[tuple[str, str, int]]) -> DatasetCard:
    """The data set card: counts, licences, how it was built."""
    report = data / "report.json"
    names = next(iter(faces.values())).features["label"].names
    numbers = {split: Counter(rows["label"]) for split, rows in faces.items()}
    licences = {licence.lower() for _, licence, _ in sources}
    only = licences.pop() if len(licences) == 1 else "other"
    template = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    text = template.render(
        title=name.split("/")[1],
        repo=name,
        faces=sum(map(len, faces.values())),
        names=names,
        splits=list(faces),
        counts={
            split: {names[k]: n for k, n in count.items() if k is not None}
            for split, count in numbers.items()
        },
        totals={split: len(rows) for split, rows in faces.items()},
        sources=sources,
        unclear=unclear_licences(sources),
        report=json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None,
    )
    head = DatasetCardData(
        license=only if only in HUB_LICENCES else "other",
        task_categories=["image-classification"],
        tags=["manga", "anime", "facial-expressions", "emotions"],
    )
    return DatasetCard(f"---\n{head.to_yaml()}\n---\n\n{text}")


def _refusal(name: str, error: HfHubHTTPError) -> str:
    status = error.response.status_code if error.response is not None else 0
    if status == 401:
        return "The Hub does not know this token: log in again with `hf auth login`, or set another HF_TOKEN."
    if status == 403:
        return f"This token may not write to {name}: a token with the right to write for its owner is needed."
    return f"The Hub refused {name}: {' '.join(str(error).split())}"
