"""From page to page, without going in a circle, reading a page twice, or leaving rows out between two pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from dlt.sources.helpers.requests import RequestException
from dlt.sources.helpers.rest_client.client import PageData
from dlt.sources.helpers.rest_client.paginators import OffsetPaginator

from heartbeat.definitions.kinds import RestEndpoint
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.rest.answers import WHOLE, Rows, refuse_unread
from heartbeat.ingest.kinds.rest.client import Api, EndpointClient, paginator_of

_DECLARE = "Declare the endpoint's `pagination` as its documentation describes it."


def read_pages(api: Api, endpoint: RestEndpoint, params: Mapping[str, str]) -> Iterator[Rows]:
    """The rows of an endpoint, page by page.

    Raises:
        SourceRejected: a page was refused, or the pages do not lead to an end.
        SourceUnreachable: as the session says.
    """
    watch = _Watch(endpoint.table)
    paginator = paginator_of(endpoint)
    client = EndpointClient(api, endpoint)
    found = client.paginate(endpoint.path, params=dict(params), paginator=paginator, data_selector=WHOLE, hooks={"response": []})
    number = 0
    while True:
        number += 1
        api.session.teller.asking = f"page {number} of {endpoint.table}"
        try:
            page = _next(found, endpoint, number)
        except RequestException as error:  # before it could be asked: the address or a header is none
            raise api.session.teller.failure(error).error from error
        if page is None:
            _refuse_unread(watch, endpoint, params)
            return
        watch.see(number, page)
        yield list(page)


def _next(
    found: Iterator[PageData[Mapping[str, Any]]], endpoint: RestEndpoint, number: int
) -> PageData[Mapping[str, Any]] | None:
    try:
        return next(found, None)
    except RequestException:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # What dlt says of it repeats the whole answer.
        message = (
            f"From page {number} of {endpoint.table} no way leads on: the answer does not hold what its `pagination` expects."
        )
        raise SourceRejected(message, hint=_DECLARE) from error


def _refuse_unread(watch: _Watch, endpoint: RestEndpoint, params: Mapping[str, str]) -> None:
    """Refuse a single page that says that there is more: `pagination` may look in the wrong place, or none was found."""
    if watch.only is None or endpoint.pagination.get("type") == "single_page":
        return
    said, rows = watch.only
    is_increment = endpoint.since is not None and endpoint.since in params
    refuse_unread(said, rows, endpoint.table, by_count=not (endpoint.pagination and is_increment))


class _Watch:
    """Remembers the pages that were read."""

    def __init__(self, table: str) -> None:
        self._table = table
        self.only: tuple[Any, int] | None = None  # what the first page said, and its rows, as long as there is no other
        self._addresses: dict[str, int] = {}
        self._contents: dict[bytes, int] = {}
        self._uneven: tuple[int, int] | None = None  # page and rows of the first page that had not as many as were asked for

    def see(self, number: int, page: PageData[Mapping[str, Any]]) -> None:
        response = page.response
        self.only = (response.json(), len(page)) if number == 1 else None
        address = response.request.url or ""
        if (before := self._addresses.setdefault(address, number)) != number:
            self._refuse(f"page {number} has the address of page {before}", "so they go in a circle")
        if not page:
            return
        content = _fingerprint(page)
        if (before := self._contents.setdefault(content, number)) != number:
            self._refuse(f"page {number} holds the same rows as page {before}", "so the server does not turn the page")
        self._look_for_a_gap(number, page)

    def _look_for_a_gap(self, number: int, page: PageData[Mapping[str, Any]]) -> None:
        """An offset goes on by the rows that were asked for. If a server gives fewer, it steps over the others; if more, back."""
        if not isinstance(page.paginator, OffsetPaginator):
            return
        if self._uneven is not None:
            (first, rows), limit = self._uneven, page.paginator.limit
            what = f"page {first} holds {rows} rows where {limit} were asked for, and page {number} has more"
            so = "so rows between them would be lost" if rows < limit else "so rows of both would stand twice"
            message = f"The pages of {self._table} cannot be read: {what}, {so}."
            raise SourceRejected(message, hint=f"Write the `limit` that the server keeps: {rows}.")
        if len(page) != page.paginator.limit:
            self._uneven = (number, len(page))

    def _refuse(self, what: str, so: str) -> None:
        raise SourceRejected(f"The pages of {self._table} do not come to an end: {what}, {so}.", hint=_DECLARE)


def _fingerprint(page: PageData[Mapping[str, Any]]) -> bytes:
    return hashlib.blake2b(repr(list(page)).encode(errors="replace"), digest_size=16).digest()
