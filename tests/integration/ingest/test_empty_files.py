"""Files that hold nothing: some are meant so, and some are what a full disk left of them."""

from __future__ import annotations

import gzip

import pytest

from heartbeat.definitions.kinds import FileSet
from integration.ingest.files_site import FilesSite, files_of

FILES = files_of("*.csv*")
ROWS = "id,amount\n1,10\n2,20\n"


@pytest.fixture
def landed(shop: FilesSite) -> FilesSite:
    """With `b.csv`, which had two rows and is empty now."""
    shop.put("a.csv", "id,amount\n3,30\n4,40\n5,50\n")
    shop.put("b.csv", ROWS)
    shop.land(FILES)
    shop.put("b.csv", "", age=-60)
    return shop


def test_a_file_that_had_rows_and_is_empty_is_told_and_its_rows_stay(landed: FilesSite) -> None:
    report = landed.land(FILES)
    assert (report.outcome, report.error) == ("error", "t: 1 file cannot be read:\nb.csv: it is empty, and had 2 rows")
    assert report.hint.endswith("A file that is meant to be empty is let through with --accept-shrink.")
    landed.put("c.csv", "id,amount\n6,60\n")
    report = landed.land(FILES, bad_rows="skip")
    assert (report.total_rows, report.note) == (
        6, "left out, as they cannot be read: 1 file (b.csv: it is empty, and had 2 rows)",
    )  # fmt: skip
    landed.put("b.csv", ROWS, age=-120)
    assert landed.land(FILES).total_rows == 6


def test_an_empty_file_is_let_through_by_order(landed: FilesSite) -> None:
    report = landed.land(FILES, accept_shrink=True)
    assert (report.outcome, report.total_rows) == ("loaded", 3)
    assert landed.land(FILES).outcome == "unchanged"


def test_reading_all_files_does_not_give_up_the_rows_of_one_that_cannot_be_read(landed: FilesSite) -> None:
    report = landed.land(FILES, bad_rows="skip", full=True)
    assert report.error == (
        "t: 1 file whose rows it holds cannot be read now, so the old rows stay:\nb.csv: it is empty, and had 2 rows"
    )
    assert landed.marts("select count(*) from shop.t") == [(5,)]
    assert landed.land(FILES, bad_rows="skip", full=True, accept_shrink=True).total_rows == 3


def test_a_packed_file_without_a_byte_is_none_whether_it_is_new_or_not(shop: FilesSite) -> None:
    shop.put("a.csv", ROWS)
    shop.put("b.csv.gz", gzip.compress(b"id,amount\n3,30\n", mtime=0))
    shop.land(FILES)
    shop.put("b.csv.gz", b"", age=-60)
    shop.put("c.csv.gz", b"")
    told = (
        "t: 2 files cannot be read:\nc.csv.gz: it is packed by its name, and empty\nb.csv.gz: it is packed by its name, and empty"
    )
    assert shop.land(FILES).error == told
    assert shop.land(FILES, accept_shrink=True).error == told
    assert shop.marts("select count(*) from shop.t") == [(3,)]


def test_a_file_that_is_packed_to_nothing_does_not_take_the_place_of_its_rows(shop: FilesSite) -> None:
    """As a pipe into gzip leaves it whose first program failed."""
    plain = shop.put("a.csv", ROWS)
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", gzip.compress(b"", mtime=0))
    assert "a.csv.gz: it is empty, and had 2 rows" in (shop.land(FILES).error or "")


@pytest.mark.parametrize(
    ("files", "content"),
    [(FILES, ROWS), (files_of("*.jsonl", "jsonl"), '{"id": 1, "amount": 10}\n{"id": 2, "amount": 20}\n')],
)
def test_a_new_file_without_a_byte_has_no_rows(shop: FilesSite, files: FileSet, content: str) -> None:
    """As it is delivered for a day on which nothing happened."""
    ending = files.glob.strip("*")
    shop.put(f"a{ending}", content)
    shop.put(f"b{ending}", "")
    assert (shop.land(files).total_rows, shop.land(files).outcome) == (2, "unchanged")
    shop.put(f"c{ending}", "")
    assert shop.land(files).error is None
    shop.put(f"c{ending}", content, age=-60)
    assert shop.land(files).total_rows == 4


def test_a_table_that_never_had_a_row_lost_none(shop: FilesSite) -> None:
    shop.put("a.csv", "id,amount\n")
    assert shop.land(FILES).note is None
    shop.put("b.csv", "")
    assert shop.land(FILES).note is None
    shop.put("b.csv", "id,amount\n", age=-60)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (0, None)
