"""The page: assets for ever, the document for its own addresses, and never a file outside of its folder."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from heartbeat.surfaces.page.built_page import BuiltPage


@pytest.fixture
def page(tmp_path: Path) -> BuiltPage:
    built = tmp_path / "_ui"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html>the page")
    (built / "favicon.svg").write_text("<svg/>")
    (built / "assets" / "main-1a2b.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    return BuiltPage(built)


def served(page: BuiltPage, path: str) -> tuple[str, str]:
    answer = page.answer("GET", path)
    assert isinstance(answer, FileResponse)
    return Path(answer.path).name, answer.headers["cache-control"]


def test_assets_are_kept_for_ever(page: BuiltPage) -> None:
    assert served(page, "/assets/main-1a2b.js") == ("main-1a2b.js", "public, max-age=31536000, immutable")


@pytest.mark.parametrize("path", ["/", "/index.html", "/metrics", "/metrics/outgoing_payments", "/docs/api", "/favicon.svg/x"])
def test_the_document_is_asked_for_anew_each_time(page: BuiltPage, path: str) -> None:
    assert served(page, path) == ("index.html", "no-cache")


def test_other_files_of_the_page_are_checked_each_time(page: BuiltPage) -> None:
    assert served(page, "/favicon.svg") == ("favicon.svg", "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt", "//etc/passwd", "/link.txt", "/..\\secret.txt", "/a\0b",
        "/" + "x" * 5000, "/assets/../index.html/../../secret.txt", "/~root", "/.//..//secret.txt",
    ],
)  # fmt: skip
def test_nothing_outside_of_the_folder_is_ever_served(page: BuiltPage, path: str) -> None:
    with contextlib.suppress(HTTPException):
        name, _ = served(page, path)
        assert name == "index.html"


@pytest.mark.parametrize("path", ["/api", "/api/unknown", "/api/metrics/a/b", "/-/unknown", "/assets/gone-1a2b.js", "/assets/"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_unknown_path_of_the_api_or_of_the_assets_is_not_found(page: BuiltPage, method: str, path: str) -> None:
    with pytest.raises(HTTPException) as refused:
        page.answer(method, path)
    assert refused.value.status_code == 404


def test_the_page_takes_no_changes(page: BuiltPage) -> None:
    with pytest.raises(HTTPException) as refused:
        page.answer("POST", "/metrics")
    assert refused.value.status_code == 405


def test_an_unbuilt_page_says_how_to_build_it(tmp_path: Path) -> None:
    answer = BuiltPage(tmp_path / "none").answer("GET", "/")
    assert answer.status_code == 503
    assert b"make build" in answer.body
