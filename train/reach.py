"""Whether the Hub can be reached, found out within seconds."""

from urllib.parse import urlparse

from moods.errors import ModelError

HUB_SECONDS = 4


def require_hub(what: str, instead: str) -> None:
    """Fails within seconds, in one sentence, when the Hub does not answer."""
    import httpx
    from huggingface_hub import constants

    host = urlparse(constants.ENDPOINT).netloc
    if constants.HF_HUB_OFFLINE:
        raise ModelError(f"{what} must come from the Hub, but HF_HUB_OFFLINE is set. {instead}")
    try:
        httpx.head(constants.ENDPOINT, timeout=HUB_SECONDS)
    except httpx.HTTPError as error:
        raise ModelError(f"{what} must come from the Hub, and {host} cannot be reached. {instead}") from error


def not_there(error: BaseException) -> bool:
    """Whether the Hub answered that it has no such repository, or none for this token."""
    from huggingface_hub.errors import RepositoryNotFoundError

    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, RepositoryNotFoundError):
        seen = seen.__cause__ or seen.__context__
    return seen is not None


def cached(repo: str, *files: str) -> bool:
    """Whether one of a model repo's files was fetched before."""
    from huggingface_hub import try_to_load_from_cache

    repo, _, revision = repo.partition("@")
    return any(
        isinstance(try_to_load_from_cache(repo, file, revision=revision or None), str) for file in files
    )
