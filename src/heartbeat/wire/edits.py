"""What an edit of something that people answer for takes and refuses, and whom it may name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.wire.shapes import ErrorShape, Shape

# Each value is checked by readings, which tell all that is wrong with an edit at once; here its type is documented.
EditedText = Annotated[Any, WithJsonSchema({"type": ["string", "null"]})]
EditedEmail = Annotated[Any, WithJsonSchema({"type": ["string", "null"], "format": "email", "maxLength": 254})]
EditedState = Annotated[Any, WithJsonSchema({"type": "string", "enum": ["verified", "unverified"]})]


class EditBody(BaseModel):
    """Columns that a person changes, who that is and why. Null unsets; a column that is not named stays."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True, json_schema_extra={"additionalProperties": False})

    owner: EditedEmail = None
    """Email of the person who answers for it."""
    verification_state: EditedState = None
    """`verified`: a person stands behind it; `unverified` withdraws that."""
    reason: EditedText = None
    """Why, for the log: 1,000 characters at most."""
    changed_by: Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100})] = ""
    """Name or email of the operator, logged as given. Required while nobody signs in, else not read."""

    def changes(self) -> dict[str, object]:
        """The columns that were named, with their values, and whatever else was sent."""
        named = self.model_fields_set - {"reason", "changed_by"}
        return {**{name: getattr(self, name) for name in type(self).model_fields if name in named}, **(self.model_extra or {})}


class ProblemShape(Shape):
    """What is wrong with one field of an edit."""

    field: str
    """Its name; empty where the whole edit is meant."""
    message: str
    hint: str


class RefusedShape(ErrorShape):
    """The edit makes no sense; nothing of it was made."""

    problems: list[ProblemShape]


class PersonShape(Shape):
    """Somebody whom the workspace knows."""

    email: str
    name: str | None


def people_of(settings: WorkspaceSettings) -> list[dict[str, Any]]:
    """Whom the workspace knows, by name; an operator whom `people` does not describe is known by the address alone."""
    names = {email: person.get("name") for email, person in settings.people.items()}
    known = {**dict.fromkeys(settings.operators), **names}
    return [
        {"email": email, "name": known[email]} for email in sorted(known, key=lambda email: (known[email] or email).casefold())
    ]
