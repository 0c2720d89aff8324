"""The page: assets for ever, the document for its own addresses, and never a file outside of its folder."""

from __future__ import annotations

import contextlib
import gzip
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
    (built / "assets" / "main-1a2b.js").write_text("1" * 2000)
    (built / "assets" / "main-1a2b.js.gz").write_bytes(gzip.compress(b"1" * 2000))
    (built / "assets" / "small-1a2b.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    return BuiltPage(built)


def served(page: BuiltPage, path: str) -> tuple[str, str]:
    answer = page.answer("GET", path, {})
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


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/unknown", "/api/metrics/a/b", "/-/unknown", "/assets/gone-1a2b.js", "/assets/main-1a2b.js.gz", "/assets/"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_unknown_path_of_the_api_or_of_the_assets_is_not_found(page: BuiltPage, method: str, path: str) -> None:
    with pytest.raises(HTTPException) as refused:
        page.answer(method, path, {})
    assert refused.value.status_code == 404


def test_the_page_takes_no_changes(page: BuiltPage) -> None:
    with pytest.raises(HTTPException) as refused:
        page.answer("POST", "/metrics", {})
    assert refused.value.status_code == 405


def test_an_unbuilt_page_says_how_to_build_it(tmp_path: Path) -> None:
    answer = BuiltPage(tmp_path / "none").answer("GET", "/", {})
    assert answer.status_code == 503
    assert b"make build" in answer.body


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "*", "br;q=1, gzip;q=0.5"])
def test_a_packed_file_is_sent_to_whoever_unpacks_it(page: BuiltPage, accepted: str) -> None:
    answer = page.answer("GET", "/assets/main-1a2b.js", {"accept-encoding": accepted})
    assert isinstance(answer, FileResponse)
    assert Path(answer.path).name == "main-1a2b.js.gz"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < 100


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "*;q=0", "identity"])
def test_whoever_does_not_unpack_gets_the_file_itself_and_caches_in_between_are_told(page: BuiltPage, accepted: str) -> None:
    plain = page.answer("GET", "/assets/main-1a2b.js", {"accept-encoding": accepted})
    assert "content-encoding" not in plain.headers
    assert plain.headers["content-length"] == "2000"
    assert plain.headers["vary"] == "Accept-Encoding"
    packed = page.answer("GET", "/assets/main-1a2b.js", {"accept-encoding": "gzip"})
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "vary" not in page.answer("GET", "/assets/small-1a2b.js", {"accept-encoding": "gzip"}).headers


@pytest.mark.parametrize("path", ["/", "/assets/main-1a2b.js", "/favicon.svg"])
def test_what_a_browser_holds_is_not_sent_again(page: BuiltPage, path: str) -> None:
    first = page.answer("GET", path, {"accept-encoding": "gzip"})
    again = page.answer("GET", path, {"accept-encoding": "gzip", "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert page.answer("GET", path, {"if-none-match": '"another"'}).status_code == 200
