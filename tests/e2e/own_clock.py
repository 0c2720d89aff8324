"""A page whose clock the test alone moves."""

from __future__ import annotations

from playwright.sync_api import Page, Route


def keep_own_clock(page: Page) -> None:
    """Let the server's answers through as they are, only that they do not set the page's clock right."""
    page.route("**/api/**", _without_date)


def _without_date(route: Route) -> None:
    """A stream tells the time as well: the page polls instead."""
    if "/api/events" in route.request.url:
        route.abort()
        return
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name.lower() != "date"})
