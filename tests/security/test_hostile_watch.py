"""What watches the hostile statements sees an effect of each kind, so that seeing none says something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heartbeat.db import Role
from heartbeat.errors import QueryFailed
from security.hostile_corpus import kinds, statements
from security.hostile_world import CHANNEL, PLANTED, World, hostile_world

EFFECTS = {
    "insert into shop.orders values (1)": "shop.orders",
    "update heartbeat.beat set requested = '[]'": "heartbeat.beat",
    "create table shop.more (id int)": "pg_class",
    "create function shop.f() returns int language sql as 'select 1'": "pg_proc",
    "revoke select on shop.orders from hb_query": "pg_class",
    "alter role hb_query set lock_timeout = '1s'": "pg_db_role_setting",
    "create role mine": "pg_authid",
    "grant hb_loader to hb_query": "pg_auth_members",
    "create temp table t (id int)": "transactions",
    "select pg_current_xact_id()": "transactions",
    "select nextval('shop.ids')": "sequences",
    "select lo_create(0)": "pg_largeobject_metadata",
    "select lo_put(BLOB, 0, 'x')": "pg_largeobject",
    f"select pg_notify('{CHANNEL}', 'x')": "messages",
    "select pg_advisory_lock(1)": "advisory locks",
    "select pg_stat_reset()": "statistics",
    "select pg_switch_wal()": "log file",
    "select pg_reload_conf()": "configuration",
    "alter system set work_mem = '5MB'": "DATA/postgresql.auto.conf",
    "copy (select 1) to 'BESIDE/pwned'": "BESIDE/pwned",
    "copy (select 1) to program 'touch BESIDE/touched'": "BESIDE/touched",
    "select lo_export(BLOB, 'DATA/pwned')": "DATA/pwned",
    "select pg_terminate_backend(VICTIM)": "the other session",
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with hostile_world() as world:
        yield world


def placed(text: str, world: World) -> str:
    for place, real in world.places.items():
        text = text.replace(place, real)
    return text


def test_without_an_effect_nothing_shows(world: World) -> None:
    assert world.snapshot() == world.snapshot()


def test_the_secrets_are_where_a_statement_could_find_them(world: World) -> None:
    """A statement that is refused for another reason than its roles would prove nothing about them."""
    for query in (
        "select number from shop.cards",
        "select note from shop_staging.orders",
        "select note from public.notes",
        "select requested::text from heartbeat.beat",
        "select string_agg(log, '') from landing.source_log",
        "select convert_from(lo_get(BLOB), 'UTF8')",
        "select pg_read_file('secret.txt')",
        "select pg_read_file('BESIDE/secret.txt')",
        "select string_agg(query, '') from pg_stat_activity",
    ):
        assert PLANTED in str(world.admin.execute(placed(query, world)).fetchall())


def test_there_are_hundreds_of_statements_each_with_its_reason() -> None:
    every = [one for kind in kinds() for one in statements(kind)]
    assert len({one.sql for one in every}) == len(every) >= 500
    assert all(one.why and one.expected for one in every)


def test_a_hole_would_be_seen(world: World) -> None:
    """One function given back is enough."""
    notify = f"select pg_notify('{CHANNEL}', 'x') is null as value"
    with pytest.raises(QueryFailed, match="permission denied"):
        world.sandbox(1).run(notify, as_of=None, label="m")
    with world.database.connect(Role.QUERY, autocommit=True) as metric:
        world.admin.execute("grant execute on function pg_notify to hb_query")
        before = world.snapshot()
        metric.execute(notify)
    assert world.snapshot()["messages"] != before["messages"]


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_shows(world: World, effect: str) -> None:
    """The last test here, since what it does stays."""
    before = world.snapshot()
    world.admin.execute(placed(effect, world))
    world.admin.execute("select pg_sleep(0.05)")  # a file is read anew, or a message sent, by another process
    after = world.snapshot()
    assert placed(EFFECTS[effect], world) in {name for name in after if after[name] != before.get(name)}
