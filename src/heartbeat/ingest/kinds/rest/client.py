"""dlt's REST client, with what it finds out by itself made careful: what it cannot know is asked for, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.requests import Response
from dlt.sources.helpers.rest_client.auth import (
    APIKeyAuth,
    AuthConfigBase,
    BearerTokenAuth,
    HttpBasicAuth,
    OAuth2ClientCredentials,
)
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import (
    BasePaginator,
    JSONResponseCursorPaginator,
    PageNumberPaginator,
)
from dlt.sources.rest_api.config_setup import create_paginator

from heartbeat.definitions.kinds import RestEndpoint, RestReading
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.rest.answers import find_rows, near_values, rows_at
from heartbeat.ingest.kinds.rest.session import PatientSession

_PAGE_NAMES = {"page", "currentpage", "pagenumber", "pageno", "pageindex"}
_COUNTED = ("offset", "page_number")


@dataclass(frozen=True)
class Api:
    """What all endpoints of a source share."""

    url: str
    headers: Mapping[str, str]
    auth: AuthConfigBase | None
    session: PatientSession


class EndpointClient(RESTClient):
    """Reads one endpoint."""

    def __init__(self, api: Api, endpoint: RestEndpoint) -> None:
        headers = {"Accept": "application/json", **api.headers}
        super().__init__(api.url, headers=headers, auth=api.auth, session=api.session, config=RuntimeConfiguration())
        self._table, self._path = endpoint.table, endpoint.data

    def extract_response(self, response: Response, data_selector: Any) -> list[Any]:  # noqa: ARG002 - the first answer may tell
        """The rows of an answer. Where they lie is declared, or found in the first one."""
        if self._path is None:
            self._path = find_rows(response.json(), self._table)
        return rows_at(response.json(), self._path, self._table)

    def detect_paginator(self, response: Response, data: Any) -> BasePaginator:
        """How the next page is asked for, found in the first answer."""
        found, said = super().detect_paginator(response, data), response.json()
        if isinstance(found, JSONResponseCursorPaginator):
            found.cursor_param = _parameter(str(found.cursor_path))
        if isinstance(found, PageNumberPaginator):  # it would count from 0, and ask for page 1 a second time
            pages = [value for name, value in near_values(said) if _bare(name) in _PAGE_NAMES and type(value) is int]
            found.current_value = found.base_index = pages[0] if pages else 1
        return found


def api_at(url: str, reading: RestReading, session: PatientSession) -> Api:
    """The API at an address. A login in the address goes with each request, and so do its parameters."""
    parts = urlsplit(url)
    auth = auth_of(reading.auth, session)
    if auth is None and parts.username is not None:
        auth = HttpBasicAuth(username=unquote(parts.username), password=unquote(parts.password or ""))
    session.params = dict(parse_qsl(parts.query, keep_blank_values=True))
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")
    return Api(urlunsplit(bare), reading.headers, auth, session)


def auth_of(auth: Mapping[str, str], session: PatientSession) -> AuthConfigBase | None:
    """What `auth` declares, as dlt carries it out."""
    match auth.get("type"):
        case "bearer":
            return BearerTokenAuth(token=auth["token"])
        case "basic":
            return HttpBasicAuth(username=auth["username"], password=auth["password"])
        case "api_key":
            session.keep_private([auth["name"]])
            return APIKeyAuth(name=auth["name"], api_key=auth["api_key"], location=cast("Any", auth["location"]))
        case "oauth2_client_credentials":
            return OAuth2ClientCredentials(
                access_token_url=auth["access_token_url"],
                client_id=auth["client_id"],
                client_secret=auth["client_secret"],
                access_token_request_data={"scope": auth["scope"]} if "scope" in auth else {},
                session=session,
            )
    return None


def paginator_of(endpoint: RestEndpoint) -> BasePaginator | None:
    """The way from page to page that an endpoint declares; None where it is to be found out.

    A count of pages or rows ends with an empty page, unless the file says where the answer tells how many there are.

    Raises:
        SourceRejected: dlt knows no such way.
    """
    declared = dict(endpoint.pagination)
    if declared.get("type") in _COUNTED:
        declared = {"total_path": None, **declared}
    try:
        return create_paginator(cast("Any", declared or None))
    except (TypeError, ValueError) as error:
        message = f"The `pagination` of {endpoint.table} cannot be used: {str(error).splitlines()[0]}"
        raise SourceRejected(message, hint="Write it as docs/sources.md shows.") from error


def _parameter(path: str) -> str:
    """The parameter that takes what lies at `next_cursor`: `cursor`; for `nextPageToken`, `pageToken`."""
    name = re.split(r"[.\[\]']+", path.strip("'\"]"))[-1]
    rest = re.sub(r"^next[_-]?", "", name, flags=re.IGNORECASE)
    return f"{rest[0].lower()}{rest[1:]}" if rest else "cursor"


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
