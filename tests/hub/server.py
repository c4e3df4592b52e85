"""The Hub's HTTP interface, as far as huggingface_hub, datasets, transformers and timm use it."""

import yaml
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tests.hub.access import HubError, may_write, repo_of, visitor
from tests.hub.content import add_content_routes
from tests.hub.faults import Faults, Switches
from tests.hub.store import Store
from tests.hub.views import add_view_routes
from tests.hub.writes import add_write_routes


def make_app(store: Store, switches: Switches) -> Faults:
    """The application over a store, with the switches in front of it."""
    app = FastAPI(openapi_url=None)
    app.state.store = store
    app.state.switches = switches

    @app.exception_handler(HubError)
    async def refuse(_request: Request, error: HubError) -> JSONResponse:
        headers = {"X-Error-Message": str(error)}
        if error.code:
            headers["X-Error-Code"] = error.code
        return JSONResponse({"error": str(error)}, error.status, headers)

    add_account_routes(app)
    add_write_routes(app)
    add_view_routes(app)
    add_content_routes(app)
    return Faults(app, switches)


def add_account_routes(app: FastAPI) -> None:
    """Who is asking, and repositories as a whole."""

    @app.get("/api/whoami-v2")
    async def whoami(request: Request) -> dict:
        user, role = visitor(request, needed=True)
        return {"type": "user", "name": user, "orgs": [], "auth": {"accessToken": {"role": role}}}

    @app.post("/api/repos/create")
    async def create(request: Request) -> JSONResponse:
        asked = await request.json()
        user, role = visitor(request, needed=True)
        owner, kind = asked.get("organization") or user, asked.get("type") or "model"
        name = f"{owner}/{asked['name']}"
        if owner != user or role != "write":
            raise HubError(403, f"You don't have the rights to create a {kind} under the namespace {owner!r}")
        url = f"{request.base_url}{'' if kind == 'model' else kind + 's/'}{name}"
        if (kind, name) in request.app.state.store.repos:
            return JSONResponse({"url": url, "error": f"You already created this {kind} repo"}, 409)
        private = asked.get("visibility") == "private"
        request.app.state.store.create(kind, name, user, private, asked.get("sdk"))
        return JSONResponse({"url": url, "name": name, "id": name})

    @app.delete("/api/repos/delete")
    async def delete(request: Request) -> dict:
        asked = await request.json()
        user, _role = visitor(request, needed=True)
        name = f"{asked.get('organization') or user}/{asked['name']}"
        repo = repo_of(request, f"{asked.get('type') or 'model'}s", name)
        may_write(request, repo)
        del request.app.state.store.repos[repo.kind, repo.name]
        return {}

    @app.post("/api/validate-yaml")
    async def validate(request: Request) -> JSONResponse:
        asked = await request.json()
        problems = card_problems(asked["content"])
        return JSONResponse({"errors": problems, "warnings": []}, 400 if problems else 200)


def card_problems(content: str) -> list[dict[str, str]]:
    """What the Hub would reject in a card's YAML block."""
    if not content.startswith("---"):
        return []
    try:
        block = yaml.safe_load(content.split("---")[1]) or {}
    except yaml.YAMLError as error:
        return [{"message": f"YAML cannot be read: {error}"}]
    if not isinstance(block, dict):
        return [{"message": "the metadata is not a mapping"}]
    texts = ("library_name", "pipeline_tag", "sdk", "sdk_version")
    problems = [f'"{key}" must be a string' for key in texts if not isinstance(block.get(key, ""), str)]
    for model in block.get("model-index", []):
        for result in model.get("results", [{}]):
            missing = [key for key in ("task", "dataset", "metrics") if key not in result]
            problems += [f'"model-index[].results[].{key}" is required' for key in missing]
    return [{"message": problem} for problem in problems]
