"""The workspace's own embedded server with the roles and the database `heartbeat` in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from heartbeat.postgres.embedded import Announce, EmbeddedServer, silent
from heartbeat.postgres.provision import Plan, provision
from heartbeat.postgres.roles import Role, make_password, password_in, read_role_urls, write_role_urls
from heartbeat.postgres.server.account import closed_home

DATABASE = "heartbeat"


def house_server(workspace: Path) -> EmbeddedServer:
    """The embedded server of a workspace; tests and the demo stop and start it under a running Heartbeat."""
    return EmbeddedServer(workspace.resolve() / ".heartbeat" / "postgres")


def standing_house(workspace: Path, prefix: str) -> Mapping[Role, str]:
    """The connection strings of a workspace's own database, whether it runs or not; empty where none was made. Makes nothing."""
    folder = workspace.absolute() / ".heartbeat" / "postgres"
    places = (folder, closed_home(folder))
    return next((urls for place in places if (urls := read_role_urls(place / "roles.env", prefix))), {})


@contextmanager
def open_house(workspace: Path, prefix: str, announce: Announce) -> Iterator[tuple[EmbeddedServer, Mapping[Role, str]]]:
    """Join the workspace's server, with its roles made, and give it with their connection strings."""
    server = house_server(workspace)
    with server.join(announce, prepare=lambda: ensure_roles(server, prefix)):
        yield server, read_role_urls(server.folder / "roles.env", prefix)


def house_plan(server: EmbeddedServer, prefix: str, database: str = DATABASE) -> Plan:
    """Which roles and which database an embedded server has: known passwords, and new ones for roles without."""
    known = read_role_urls(server.folder / "roles.env", prefix)
    passwords = {role: password_in(known[role]) if role in known else make_password() for role in Role}
    return Plan(server.url("postgres"), server.url(database), database, prefix, passwords)


def ensure_roles(server: EmbeddedServer, prefix: str, database: str = DATABASE) -> None:
    """Make roles and database at first start, and close what a later version closes, such as one more function.

    The file of the roles is written last: while it is missing, everything is made again.
    """
    path = server.folder / "roles.env"
    known = read_role_urls(path, prefix)
    plan = house_plan(server, prefix, database)
    urls = {role: plan.url(role) for role in Role}
    mark = server.folder / "provisioned"
    up_to_date = mark.exists() and mark.read_text() == plan.digest()
    if urls == known and up_to_date:
        return
    if known.keys() != urls.keys() or not up_to_date:
        provision(plan, announce=silent)
        with psycopg.connect(plan.admin_url, autocommit=True) as admin:
            admin.execute(plan.measure("maintenance_closed"))
        mark.write_text(plan.digest())
    write_role_urls(path, urls, prefix)  # also after a move of the folder: the passwords stay, the address changes
