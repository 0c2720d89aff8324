"""Which values of a table a document may show.

Only those of a column that, by its name, holds a state or a kind, or of a flag; that has few different values, carried by several
rows each; whose name has no word for what belongs to a person and speaks of nobody (`channel_manager`, `status_changed_by`); and
all of whose values look like codes. One value that does not hides the whole column, and one that a single row carries is never
shown. Of every other column a document tells how many values there are, and never which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from heartbeat.marts.profile.roles import role_of, singular, words_of

MOST_VALUES = 20
LEAST_ROWS_A_VALUE = 5
"""On average; below it a column holds texts rather than states."""
LEAST_ROWS_SHOWN = 2
MOST_NAMED = 50
_OF_PERSONS = {
    "name", "surname", "forename", "firstname", "lastname", "fullname", "username", "email", "mail", "phone", "mobile", "fax",
    "iban", "bic", "address", "street", "city", "town", "zip", "postcode", "birth", "birthday", "dob", "passport", "ssn", "tax",
    "password", "token", "secret", "comment", "note", "notes", "message", "gender", "sex", "religion", "ethnicity",
    "nationality", "citizenship", "disability", "health", "diagnosis",
}  # fmt: skip
_PERSONS = {
    "person", "people", "user", "client", "customer", "member", "contact", "employee", "staff", "owner", "manager", "agent",
    "clerk", "officer", "operator", "assignee", "author", "editor", "creator", "reviewer", "approver", "auditor", "analyst",
    "advisor", "adviser", "teller", "cashier", "courier", "driver", "holder", "payer", "payee", "debtor", "creditor",
    "beneficiary", "sender", "receiver", "recipient", "patient", "doctor", "nurse", "student", "teacher", "tenant", "login",
    "nick", "nickname", "alias",
}  # fmt: skip
_HANDLES = {"id", "no", "nr", "number", "key", "code", "uuid", "guid", "ref"}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:/+&-]{0,31}")
_LONG_NUMBER = re.compile(r"\d[\d .-]{3,}\d")
_NAME_OF_SOMEBODY = re.compile(r"\b[A-Z][a-z]+[ .-]+[A-Z][a-z]+")


def may_ask(name: str, type_name: str) -> bool:
    """Whether the values of a column may be looked at in order to show them."""
    return role_of(name, type_name) in {"state", "flag"} and not _speaks_of_persons(name)


def may_show(values: Sequence[str], rows: int) -> bool:
    """Whether the values that a column of so many rows holds may be shown: all that several rows carry, or none."""
    if not values or len(values) > MOST_VALUES or rows < LEAST_ROWS_A_VALUE * len(values):
        return False
    return all(_looks_like_a_code(value) for value in values)


def may_name(lookup: str, rows: int) -> bool:
    """Whether a table lists the states or kinds of something, so that their names may be shown: its name says so, it is short."""
    name = "_".join(map(singular, words_of(lookup)))
    return rows <= MOST_NAMED and role_of(name, "text") == "state" and not _speaks_of_persons(name)


def _speaks_of_persons(name: str) -> bool:
    """`email_status` and `status_changed_by` do, and `channel_manager_id`; `client_type` is a kind of clients, and does not."""
    words = words_of(name)
    last = next((singular(word) for word in reversed(words) if word not in _HANDLES), "")
    return bool(set(words) & (_OF_PERSONS | {"by"})) or last in _PERSONS


def _looks_like_a_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value)) and not _LONG_NUMBER.search(value) and not _NAME_OF_SOMEBODY.search(value)
