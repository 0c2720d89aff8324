"""Files of a folder: what is new lands once, what has changed takes the place of what it was, and what has gone stays."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from heartbeat.db import Role
from integration.ingest.files_site import FilesSite, files_of
from waiting import eventually

KEYED = {"t": ("id",)}


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


def test_a_file_of_the_same_size_that_was_written_again_is_read_again(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n1\n")
    shop.land()
    shop.put("a.csv", "id\n2\n", age=-1)
    assert shop.land().outcome == "loaded"
    assert shop.marts("select id from shop.t") == [(2,)]


def test_a_file_that_lost_all_its_rows_loses_them_here_as_well(shop: FilesSite) -> None:
    for name in "abc":
        shop.put(f"{name}.csv", f"id\n{ord(name)}\n")
    shop.land()
    shop.put("b.csv", "id\n", age=-60)
    assert (shop.land().total_rows, shop.land().outcome) == (2, "unchanged")


def test_a_file_that_has_gone_keeps_its_rows(shop: FilesSite) -> None:
    path = shop.put("a.csv", "id\n1\n")
    shop.put("b.csv", "id\n2\n")
    shop.land()
    path.unlink()
    shop.put("c.csv", "id\n3\n", age=60)
    assert shop.land().note == "1 file is no longer there; its rows stay"
    (shop.folder / "b.csv").unlink()
    (shop.folder / "c.csv").unlink()
    report = shop.land()
    assert (report.outcome, report.note) == ("unchanged", "3 files are no longer there; their rows stay")
    assert shop.marts("select id from shop.t order by id") == [(1,), (2,), (3,)]


def test_rows_of_files_that_have_gone_are_given_up_only_by_order(shop: FilesSite) -> None:
    gone = shop.put("a.csv", "id\n1\n")
    shop.put("b.csv", "id\n1\n2\n")
    shop.land()
    gone.unlink()
    held = shop.land(primary_key=KEYED)  # another key than before: the table has to be made anew
    assert held.outcome == "held"
    assert "1 file whose rows it holds are no longer there" in (held.error or "")
    assert "heartbeat ingest shop --table t --full" in held.hint
    assert shop.marts("select count(*) from shop.t") == [(3,)]
    report = shop.land(primary_key=KEYED, full=True)
    assert "1 file is no longer there; its rows went" in (report.note or "")
    assert shop.marts("select id from shop.t order by id") == [(1,), (2,)]


def test_with_a_key_the_newest_file_wins_in_whatever_order_they_come(shop: FilesSite) -> None:
    shop.put("new.csv", "id,amount\n1,10\n2,20\n", age=10)
    shop.put("twice.csv", "id,amount\n3,1\n3,30\n", age=20)
    assert shop.land(primary_key=KEYED).disposition == "merge"
    shop.put("old.csv", "id,amount\n1,-1\n2,-2\n4,40\n", age=1000)
    assert shop.land(primary_key=KEYED).total_rows == 4
    shop.put("newer.csv", "id,amount\n2,21\n")
    assert shop.land(primary_key=KEYED).total_rows == 4
    assert shop.marts("select id, amount, _file from shop.t order by id") == [
        (1, 10, "new.csv"), (2, 21, "newer.csv"), (3, 30, "twice.csv"), (4, 40, "old.csv"),
    ]  # fmt: skip


def test_rows_whose_key_comes_again_are_counted(shop: FilesSite) -> None:
    shop.put("a.csv", "client,v\n1,a\n1,b\n2,c\n")
    report = shop.land(primary_key={"t": ("client",)})
    assert (report.rows, report.note) == (2, "1 of 3 rows had a key that came again: the last one counts")


def test_with_a_key_a_corrected_file_takes_back_what_it_no_longer_says(shop: FilesSite) -> None:
    shop.put("a.csv", "clientId,amount\n1,10\n2,20\n3,30\n")
    shop.land(primary_key={"t": ("clientId",)})
    shop.put("a.csv", "clientId,amount\n1,11\n3,30\n", age=-1)
    assert shop.land(primary_key={"t": ("clientId",)}).total_rows == 2
    assert shop.marts("select client_id, amount from shop.t order by 1") == [(1, 11), (3, 30)]


def test_with_a_key_a_file_that_lost_most_of_its_rows_is_held(shop: FilesSite) -> None:
    """It may have been cut off while it was copied, at the end of a line."""
    key = {"t": ("id",)}
    shop.put("a.csv", "id,v\n" + "".join(f"{number},x\n" for number in range(20)))
    shop.land(primary_key=key)
    shop.put("a.csv", "id,v\n0,x\n1,x\n", age=-60)
    assert shop.land(primary_key=key).error_code == "load-held"
    assert shop.marts("select count(*) from shop.t") == [(20,)]
    assert shop.land(primary_key=key, accept_shrink=True).total_rows == 2


def test_a_header_may_differ_between_files_and_from_run_to_run(shop: FilesSite) -> None:
    shop.put("a.csv", 'id,note\n1,"x\n""y"""\n')
    shop.put("b.csv", "amount,id\n2.50,2\n")
    shop.land()
    gone = shop.put("c.csv", "id\n3\n")
    report = shop.land()
    assert report.note == "drift: not in the new files: note, amount"
    gone.unlink()
    shop.put("d.csv", "id,fee\n4,0.10\n")
    report = shop.land()
    assert "drift: new at the source: fee; the table was changed for it" in (report.note or "")
    assert shop.marts("select id, note, amount, fee::text from shop.t order by id") == [
        (1, 'x\n"y"', None, None), (2, None, 2.5, None), (3, None, None, None), (4, None, None, "0.10"),
    ]  # fmt: skip


