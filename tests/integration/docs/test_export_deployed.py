"""The documentation of a deployed workspace as a folder, by the command, and as a browser opens it from a disk."""

from __future__ import annotations

from pathlib import Path

from documented_house import documented_house
from heartbeat.app import documented_program
from heartbeat.cli.reference import read_commands
from heartbeat.db import Role
from heartbeat.surfaces.docs.book.links import IMAGES
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.export.layout import Layout
from heartbeat.surfaces.docs.export.site import site_files
from heartbeat.surfaces.docs.library import read_book
from integration.cli.command import heartbeat
from postgres_fixtures import Cluster
from static_site import dead_links, foreign_assets


def test_what_is_deployed_is_in_it_and_holds_together(cluster: Cluster) -> None:
    reference = documented_program(read_commands)
    with documented_house(cluster) as database, database.connect(Role.APP) as connection:
        layout = Layout(read_book(connection, reference))
        files = dict(site_files(layout, reference, product_root() / IMAGES, "Bank docs"))
        assert files == dict(
            site_files(Layout(read_book(connection, reference)), reference, product_root() / IMAGES, "Bank docs")
        )
    assert dead_links(files) == []
    assert foreign_assets(files) == []
    assert {"metrics/stuck.html", "cuts/fees_by_month.md", "sources/bank.html", "segments/tier.html", "company/fees.html"} <= {
        *files
    }
    assert b"[stuck](metrics/stuck.md)" in files["llms.txt"]
    assert 'href="../metrics/stuck.html#sql"' in files["company/fees.html"].decode()


def test_the_command_writes_it_where_no_database_stands_and_says_so(tmp_path: Path) -> None:
    done = heartbeat("docs", "export", "site", folder=tmp_path)
    assert done.code == 0, done.err
    assert "No database stands here" in done.out
    assert "site/index.html" in done.out
    assert (tmp_path / "site/reference/commands.html").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"site"}  # no database was made
    (tmp_path / "site/.heartbeat-docs").unlink()
    refused = heartbeat("docs", "export", "site", "--no-workspace", folder=tmp_path)
    assert refused.code != 0
    assert "holds files that no export has written" in refused.err
