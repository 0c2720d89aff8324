"""Files of a folder: what is new lands once, what has changed takes the place of what it was, and what has gone stays."""

from __future__ import annotations

from integration.ingest.files_site import FilesSite, files_of


def test_each_row_tells_its_file_its_line_and_when_the_file_was_changed(shop: FilesSite) -> None:
    shop.put("a.csv", 'id,note\n1,"two\nlines"\n\n2,x\n')
    shop.put("sub/b.csv", "id,note\n3,\n", age=60)
    report = shop.land(files_of("**/*.csv"))
    assert (report.outcome, report.rows, report.disposition) == ("loaded", 3, "append")
    query = "select _file, _line, extract(epoch from _modified_at)::bigint, id, note from shop.t order by id"
    assert shop.marts(query) == [
        ("a.csv", 2, 1_700_000_000, 1, "two\nlines"),
        ("a.csv", 5, 1_700_000_000, 2, "x"),
        ("sub/b.csv", 2, 1_699_999_940, 3, None),
    ]
    assert shop.types() == {"id": "bigint", "note": "text"}


def test_an_increment_reads_new_and_changed_files_alone_however_old_they_are(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n1\n2\n")
    shop.put("b.csv", "id\n3\n")
    shop.land()
    assert shop.land().outcome == "unchanged"
    shop.put("c.csv", "id\n4\n", age=1e8)  # copied later, and older than all
    shop.put("b.csv", "id\n5\n6\n")
    report = shop.land()
    assert (report.outcome, report.rows, report.total_rows) == ("loaded", 3, 5)
    assert shop.marts("select _file, id from shop.t order by id") == [
        ("a.csv", 1), ("a.csv", 2), ("c.csv", 4), ("b.csv", 5), ("b.csv", 6),
    ]  # fmt: skip
    assert shop.land().outcome == "unchanged"


def test_a_file_that_has_gone_keeps_its_rows(shop: FilesSite) -> None:
    path = shop.put("a.csv", "id\n1\n")
    shop.put("b.csv", "id\n2\n")
    shop.land()
    path.unlink()
    shop.put("c.csv", "id\n3\n")
    report = shop.land()
    assert report.note == "1 file is no longer there; its rows stay"
    assert shop.marts("select id from shop.t order by id") == [(1,), (2,), (3,)]
