"""What a person can set or meet stands in the docs, and no link between pages is broken."""

import ast
import re

from architecture.source_tree import ROOMS, ROOT, SRC, parsed, tracked_files
from heartbeat.config import Settings


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = [f"HEARTBEAT_{name.upper()}" for name in Settings.model_fields]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_setting_explains_itself() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_room_has_a_card() -> None:
    for room in ROOMS:
        card = ast.get_docstring(parsed(SRC / room / "__init__.py")) or ""
        missing = [part for part in ("In:", "Out:", "Owns:", "Raises:", "Never:") if part not in card]
        assert missing == [], f"the card of room {room} lacks {missing}"


def test_a_room_card_is_all_that_an_init_holds() -> None:
    assert [str(room) for room in ROOMS if len(parsed(SRC / room / "__init__.py").body) != 1] == []


def test_no_link_between_pages_is_broken() -> None:
    links = {
        page: re.findall(r"\]\((?!https?://|mailto:|#|/)([^)#\s]+)", page.read_text("utf-8")) for page in tracked_files("*.md")
    }
    broken = [
        f"{page.relative_to(ROOT)} -> {to}"
        for page, targets in links.items()
        for to in targets
        if not (page.parent / to).exists()
    ]
    assert broken == []


def test_the_readme_stays_under_150_lines() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150
