"""The key `people` of heartbeat.yaml: who owns metrics, and how each of them is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.alerts.channels import declared, known_channel
from heartbeat.definitions.parse.alerts.section import alerts_of
from heartbeat.definitions.parse.alerts.times import read_quiet_hours
from heartbeat.definitions.parse.fields import Fields

_HINT = "Write one person per email: {ada@example.com: {name: Ada}}."


def people_of(fields: Fields) -> Fields:
    """The keys below `people`; `fields` are those of the file."""
    return fields.mapping("people", _HINT)


def read_people(fields: Fields) -> dict[str, dict[str, Any]]:
    """Each person by email."""
    people, channels = people_of(fields), declared(alerts_of(fields))
    first: dict[str, str] = {}
    found: dict[str, dict[str, Any]] = {}
    for address in people.keys():  # noqa: SIM118 - not a dict
        if hint := formats.email(address):
            people.reject(address, "{key} is no email address.", hint)
        if address.casefold() in first:
            message = f"{{key}} is the same person as {first[address.casefold()]}."
            people.reject(address, message, "Keep one of the two: upper and lower case make no other address.")
        first.setdefault(address.casefold(), address)
        found[address] = _person(people.mapping(address, "Write {name: Ada, timezone: Europe/Vilnius}."), channels)
    return found


def _person(person: Fields, channels: Sequence[str]) -> dict[str, Any]:
    found = {
        "name": person.text("name"),
        "timezone": person.text("timezone", check=formats.timezone),
        "channels": list(person.texts("channels", check=known_channel(channels))),
        "quiet_hours": read_quiet_hours(person),
    }
    person.refuse_unknown()
    return {key: value for key, value in found.items() if value}
