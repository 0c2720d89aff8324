"""What a server for others needs, as the database and the settings have it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.datastructures import Headers

from heartbeat.app import create_app
from heartbeat.cli.commands.serving import _attach
from heartbeat.cli.network.reach import Reach, Standing, standing_in
from heartbeat.config import Settings
from heartbeat.db import Database
from heartbeat.errors import ConfigError
from integration.app.signed_in import revoked, token
from integration.app.test_entry import deploy_server

EVERYWHERE = Settings(host="0.0.0.0")


def missing(reach: Reach, standing: Standing) -> str:
    with pytest.raises(ConfigError) as refused:
        reach.refuse(standing)
    return str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "wall.example.com"])
def test_an_address_beyond_this_machine_is_open(host: str) -> None:
    refused = missing(Reach(Settings(host=host), has_tls=False), Standing(has_people=False))
    assert (host in refused, "nobody can sign in" in refused, "no TLS" in refused) == (True, True, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_alone_needs_nobody(host: str) -> None:
    Reach(Settings(host=host), has_tls=False).refuse(Standing(has_people=False))


def test_a_good_token_of_somebody_who_may_edit_is_asked_for(database: Database) -> None:
    revoked(database, "admin")
    token(database, "viewer")
    token(database, "admin", ago_days=9, days=7)
    assert not standing_in(database).has_people
    token(database, "operator")
    assert standing_in(database) == Standing()


def test_a_trusted_proxy_stands_for_people_and_for_tls(database: Database) -> None:
    deploy_server(database, trusted_proxy="10.0.0.0/8")
    standing = standing_in(database)
    assert standing == Standing(has_people=True, trusted_proxy="10.0.0.0/8")
    reach = Reach(EVERYWHERE, has_tls=False)
    reach.refuse(standing)
    assert reach.is_proxy_only(standing)
    assert not Reach(EVERYWHERE, has_tls=True).is_proxy_only(standing)
    assert "nobody can sign in" in missing(reach, Standing(has_people=False))
    assert "there is no TLS" in missing(reach, Standing())


def test_a_server_behind_a_proxy_starts_while_the_database_is_away_and_answers_nobody_past_it(database: Database) -> None:
    standing = standing_in(None)
    reach = Reach(EVERYWHERE, has_tls=False)
    reach.refuse(standing)
    assert reach.is_proxy_only(standing)
    assert "only this machine is answered" in " ".join(reach.advice(standing))
    assert not Reach(EVERYWHERE, has_tls=True).is_proxy_only(standing)
    assert "authentication is off" in missing(Reach(Settings(host="0.0.0.0", authentication="off"), has_tls=True), standing)

    app = create_app(None, EVERYWHERE, page=Path("/nowhere"), proxy_only=True)
    policy = app.state.doors.policy

    def is_refused(address: str) -> bool:
        scope = {"type": "http", "client": (address, 1), "scheme": "http"}
        return bool(policy.is_past_the_proxy(scope, policy.peer(scope, Headers({}))))

    assert [is_refused("10.0.0.7"), is_refused("127.0.0.1"), policy.answers_nobody] == [True, False, True]
    deploy_server(database, trusted_proxy="10.0.0.0/8")
    _attach(app, database)
    assert [is_refused("10.0.0.7"), is_refused("192.0.2.1"), policy.answers_nobody] == [False, True, False]
    app.state.site.close()


def test_plain_http_beyond_this_machine_says_what_it_costs() -> None:
    reach = Reach(EVERYWHERE, has_tls=False, insecure_http=True)
    reach.refuse(Standing())
    assert "in the open" in " ".join(reach.advice(Standing()))
    assert list(Reach(Settings(), has_tls=False).advice(Standing(has_people=False))) == []
    lonely = Reach(Settings(authentication="on"), has_tls=False)
    assert "nobody can sign in yet" in " ".join(lonely.advice(Standing(has_people=False)))


def test_on_loopback_nothing_is_asked_but_that_a_proxy_lets_in_whom_it_knows() -> None:
    Reach(Settings(authentication="off"), has_tls=False).refuse(Standing(has_people=False))
    behind = Reach(Settings(authentication="off"), has_tls=False)
    assert "everybody who reaches the proxy at 10.0.0.1" in missing(behind, Standing(trusted_proxy="10.0.0.1"))


def test_a_database_that_comes_later_brings_its_proxy_before_its_numbers(database: Database) -> None:
    deploy_server(database, trusted_proxy="127.0.0.1")
    app = create_app(None, Settings(), page=Path("/nowhere"))
    assert not app.state.doors.policy.is_on
    _attach(app, database)
    assert app.state.doors.policy.is_on
    app.state.site.close()
