"""`GET /api/docs` and what is below it, the Markdown of every page, and `/llms.txt`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.background import BackgroundTask

from heartbeat.errors import DatabaseUnavailable, DocNotFound
from heartbeat.surfaces.docs.book.links import IMAGES
from heartbeat.surfaces.docs.book.page import Book
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.document import (
    contents_document,
    llms_full_text,
    llms_text,
    page_document,
    search_document,
    searched,
)
from heartbeat.surfaces.docs.library import read_book
from heartbeat.surfaces.docs.reference import Reference
from heartbeat.surfaces.docs.shapes import DocHitsShape, DocPageShape, DocsQuery, DocsShape
from heartbeat.wire.conditional import conditional_answer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["docs"])

_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing changed since the ETag given in If-None-Match"}}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": ErrorShape, "description": "There is no such page"}}


def reference_of(request: Request) -> Reference:
    """What the program says about itself."""
    reference: Reference = request.app.state.reference
    return reference


Here = Annotated[Site, Depends(site_of)]
About = Annotated[Reference, Depends(reference_of)]


@router.get(
    "/api/docs", summary="The table of contents", operation_id="read_docs", response_model=DocsShape, responses=_NOT_MODIFIED
)
def read_docs(request: Request, site: Here, reference: About) -> Response:
    """Every page of the documentation in reading order: Heartbeat's own, the workspace's, and what is deployed."""
    book = _book(site, reference)
    answer = conditional_answer(request, contents_document(book))
    # Whoever opens the docs may search them next: what that needs takes a moment, which is spent after this answer.
    answer.background = BackgroundTask(searched, book)
    return answer


@router.get(
    "/api/docs/search",
    summary="Find in the docs",
    operation_id="search_docs",
    response_model=DocHitsShape,
    responses=_NOT_MODIFIED,
)
def search_docs(request: Request, asked: Annotated[DocsQuery, Query()], site: Here, reference: About) -> Response:
    """The best section of each page that has the words, the best first."""
    return conditional_answer(request, search_document(_book(site, reference), asked.q, asked.limit))


@router.get(
    "/api/docs/pages/{path:path}",
    summary="One page",
    operation_id="read_doc",
    response_model=DocPageShape,
    responses=_NOT_MODIFIED | _MISSING,
)
def read_doc(request: Request, path: str, site: Here, reference: About) -> Response:
    """A page as HTML with its headings and neighbours; `index` is the first one."""
    return conditional_answer(request, page_document(_book_with(path, site, reference), path))


@router.get(
    "/docs/{path:path}.md",
    summary="The Markdown of a page",
    operation_id="read_doc_text",
    response_class=PlainTextResponse,
    responses=_MISSING,
)
def read_doc_text(path: str, site: Here, reference: About) -> Response:
    """A page as it was written, or made."""
    return _text(_book_with(path, site, reference).page(path).text, "text/markdown")


@router.get("/docs/images/{name}", summary="A picture of the docs", operation_id="read_doc_image", responses=_MISSING)
def read_doc_image(name: str) -> FileResponse:
    """A picture that a page of the product shows."""
    file = product_root() / IMAGES / name
    if file.suffix not in {".png", ".svg", ".webp"} or file.parent != product_root() / IMAGES.rstrip("/") or not file.is_file():
        raise DocNotFound(f"There is no picture {name!r} in the docs.", hint="Pages name the pictures that there are.")
    return FileResponse(file, headers={"cache-control": "private, no-cache"})


@router.get("/llms.txt", summary="The docs for a language model", operation_id="read_llms", response_class=PlainTextResponse)
def read_llms(site: Here, reference: About) -> Response:
    """The table of contents with a link to the Markdown of each page."""
    return _text(llms_text(_book(site, reference)), "text/plain")


@router.get("/llms-full.txt", summary="All of the docs", operation_id="read_llms_full", response_class=PlainTextResponse)
def read_llms_full(site: Here, reference: About) -> Response:
    """Every page in one text."""
    return _text(llms_full_text(_book(site, reference)), "text/plain")


def _book(site: Site, reference: Reference) -> Book:
    """The book; while Postgres is away without what is deployed: how to bring it back is in the rest."""
    try:
        with site.picture() as connection:
            return read_book(connection, reference)
    except DatabaseUnavailable:
        return read_book(None, reference)


def _book_with(path: str, site: Site, reference: Reference) -> Book:
    """The book for a page of it.

    Raises:
        DatabaseUnavailable: whether the page exists is known only with the database.
    """
    book = read_book(None, reference)
    if path in book.pages or path == "index":
        return _book(site, reference)
    with site.picture() as connection:
        return read_book(connection, reference)


def _text(text: str, kind: str) -> Response:
    return Response(text, media_type=f"{kind}; charset=utf-8", headers={"cache-control": "private, no-cache"})
