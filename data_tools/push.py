"""`push`: a built data set to the Hugging Face Hub, with a card that says what it holds."""

import argparse
import re
from pathlib import Path

import httpx2
from datasets import DatasetDict
from datasets.utils.logging import disable_progress_bar
from huggingface_hub import DatasetCard, DatasetCardData, HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError

from data_tools.card import make_card, source_counts, unclear_licences
from data_tools.sources.saved import open_saved
from moods.errors import DataError
from moods.patience import greet, no_waiting_for_ever

NAME = re.compile(r"[\w.-]+/[\w.-]+")


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
    url, private = push(faces, args.name, card, private=not args.public)
    print(f"{url} holds {sum(map(len, faces.values()))} faces ({'private' if private else 'public'}).")
    return 0


def push(faces: DatasetDict, name: str, card: DatasetCard, private: bool = True) -> tuple[str, bool]:
    """Uploads splits and card; returns the address, and whether the data set is private."""
    token = get_token()
    if not token:
        raise DataError("No token for the Hub: log in with `hf auth login`, or set HF_TOKEN.")
    api = HfApi(token=token)
    disable_progress_bar()
    try:
        with no_waiting_for_ever():
            greet(api)
            url = api.create_repo(name, repo_type="dataset", private=private, exist_ok=True).url
            # A data set that was there keeps its own setting, whatever was asked for.
            if private and not api.repo_info(name, repo_type="dataset").private:
                raise DataError(
                    f"Not pushed: {name} is public, so everybody would see these pictures. Say --public, "
                    f"make it private on the Hub, or choose another name."
                )
            faces.push_to_hub(name, private=private, commit_message="Faces", token=token)
            # The library wrote which files make which split into the card's head: that part stays.
            head = DatasetCard.load(name, repo_type="dataset", token=token).data.to_dict()
            card.data = DatasetCardData(**{**head, **card.data.to_dict()})
            api.upload_file(
                path_or_fileobj=str(card).encode(),
                path_in_repo="README.md",
                repo_id=name,
                repo_type="dataset",
                commit_message="Card",
            )
            # Shown once all of it has arrived.
            if not private and api.repo_info(name, repo_type="dataset").private:
                api.update_repo_settings(name, repo_type="dataset", private=False)
            return url, api.repo_info(name, repo_type="dataset").private
    except HfHubHTTPError as error:
        raise DataError(_refusal(name, error)) from error
    except (httpx2.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise DataError(f"The Hub cannot be reached: {reason}. Run the same command again.") from error


def _refusal(name: str, error: HfHubHTTPError) -> str:
    status = error.response.status_code if error.response is not None else 0
    if status == 401:
        return "The Hub does not know this token: log in again with `hf auth login`, or set another HF_TOKEN."
    if status == 403:
        return f"This token may not write to {name}: a token with the right to write for its owner is needed."
    return f"The Hub refused {name}: {' '.join(str(error).split())}"
