"""Who may see and change what, and the errors the Hub answers with."""

from fastapi import Request

from tests.hub.store import Commit, Repo, Store


class HubError(Exception):
    """An answer other than 2xx; `code` travels in X-Error-Code."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def visitor(request: Request, needed: bool = False) -> tuple[str | None, str]:
    """The user and role of the request's token; (None, "read") without one."""
    store: Store = request.app.state.store
    word = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if word in store.tokens:
        return store.tokens[word]
    if word or needed:
        raise HubError(401, "Invalid credentials in Authorization header" if word else "Please log in")
    return None, "read"


def repo_of(request: Request, kinds: str, name: str) -> Repo:
    """The repository; a private one does not exist for others."""
    user, _role = visitor(request)
    repo: Repo | None = request.app.state.store.repos.get((kinds.removesuffix("s"), name))
    if repo is None or (repo.private and repo.owner != user):
        # As on the Hub: nameless visitors are told 401, others 404, and neither learns whether it exists.
        raise HubError(404 if user else 401, "Repository not found", "RepoNotFound")
    return repo


def commit_of(repo: Repo, revision: str) -> Commit:
    """The commit that a revision names."""
    commit = repo.resolve(revision)
    if commit is None:
        raise HubError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return commit


def may_write(request: Request, repo: Repo) -> str:
    """The user's name, when the token may change the repository."""
    user, role = visitor(request, needed=True)
    if user != repo.owner or role != "write":
        raise HubError(403, f"Forbidden: you may not change {repo.name}")
    return user
