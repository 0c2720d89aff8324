"""However large a file is, its rows are never all in memory; and its rows keep their columns while further ones turn up."""

from __future__ import annotations

import csv
from pathlib import Path

from heartbeat.definitions.kinds import FileSet
from heartbeat.ingest.kinds.files.folder import Folder
from heartbeat.ingest.kinds.files.learning import OWN_COLUMNS, Known
from heartbeat.ingest.kinds.files.reading import TableReader
from heartbeat.ingest.kinds.files.spool import Spool
from memory import at_most_megabytes


def test_memory_stays_flat_while_a_file_is_read(tmp_path: Path) -> None:
    rows = 150_000
    with (tmp_path / "a.csv").open("w") as file:
        file.write("id,amount,note\n")
        said = '"some text with a comma, ' + 9 * "and more of it " + '"'
        file.writelines(f"{number},{number}.50,{said}\n" for number in range(rows))
    folder = Folder(str(tmp_path), "s")
    (found,) = folder.find(1).files
    poured: list[int] = []
    with Spool(tmp_path / "spool", "t", [*OWN_COLUMNS], []) as spool, at_most_megabytes(20):
        reading = TableReader(folder, FileSet("t", "*.csv", "csv"), Known("t"), spool, poured.append).read(found)
        sizes: list[int] = []
        spool.pour(lambda piece: sizes.append(len(piece)))
    assert (reading.rows, sum(poured), reading.faults.rows) == (rows, rows, 0)
    assert sum(sizes) > found.size > 20 << 20


def test_earlier_rows_get_the_columns_of_later_ones(tmp_path: Path) -> None:
    written: list[bytes] = []
    with Spool(tmp_path / "spool", "t", ["_file"], ["id"]) as spool:
        spool.write("a", b'a,1\na,"2\n""x"""\n')
        spool.grow(["note", "id", "fee"])
        spool.write("b", b'b,3,"y\n",4\n')
        spool.write("c", b"c,5,,\n")
        spool.forget("c")
        spool.pour(written.append)
    assert list(csv.reader(b"".join(written).decode().splitlines(keepends=True))) == [
        ["a", "1", "", ""], ["a", '2\n"x"', "", ""], ["b", "3", "y\n", "4"],
    ]  # fmt: skip
    assert not (tmp_path / "spool").exists()
