"""The HTTP door: finds every surface's routes, guards them, and maps each error to a status."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from heartbeat import __version__, errors, surfaces
from heartbeat.config import Settings
from heartbeat.db import Database
from heartbeat.log import get_logger
from heartbeat.surfaces.access.body_limit import TOO_LARGE
from heartbeat.surfaces.access.doors import Doors
from heartbeat.surfaces.access.gate import Gate
from heartbeat.surfaces.access.guard import Guard, protect
from heartbeat.surfaces.access.head import HeadAsGet
from heartbeat.surfaces.access.identity.credentials import Credentials
from heartbeat.surfaces.access.identity.needed import needed_role
from heartbeat.surfaces.access.identity.policy import Policy
from heartbeat.surfaces.access.known_hosts import KnownHosts
from heartbeat.surfaces.access.refusal import Refusal
from heartbeat.surfaces.docs.reference import Command, Reference
from heartbeat.surfaces.page.built_page import BuiltPage
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site

BUILT_PAGE = Path(__file__).parent / "_ui"

STATUS_OF: Mapping[type[errors.HeartbeatError], int] = {
    errors.ConfigError: 500,
    errors.DefinitionError: 422,
    errors.DatabaseUnavailable: 503,
    errors.DatabaseRefused: 503,
    errors.EmbeddedServerFailed: 503,
    errors.MigrationFailed: 503,
    errors.BackupFailed: 500,
    errors.RolesMissing: 503,
    errors.SourceUnreachable: 502,
    errors.SourceRejected: 502,
    errors.SourceBusy: 409,
    errors.SchemaDrift: 409,
    errors.LoadHeld: 409,
    errors.DeadlinePassed: 504,
    errors.TokenRefused: 401,
    errors.TokenNotFound: 404,
    errors.TokenNameTaken: 409,
    errors.AccessRefused: 422,
    errors.DeviceNotFound: 404,
    errors.PairingUnknown: 404,
    errors.PairingExpired: 410,
    errors.PairingCrowded: 503,
    errors.IncidentNotFound: 404,
    errors.IncidentSettled: 409,
    errors.AlertRefused: 422,
    errors.SilenceNotFound: 404,
    errors.SilenceOver: 409,
    errors.ChannelNotFound: 404,
    errors.MessageNotFound: 404,
    errors.CutNotFound: 404,
    errors.AuditPageNotFound: 404,
    errors.WindowNotOffered: 422,
    errors.CutWithoutTable: 409,
    errors.CutFailed: 422,
    errors.CutTimedOut: 504,
    errors.SegmentNotFound: 404,
    errors.SegmentFailed: 422,
    errors.DocNotFound: 404,
    errors.FeedbackNotFound: 404,
    errors.FeedbackTooMuch: 429,
    errors.HookNotFound: 404,
    errors.HookNotReady: 503,
    errors.IntakeBusy: 503,
    errors.SignatureRefused: 401,
    errors.DeliveryUntimely: 401,
    errors.DeliveryTooLarge: 413,
    errors.DeliveryTooSlow: 408,
    errors.DeliveryUnreadable: 400,
    errors.QueryTimedOut: 504,
    errors.QueryFailed: 422,
    errors.WrongShape: 422,
    errors.NoPast: 409,
    errors.NotDeployed: 409,
    errors.MetricNotFound: 404,
    errors.MetricRetired: 410,
    errors.BeatNotFound: 404,
    errors.FenceLost: 409,
    errors.ReadingOutdated: 409,
    errors.EditOutdated: 412,
    errors.PastBusy: 409,
    errors.ChangeRefused: 422,
}
"""One row for every error of the tree that is raised; a test compares."""

RETRY_AFTER_SECONDS = "5"
"""When to ask again where time mends it: a program that asks more often only adds to the load."""

_REFUSALS: Mapping[int, Refusal] = {
    refusal.status: refusal
    for refusal in (
        Refusal(400, "invalid-request", "The body is not JSON in UTF-8.", "Its shape is in /api/openapi.json."),
        Refusal(404, "not-found", "There is nothing at this address.", "The addresses of the API are in /api/openapi.json."),
        Refusal(
            405, "method-not-allowed", "This address does not take this method.", "The Allow header names the methods it takes."
        ),
        Refusal(
            428,
            "precondition-required",
            "An edit says what it stands on.",
            "Send If-Match with the ETag of what is edited: of GET /api/metrics/{metric_id} or /api/audit/cuts/{cut_id}. "
            '"If-Match: *" edits whatever is there.',
        ),
        TOO_LARGE,
    )
}

_ERROR_REF = "#/components/schemas/ErrorShape"


def create_app(
    database: Database | None,
    settings: Settings,
    *,
    environment: Mapping[str, str] | None = None,
    page: Path = BUILT_PAGE,
    proxy_only: bool = False,
) -> FastAPI:
    """The whole API and the page.

    Args:
        database: the opened database, or none while Postgres is away; `app.state.site.attach` brings it later.
        settings: of this process.
        environment: what `${NAME}` stands for in the workspace's server settings and in the secrets of its webhooks.
        page: folder of the built page.
        proxy_only: refuse who comes past the trusted proxy from another machine: TLS is the proxy's.
    """
    site = Site(settings, environment=environment or {})
    if database is not None:
        site.attach(database)
    app = FastAPI(
        title="Heartbeat",
        version=__version__,
        summary="A metrics cockpit for a company: red first, green fades.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.site = site
    app.state.reference = documented_program()
    routes = sorted(surface_routes(), key=_fixed_segments_first)
    app.router.routes.extend(routes)
    app.router.default = BuiltPage(page)
    _add_doors(app, site, Policy(settings, proxy_only=proxy_only))
    for raised, answer in _ANSWERS.items():
        app.add_exception_handler(raised, answer)
    return app


def tell_commands(app: FastAPI, commands: Callable[[], Sequence[Command]]) -> None:
    """Let the docs of an app know the commands of the command line: the door that made the app knows them, the app does not."""
    app.state.reference = documented_program(commands)


def documented_program(commands: Callable[[], Sequence[Command]] = tuple) -> Reference:
    """What the pages about the program are made of."""
    return Reference(api=api_document, role=needed_role, status=status_of, commands=commands)


def _add_doors(app: FastAPI, site: Site, policy: Policy) -> None:
    """What a request passes before a route: the guard, then the gate."""
    doors = app.state.doors = Doors(KnownHosts(site, site.environment, policy.learn), policy, Credentials(site))
    app.add_middleware(HeadAsGet)
    app.add_middleware(Gate, doors=doors, is_route=partial(_is_route, app))
    app.add_middleware(Guard, doors=doors, tally=site.tally, takes=partial(_takes, app), limits_itself=_limits_itself)


@cache
def api_document() -> dict[str, Any]:
    """The OpenAPI document of every route, in a fixed order; needs no database."""
    document = create_app(None, Settings.model_construct()).openapi()
    refusal = {"description": "Refused or failed", "content": {"application/json": {"schema": {"$ref": _ERROR_REF}}}}
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        if "HTTPValidationError" in str(operation["responses"].get("422")):
            del operation["responses"]["422"]
        operation["responses"]["default"] = refusal
    shapes = document["components"]["schemas"]
    shapes["ErrorShape"] = ErrorShape.model_json_schema(mode="serialization")
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    document["components"]["schemas"] = dict(sorted(shapes.items()))
    document["paths"] = dict(sorted(document["paths"].items()))
    return document


def surface_routers() -> Iterator[APIRouter]:
    """The `router` of every `surfaces/*/routes.py`."""
    for room in sorted(found.name for found in pkgutil.iter_modules(surfaces.__path__)):
        name = f"{surfaces.__name__}.{room}.routes"
        if importlib.util.find_spec(name) is not None:
            router: APIRouter = importlib.import_module(name).router
            yield router


def surface_routes() -> Iterator[APIRoute]:
    """The routes of every surface."""
    return (route for router in surface_routers() for route in router.routes if isinstance(route, APIRoute))


def _takes(app: FastAPI, scope: Scope) -> bool:
    """Whether a route takes this path and method."""
    return any(route.matches(scope)[0] is Match.FULL for route in app.router.routes)


def _is_route(app: FastAPI, scope: Scope) -> bool:
    """Whether a route takes this path, by whatever method."""
    return any(route.matches(scope)[0] is not Match.NONE for route in app.router.routes)


def _limits_itself(scope: Scope) -> bool:
    """Whether a route counts the bytes of a body itself: each source says how much a delivery may bring."""
    return str(scope["path"]).startswith("/api/hooks/")


def _fixed_segments_first(route: APIRoute) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in route.path.split("/"))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        stack.callback(app.state.site.close)
        await stack.enter_async_context(app.state.doors.kept_current())
        for router in surface_routers():
            await stack.enter_async_context(router.lifespan_context(app))
        yield


async def _answer_named(_request: Request, error: errors.HeartbeatError) -> Response:
    status = status_of(type(error))
    headers = {"retry-after": RETRY_AFTER_SECONDS} if status in {429, 503} and error.retryable else {}
    return Refusal(status, error.code, error.message, error.hint, error.facts).answer(headers)


def status_of(raised: type[errors.HeartbeatError]) -> int:
    """The HTTP status of an error: its own row, or that of the nearest class above it; 500 when there is none."""
    return next((STATUS_OF[cls] for cls in raised.__mro__ if cls in STATUS_OF), 500)


async def _answer_http(_request: Request, error: HTTPException) -> Response:
    phrase = HTTPStatus(error.status_code).phrase
    fallback = Refusal(error.status_code, phrase.lower().replace(" ", "-"), f"{phrase}.", "")
    headers = dict(error.headers or {})
    allowed = next((name for name in headers if name.lower() == "allow"), "")
    if allowed and "GET" in headers[allowed] and "HEAD" not in headers[allowed]:
        headers[allowed] += ", HEAD"
    return _REFUSALS.get(error.status_code, fallback).answer(headers)


async def _answer_invalid(_request: Request, error: RequestValidationError) -> Response:
    wrong = "; ".join(f"{'.'.join(map(str, part['loc'][1:])) or 'body'}: {part['msg']}" for part in error.errors()[:5])
    hint = "Its shape is in /api/openapi.json."
    return Refusal(422, "invalid-request", f"The request does not fit: {wrong}.", hint).answer()


async def _answer_unforeseen(request: Request, error: Exception) -> Response:
    get_logger().error(
        "a request met an error without a name", method=request.method, path=request.url.path, error=type(error).__name__
    )
    hint = "Nothing was lost. The log of the server has the cause; please report it."
    answer = Refusal(500, "internal", "Heartbeat met an error that it has no name for.", hint).answer()
    # This answer is given outside of the guard.
    protect(MutableHeaders(raw=answer.raw_headers), request.scope, request.app.state.doors.policy)
    return answer


_ANSWERS: Mapping[type[Exception], Any] = {
    errors.HeartbeatError: _answer_named,
    HTTPException: _answer_http,
    RequestValidationError: _answer_invalid,
    Exception: _answer_unforeseen,
}
