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
    assert (report.total_rows, report.note) == (2, "a.csv.gz is a.csv under a new name")
    assert standing(shop) == [("a.csv.gz", 1, 10), ("a.csv.gz", 2, 20)]
    assert shop.landing(BOOKS) == [("a.csv.gz", 2, 0)]
    assert shop.land(FILES).outcome == "unchanged"
    packed.unlink()
    shop.put("a.csv", f"{ROWS}3,30\n", age=30)
    assert shop.land(FILES).note == "a.csv is a.csv.gz under a new name"
    assert standing(shop) == [("a.csv", 1, 10), ("a.csv", 2, 20), ("a.csv", 3, 30)]


def test_many_packed_files_are_told_at_once(shop: FilesSite) -> None:
    for name in "abc":
        shop.put(f"{name}.csv", ROWS)
    shop.land(FILES)
    for name in "abc":
        (shop.folder / f"{name}.csv").unlink()
        shop.put(f"{name}.csv.GZ", PACKED)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (6, "a.csv.GZ is a.csv under a new name (and 2 more)")


def test_a_file_that_lies_there_packed_and_plain_with_one_time_counts_once(shop: FilesSite) -> None:
    """As `gzip -k` leaves it: which of them has landed counts."""
    plain = shop.put("a.csv", ROWS)
    shop.put("b.csv.gz", PACKED)
    shop.land(FILES)
    shop.put("a.csv.gz", PACKED)
    shop.put("b.csv", ROWS)
    told = "2 files packed and plain beside each other, with one time: one of them counts"
    files = [("a.csv", 2, 0), ("b.csv.gz", 2, 0)]
    assert (shop.land(FILES).note, shop.landing(BOOKS)) == (told, files)
    assert (shop.land(FILES, full=True).total_rows, shop.landing(BOOKS)) == (4, files)
    plain.unlink()
    assert "a.csv.gz is a.csv under a new name" in (shop.land(FILES).note or "")
    assert shop.landing(BOOKS) == [("a.csv.gz", 2, 0), ("b.csv.gz", 2, 0)]


def test_of_two_new_files_that_are_one_the_plain_one_is_read(shop: FilesSite) -> None:
    shop.put("a.csv.gz", PACKED[:-9])
    shop.put("a.csv", ROWS)
    assert (shop.land(FILES).error, shop.landing(BOOKS)) == (None, [("a.csv", 2, 0)])


KEYS = [{}, {"t": ("id",)}]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("is_in_between", [False, True])  # a run sees the packed one alone
def test_a_file_that_is_packed_and_begun_anew_is_two(
    shop: FilesSite, key: dict[str, tuple[str, ...]], *, is_in_between: bool
) -> None:
    """As programs that rotate their files do it."""
    plain = shop.put("app.csv", ROWS)
    shop.land(FILES, primary_key=key)
    plain.unlink()
    shop.put("app.csv.gz", PACKED)
    if is_in_between:
        shop.land(FILES, primary_key=key)
    shop.put("app.csv", "id,amount\n3,30\n", age=-60)
    both = [("app.csv.gz", 1, 10), ("app.csv.gz", 2, 20), ("app.csv", 3, 30)]
    report = shop.land(FILES, primary_key=key)
    assert (report.total_rows, report.note, standing(shop)) == (3, None, both)
    assert shop.land(FILES, primary_key=key).outcome == "unchanged"
    assert (shop.land(FILES, primary_key=key, full=True).total_rows, standing(shop)) == (3, both)
    shop.put("app.csv", "id,amount\n3,30\n4,40\n", age=-120)
    assert shop.land(FILES, primary_key=key).total_rows == 4


@pytest.mark.parametrize("age", [-60, 60])
def test_a_packed_and_a_plain_file_with_other_times_are_two(shop: FilesSite, age: float) -> None:
    shop.put("eu.csv.gz", PACKED)
    shop.put("eu.csv", "id,amount\n3,30\n", age=age)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (3, None)
    (shop.folder / "eu.csv").unlink()
    shop.put("eu.csv.gz", gzip.compress(b"id,amount\n1,11\n", mtime=0), age=-120)  # corrected: it is still itself alone
    assert shop.land(FILES).note == "1 file is no longer there; its rows stay"
    assert standing(shop) == [("eu.csv.gz", 1, 11), ("eu.csv", 3, 30)]


def test_a_file_that_is_packed_with_other_rows_takes_nobodys_place(shop: FilesSite) -> None:
    plain = shop.put("a.csv", ROWS)
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", gzip.compress(b"id,amount\n1,11\n2,20\n", mtime=0))
    told = "a.csv.gz looks like a.csv, which is no longer there, and lacks rows of it: both count"
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (4, told)
    assert shop.landing(BOOKS) == [("a.csv", 2, 0), ("a.csv.gz", 2, 0)]
    assert (shop.land(FILES, full=True).total_rows, standing(shop)) == (2, [("a.csv.gz", 1, 11), ("a.csv.gz", 2, 20)])


def test_what_has_landed_packed_and_plain_stays_until_all_is_read_anew(shop: FilesSite) -> None:
    shop.put("a.csv.gz", PACKED)
    shop.put("a.csv", ROWS, age=60)
    shop.land(FILES)
    shop.put("a.csv.gz", PACKED, age=-60)
    shop.put("a.csv", ROWS, age=-60)
    report = shop.land(FILES)
    assert (report.total_rows, report.note) == (4, None)
    assert (shop.land(FILES, full=True).total_rows, shop.landing(BOOKS)) == (2, [("a.csv", 2, 0)])


@pytest.mark.parametrize("key", KEYS)
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
    assert shop.land(FILES).note == "b.csv looks like a.csv, which is no longer there, and lacks rows of it: both count"
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


def test_a_table_that_is_made_anew_waits_for_a_file_that_was_packed(shop: FilesSite) -> None:
    """Nobody compares rows where all of them go: as with any file that is gone."""
    plain = shop.put("a.csv", ROWS)
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", PACKED)
    key = {"t": ("id",)}
    assert "1 file whose rows it holds are no longer there" in (shop.land(FILES, primary_key=key).error or "")
    assert len(standing(shop)) == 2
    shop.land(FILES)
    report = shop.land(FILES, primary_key=key)
    assert (report.outcome, report.total_rows, shop.landing(BOOKS)) == ("loaded", 2, [("a.csv.gz", 2, 0)])


def test_all_files_are_not_read_anew_while_one_is_packed_and_broken(shop: FilesSite) -> None:
    plain = shop.put("a.csv", ROWS)
    shop.put("b.csv", "id,amount\n3,30\n")
    shop.land(FILES)
    plain.unlink()
    shop.put("a.csv.gz", PACKED[:-9])
    report = shop.land(FILES, full=True, bad_rows="skip")
    assert "1 file whose rows it holds cannot be read now, so the old rows stay" in (report.error or "")
    assert len(standing(shop)) == 3
