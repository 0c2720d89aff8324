"""The HTTP API as its OpenAPI document has it: a page for each tag, one for all shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heartbeat.surfaces.docs.book.page import Node, Page
from heartbeat.surfaces.docs.generated import words
from heartbeat.surfaces.docs.generated.api_types import fields_of, type_of
from heartbeat.surfaces.docs.reference import Reference
from heartbeat.wire.markdown import slug_of

Operation = Mapping[str, Any]

_INTRO = (
    "Every route of this version, for people. For programs: [/api/openapi.json](/api/openapi.json). "
    "How they are meant is told in [HTTP API](/docs/http-api)."
)


def api_pages(reference: Reference) -> Iterator[Page]:
    """The list of all routes, the routes of each tag, the shapes."""
    document = reference.api()
    tagged = _by_tag(document)
    yield Page("api", "HTTP API, route by route", _index(tagged, reference), "program")
    for tag, operations in tagged.items():
        parts = [_operation(method, path, operation, reference) for method, path, operation in operations]
        title = f"Routes: {tag}"
        yield Page(f"api/{tag}", title, words.page(title, *parts), "program")
    shapes = document["components"]["schemas"]
    text = words.page("Shapes of the API", *(_shape(name, shape) for name, shape in shapes.items()))
    yield Page("api/shapes", "Shapes of the API", text, "program")


def api_contents(pages: Sequence[Page]) -> Node:
    """Where they stand in the table of contents."""
    first, *rest = [page for page in pages if page.path == "api" or page.path.startswith("api/")]
    return Node(first.title, first.path, tuple(Node(page.title, page.path) for page in rest))


def _by_tag(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Operation]]]:
    found: dict[str, list[tuple[str, str, Operation]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation.get("tags", ["other"])[0], []).append((method.upper(), path, operation))
    return dict(sorted(found.items()))


def _index(tagged: Mapping[str, list[tuple[str, str, Operation]]], reference: Reference) -> str:
    parts = []
    for tag, operations in tagged.items():
        rows = [
            (
                f"[{words.code(f'{method} {path}')}](/docs/api/{tag}#{slug_of(f'{method} {path}')})",
                operation.get("summary", ""),
                reference.role(method, path) or "everybody",
            )
            for method, path, operation in operations
        ]
        parts.append(words.section(tag, words.table(("route", "does", "role"), rows)))
    return words.page("HTTP API, route by route", _INTRO, *parts)


def _operation(method: str, path: str, operation: Operation, reference: Reference) -> str:
    parameters = [
        (words.code(each["name"]), each["in"], type_of(each["schema"]), words.plain(each.get("description", "")))
        for each in operation.get("parameters", ())
    ]
    return words.section(
        words.code(f"{method} {path}"),
        f"{operation.get('summary', '')}. Role: {reference.role(method, path) or 'everybody'}.",
        operation.get("description", ""),
        words.table(("parameter", "in", "type", "means"), parameters),
        _body(operation),
        words.table(("status", "answer", "means"), _answers(operation)),
    )


def _body(operation: Operation) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    told = ", ".join(f"{type_of(one.get('schema', {}))} as {words.code(kind)}" for kind, one in content.items())
    return f"Body: {told}." if told else ""


def _answers(operation: Operation) -> Iterator[tuple[str, str, str]]:
    for status, answer in operation["responses"].items():
        shapes = ", ".join(type_of(one.get("schema", {})) for one in answer.get("content", {}).values())
        yield words.code(status), shapes or words.NONE, words.plain(answer.get("description", ""))


def _shape(name: str, shape: Mapping[str, Any]) -> str:
    rows = [(words.code(field), kind, words.plain(means)) for field, kind, means in fields_of(shape)]
    alone = "" if rows else type_of(shape)
    return words.section(
        name,
        words.plain(shape["description"]) if "description" in shape else "",
        words.table(("field", "type", "means"), rows),
        alone,
    )