def test_a_type_becomes_wider_though_older_files_are_archived(shop: FilesSite) -> None:
    shop.put("a.csv", "id,amount,d\n1,10,2026-01-01\n").unlink()
    shop.put("b.csv", "id,amount,d\n2,20,2026-01-02\n")
    shop.land()
    (shop.folder / "b.csv").unlink()
    shop.put("c.csv", "id,amount,d\n3,30.5,2026-01-03 12:00:00\n")
    assert "drift: amount was bigint and is numeric; the table was changed for it" in (shop.land().note or "")
    assert shop.types() == {"id": "bigint", "amount": "numeric", "d": "timestamp without time zone"}
    assert shop.marts("select sum(amount), count(*) from shop.t") == [(50.5, 2)]


def test_a_declared_type_that_is_narrower_is_asked_of_all_rows(shop: FilesSite) -> None:
    shop.put("a.csv", "id,amount\n1,1.555\n")
    shop.put("b.csv", "id,amount\n2,2\n")
    shop.land()
    files = files_of(columns={"amount": "numeric(10,2)"})
    shop.put("b.csv", "id,amount\n2,3\n", age=-1)
    assert "a.csv:2: `amount` holds a value that is no numeric(10,2)" in (shop.land(files).error or "")
    (shop.folder / "a.csv").unlink()
    assert shop.land(files).outcome == "held"
    assert shop.marts("select amount::text from shop.t order by id") == [("1.555",), ("2",)]


def test_a_column_of_the_files_that_has_our_name_can_be_dropped(shop: FilesSite) -> None:
    drop = {"t": ("_file", "_line", "_modified_at")}
    shop.put("a.csv", "id,_file,_line,_modified_at\n1,x,y,z\n")
    shop.land(drop_columns=drop)
    shop.put("b.csv", "id,_file\n2,x\n")
    assert (shop.land(drop_columns=drop).rows, shop.land(drop_columns=drop).outcome) == (1, "unchanged")
    assert shop.marts("select _file, _line, id from shop.t order by id") == [("a.csv", 2, 1), ("b.csv", 2, 2)]


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_run(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n1\n")
    path = shop.folder / "b.csv"
    path.write_text("id\n2\n")  # now, as somebody who is writing it

    def write_on() -> None:
        with path.open("a") as file:
            file.write("3\n")

    writer = threading.Timer(1, write_on)
    writer.start()
    report = shop.land()
    writer.join()
    assert report.note == "1 file changed while it was read: left for the next run"
    assert shop.marts("select id from shop.t") == [(1,)]
    shop.land()
    assert shop.marts("select id from shop.t order by id") == [(1,), (2,), (3,)]


def test_a_file_that_changes_while_all_are_read_anew_keeps_its_old_rows(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n1\n")
    shop.put("b.csv", "id\n2\n")
    shop.land()
    os.utime(shop.put("a.csv", "id\n3\n"))  # now, as somebody who is writing it
    settling = "select true from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database()"

    def write_on() -> None:
        with shop.database.connect(Role.LOADER, autocommit=True) as connection:
            eventually(lambda: connection.execute(settling).fetchone())
        shop.put("a.csv", "id\n3\n4\n", age=-2)

    writer = threading.Thread(target=write_on)
    writer.start()
    report = shop.land(full=True)
    writer.join()
    assert (report.outcome, report.error_code) == ("error", "source-rejected")
    assert report.error == "t: 1 file whose rows it holds changed while all were read, so the old rows stay."
    assert shop.marts("select id from shop.t order by id") == [(1,), (2,)]
    assert shop.land(full=True).outcome == "loaded"
    assert shop.marts("select id from shop.t order by id") == [(2,), (3,), (4,)]


def test_a_table_that_was_dropped_in_marts_is_loaded_from_all_files(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n1\n")
    shop.put("b.csv", "id\n2\n").unlink()
    shop.land()
    with shop.database.connect(Role.LOADER) as connection:
        connection.execute("drop table shop.t")
    assert (shop.land().outcome, shop.marts("select count(*) from shop.t")) == ("loaded", [(1,)])


def test_two_tables_of_one_folder_keep_their_own_books(shop: FilesSite, tmp_path: Path) -> None:
    shop.put("a.csv", "id\n1\n")
    shop.put("b.jsonl", '{"id": 2}\n')
    sets = files_of(), files_of("*.jsonl", "jsonl", table="u")
    assert [table.rows for table in shop.run(*sets).tables] == [1, 1]
    shop.put("c.jsonl", '{"id": 3}\n')
    assert [table.outcome for table in shop.run(*sets).tables] == ["unchanged", "loaded"]
    assert shop.marts("select id from shop.u order by id") == [(2,), (3,)]
