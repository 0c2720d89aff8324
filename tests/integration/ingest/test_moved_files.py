"""A file that is packed, unpacked or renamed after its rows landed counts once."""

from __future__ import annotations

import gzip

import pytest

from integration.ingest.files_site import FilesSite, files_of

FILES = files_of("*.csv*")
ROWS = "id,amount\n1,10\n2,20\n"
PACKED = gzip.compress(ROWS.encode(), mtime=0)
BOOKS = "select file, rows, rows_left_out from landing.file_load order by file"


def standing(shop: FilesSite) -> list[tuple[object, ...]]:
    return shop.marts("select _file, id, amount from shop.t order by id, _file")


@pytest.mark.parametrize("age", [0, -60])  # an object store gives the packed one a time of its own
def test_a_file_that_is_packed_takes_the_place_of_the_plain_one(shop: FilesSite, age: float) -> None:
    plain = shop.put("a.csv", ROWS)
    shop.land(FILES)
    plain.unlink()
    packed = shop.put("a.csv.gz", PACKED, age=age)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (2, "a.csv.gz takes the place of a.csv")
    assert standing(shop) == [("a.csv.gz", 1, 10), ("a.csv.gz", 2, 20)]
    assert shop.landing(BOOKS) == [("a.csv.gz", 2, 0)]
    assert shop.land(FILES).outcome == "unchanged"
    packed.unlink()
    shop.put("a.csv", "id,amount\n1,11\n", age=30)
    assert shop.land(FILES).total_rows == 1
    assert standing(shop) == [("a.csv", 1, 11)]


def test_many_packed_files_are_told_at_once(shop: FilesSite) -> None:
    for name in "abc":
        shop.put(f"{name}.csv", ROWS)
    shop.land(FILES)
    for name in "abc":
        (shop.folder / f"{name}.csv").unlink()
        shop.put(f"{name}.csv.GZ", PACKED)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (6, "a.csv.GZ takes the place of a.csv (and 2 more)")


def test_of_a_file_that_lies_there_packed_and_plain_the_one_changed_last_counts(shop: FilesSite) -> None:
    """As while gzip works, or for good where it keeps the plain one."""
    plain = shop.put("a.csv", ROWS)
    shop.put("b.csv", "id,amount\n3,30\n")
    shop.land(FILES)
    shop.put("a.csv.gz", PACKED)
    told = "1 file packed and plain beside each other: the one changed last counts"
    assert (shop.land(FILES).note, standing(shop)[0]) == (told, ("a.csv", 1, 10))
    assert (shop.land(FILES, full=True).total_rows, len(standing(shop))) == (3, 3)
    shop.put("a.csv", "id,amount\n1,11\n", age=-60)
    shop.land(FILES)
    assert standing(shop) == [("a.csv", 1, 11), ("b.csv", 3, 30)]
    plain.unlink()
    assert shop.land(FILES).note == "a.csv.gz takes the place of a.csv"
    assert standing(shop) == [("a.csv.gz", 1, 10), ("a.csv.gz", 2, 20), ("b.csv", 3, 30)]


@pytest.mark.parametrize("key", [{}, {"t": ("id",)}])
def test_a_file_under_a_new_name_takes_the_place_of_the_old_one(shop: FilesSite, key: dict[str, tuple[str, ...]]) -> None:
    shop.put("m.csv", ROWS)
    shop.put("n.csv", "id,amount\n3,30\n")
    shop.land(FILES, primary_key=key)
    (shop.folder / "m.csv").rename(shop.folder / "a.csv")
    (shop.folder / "n.csv").rename(shop.folder / "o.csv")
    shop.put("p.csv", "id,amount,fee\n4,40,1\n")  # a column of which the old rows know nothing
    report = shop.land(FILES, primary_key=key)
    assert report.total_rows == 4
    assert "a.csv is m.csv under a new name (and 1 more)" in (report.note or "")
    assert "no longer there" not in (report.note or "")
    assert standing(shop) == [("a.csv", 1, 10), ("a.csv", 2, 20), ("o.csv", 3, 30), ("p.csv", 4, 40)]
    assert shop.landing(BOOKS) == [("a.csv", 2, 0), ("o.csv", 1, 0), ("p.csv", 1, 0)]
    assert shop.land(FILES, primary_key=key).outcome == "unchanged"


def test_a_name_that_passes_to_another_file_is_followed(shop: FilesSite) -> None:
    """As where a program that rotates its files has no room for a third."""
    shop.put("a.csv", ROWS)
    shop.put("b.csv", "id,amount\n3,30\n", age=60)
    shop.land(FILES)
    (shop.folder / "a.csv").rename(shop.folder / "b.csv")
    assert shop.land(FILES).note == "b.csv is a.csv under a new name"
    assert standing(shop) == [("b.csv", 1, 10), ("b.csv", 2, 20)]


def test_another_file_of_the_same_time_and_size_takes_nobodys_place(shop: FilesSite) -> None:
    shop.put("a.csv", "id,amount\n1,10\n")
    shop.land(FILES)
    (shop.folder / "a.csv").unlink()
    shop.put("b.csv", "id,amount\n2,20\n")
    assert shop.land(FILES).note == ("b.csv has the time and size of a.csv, which is no longer there, and other rows: both count")
    assert standing(shop) == [("a.csv", 1, 10), ("b.csv", 2, 20)]
    assert shop.land(FILES).note == "1 file is no longer there; its rows stay"


def test_where_two_files_could_be_the_one_neither_takes_its_place(shop: FilesSite) -> None:
    shop.put("a.csv", ROWS)
    shop.land(FILES)
    (shop.folder / "a.csv").unlink()
    shop.put("b.csv", ROWS)
    shop.put("c.csv", ROWS)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (6, "1 file is no longer there; its rows stay")


def test_bad_rows_of_a_packed_file_are_counted_under_its_new_name(shop: FilesSite) -> None:
    plain = shop.put("a.csv", "id,amount\n1,10\n2\n")
    shop.land(FILES, bad_rows="skip")
    plain.unlink()
    shop.put("a.csv.gz", gzip.compress(b"id,amount\n1,10\n2\n", mtime=0))
    shop.land(FILES, bad_rows="skip")
    assert shop.landing(BOOKS) == [("a.csv.gz", 1, 1)]


def test_a_packed_file_that_cannot_be_read_leaves_the_rows_of_the_plain_one(shop: FilesSite) -> None:
    plain = shop.put("a.csv", ROWS)
    shop.put("b.csv", "id,amount\n3,30\n")
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", PACKED[:-9])
    assert "a.csv.gz: it is packed by gzip, and broken" in (shop.land(FILES).error or "")
    assert "a.csv.gz: it is packed by gzip, and broken" in (shop.land(FILES, bad_rows="skip").note or "")
    assert len(standing(shop)) == 3
    shop.put("a.csv.gz", PACKED, age=-60)
    assert (shop.land(FILES).total_rows, len(standing(shop))) == (3, 3)


def test_a_table_that_is_made_anew_counts_packed_files_as_those_they_were(shop: FilesSite) -> None:
    plain = shop.put("a.csv", ROWS)
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", PACKED)
    report = shop.land(FILES, primary_key={"t": ("id",)})
    assert (report.outcome, report.total_rows, report.error) == ("loaded", 2, None)
    assert shop.landing(BOOKS) == [("a.csv.gz", 2, 0)]
