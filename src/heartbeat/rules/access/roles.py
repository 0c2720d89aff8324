"""The three roles of those who sign in, each with all that the one before it may do."""

from __future__ import annotations

from typing import Literal, get_args

AccessRole = Literal["viewer", "operator", "admin"]
"""`viewer` looks, `operator` also edits, asks for beats and lets screens in, `admin` also makes and revokes tokens."""

ROLES: tuple[AccessRole, ...] = get_args(AccessRole)


def reaches(role: AccessRole, needed: AccessRole) -> bool:
    """Whether a role may do what needs another one."""
    return ROLES.index(role) >= ROLES.index(needed)


def role_named(word: str) -> AccessRole | None:
    """The role of this name, whatever its case; none where there is no such role."""
    return next((role for role in ROLES if role == word.strip().lower()), None)


def highest(roles: frozenset[AccessRole]) -> AccessRole | None:
    """The role that may do most."""
    return max(roles, key=ROLES.index, default=None)
