"""One commit of files to a Hub repository, and a sentence for everything that can be refused."""

import json
from pathlib import Path

import httpx2
from huggingface_hub import CommitOperationAdd, HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError

from moods.errors import ModelError
from moods.hub import repository
from moods.patience import greet, no_waiting_for_ever

Files = dict[str, Path | bytes]
REFUSALS = {
    402: "The Hub asks for a subscription: Spaces that run Python are not free for every account.",
    409: "{repo} is taken, or is being changed right now: choose another name, or try again.",
    412: "{repo} was changed by somebody else meanwhile: run the same command again.",
    413: "A file is too large for {repo}.",
    507: "The Hub has no room left for {repo}.",
}


def name_of(repo: str) -> str:
    """The repository's name; a revision or anything else that is no `owner/name` is refused."""
    if "@" in repo:
        raise ModelError(f"{repo}: name the repository only, as owner/name; a push always goes to main.")
    try:
        return repository(repo)[0]
    except ModelError as error:
        raise ModelError(f"{repo!r} is no name on the Hub: write owner/name.") from error


def upload(
    repo: str,
    files: Files,
    message: str,
    kind: str = "model",
    private: bool = True,
    token: str | None = None,
    variables: dict[str, str | None] | None = None,
) -> str:
    """Creates the repository if needed, commits the files at once and returns the commit's address.

    What has arrived before is not sent again: after an interruption the same call completes the upload.
    A Space's variable without a value is taken away.
    """
    token = token or get_token()
    if not token:
        raise ModelError("No token for the Hub: log in with `hf auth login`, or set HF_TOKEN.")
    api = HfApi(token=token)
    try:
        with no_waiting_for_ever():
            greet(api)
            api.create_repo(
                repo,
                repo_type=kind,
                private=private,
                exist_ok=True,
                space_sdk="gradio" if kind == "space" else None,
            )
            check_ours(api, repo, kind)
            operations = [CommitOperationAdd(path, content) for path, content in sorted(files.items())]
            made = api.create_commit(repo, operations, commit_message=message, repo_type=kind)
            for key, value in (variables or {}).items():
                if value is not None:
                    api.add_space_variable(repo, key, value)
                elif key in api.get_space_variables(repo):
                    api.delete_space_variable(repo, key)
            # A repository that was there keeps its own setting; it is shown once all of it has arrived.
            if not private and api.repo_info(repo, repo_type=kind).private:
                api.update_repo_settings(repo, repo_type=kind, private=False)
    except ValueError as error:
        raise ModelError(f"The Hub does not take this upload: {line(error)}.") from error
    except (HfHubHTTPError, httpx2.HTTPError, RuntimeError, OSError) as error:
        raise explained(repo, error) from error
    return made.commit_url


def check_ours(api: HfApi, repo: str, kind: str) -> None:
    """Refuses to write over a model or app that does not come from this project."""
    there = set(api.list_repo_files(repo, repo_type=kind))
    if kind == "space":
        foreign = "app.py" in there and "moods/__init__.py" not in there
    else:
        foreign = "config.json" in there and "manga_mood" not in config_of(repo, api)
    if foreign:
        raise ModelError(
            f"{repo} holds something else already: choose another name, or delete it on the Hub."
        )


def config_of(repo: str, api: HfApi) -> dict:
    """The repository's config.json; empty when it is no JSON object."""
    try:
        config = json.loads(Path(api.hf_hub_download(repo, "config.json")).read_text("utf-8"))
    except ValueError:
        return {}
    return config if isinstance(config, dict) else {}


def explained(repo: str, error: Exception) -> ModelError:
    """The sentence for a refusal or a broken connection."""
    cause: BaseException = error
    while cause.__cause__ is not None and not isinstance(cause, HfHubHTTPError):
        cause = cause.__cause__  # a failed upload of one large file arrives wrapped
    again = "Run the same command again to go on from here."
    if not isinstance(cause, HfHubHTTPError):
        return ModelError(f"The Hub cannot be reached while uploading {repo}: {line(cause)}. {again}")
    status = cause.response.status_code
    if status == 401:
        return ModelError("The Hub refuses the token: log in with `hf auth login`, or set another HF_TOKEN.")
    if status in (403, 404):
        return ModelError(
            f"This token may not write to {repo}: it belongs to somebody else, or the token only reads."
        )
    if status in REFUSALS:
        return ModelError(f"{REFUSALS[status].format(repo=repo)} {again if status == 507 else ''}".strip())
    return ModelError(f"The Hub refused {repo}: {line(cause)}. {again}")


def line(error: BaseException) -> str:
    """An error's text in one line."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def listing(files: Files) -> str:
    """The files and their sizes, one a line, with the sum."""
    sizes = {
        path: len(content) if isinstance(content, bytes) else content.stat().st_size
        for path, content in sorted(files.items())
    }
    rows = [f"{size / 1e6:9.3f} MB  {path}" for path, size in sizes.items()]
    return "\n".join([*rows, f"{sum(sizes.values()) / 1e6:9.3f} MB  in {len(sizes)} files"])


def text_of(content: Path | bytes) -> str:
    """A file's text."""
    return (content if isinstance(content, bytes) else content.read_bytes()).decode("utf-8")
