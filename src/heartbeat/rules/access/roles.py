"""The three roles of those who sign in, each with all that the one before it may do."""

from __future__ import annotations

from heartbeat.definitions.model import ACCESS_ROLES, AccessRole


def reaches(role: AccessRole, needed: AccessRole) -> bool:
    """Whether a role may do what needs another one."""
    return ACCESS_ROLES.index(role) >= ACCESS_ROLES.index(needed)


def role_named(word: str) -> AccessRole | None:
    """The role of this name, whatever its case; none where there is no such role."""
    return next((role for role in ACCESS_ROLES if role == word.strip().lower()), None)


def highest(roles: frozenset[AccessRole]) -> AccessRole | None:
    """The role that may do most."""
    return max(roles, key=ACCESS_ROLES.index, default=None)
