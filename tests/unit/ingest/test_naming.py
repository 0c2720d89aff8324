"""Names of a source, as they are written in marts."""

import pytest

from heartbeat.ingest.tables.naming import collisions, is_reserved, landed_name


@pytest.mark.parametrize(
    ("name", "landed"),
    [
        ("client_profile", "client_profile"),
        ("a__b_", "a__b_"),
        ("clientId", "client_id"),
        ("ClientProfile", "client_profile"),
        ("HTTPServerURL", "http_server_url"),
        ("Amount (EUR)", "amount_eur"),
        ("2nd", "_2nd"),
        ("Größe", "größe"),
        ("Клиент", "клиент"),
        ("%", "unnamed"),
        ("a$b", "a_b"),
    ],
)
def test_a_plain_name_stays_and_others_become_snake_case(name: str, landed: str) -> None:
    assert landed_name(name) == landed
    assert landed_name(landed) == landed


def test_a_name_fits_into_63_bytes() -> None:
    assert len(landed_name("Ü" * 80).encode()) <= 63


def test_two_names_that_become_one_are_found() -> None:
    assert collisions(["clientId", "client_id", "other"]) == {"client_id"}


def test_names_of_dlt_are_reserved() -> None:
    assert is_reserved("_dlt_loads")
    assert not is_reserved("dlt_loads")
