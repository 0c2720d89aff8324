"""A board is written out once, and is the same bytes for everybody."""

from __future__ import annotations

import gzip
import json

from heartbeat.surfaces.cockpit.shapes import BoardShape
from heartbeat.surfaces.cockpit.snapshot import empty_board, take_snapshot


def test_the_two_forms_differ_only_in_the_database() -> None:
    snapshot = take_snapshot(empty_board("1.0"), 3)
    up, down = json.loads(snapshot.up.body), json.loads(snapshot.down.body)
    assert (up.pop("database"), down.pop("database")) == ("up", "down")
    assert up == down
    assert up["board_version"] == 3


def test_the_gzipped_form_is_the_same_board() -> None:
    snapshot = take_snapshot(empty_board("1.0"), 0)
    assert gzip.decompress(snapshot.down.gzipped) == snapshot.down.body


def test_the_etag_changes_with_version_content_and_database() -> None:
    board = empty_board("1.0")
    tags = {
        answer.etag
        for snapshot in (take_snapshot(board, 1), take_snapshot(board, 2), take_snapshot({**board, "workspace": "other"}, 1))
        for answer in (snapshot.up, snapshot.down)
    }
    assert len(tags) == 6


def test_the_same_board_has_the_same_etag_in_every_process() -> None:
    assert take_snapshot(empty_board("1.0"), 1) == take_snapshot(empty_board("1.0"), 1)


def test_the_empty_board_has_the_documented_shape() -> None:
    shown = json.loads(take_snapshot(empty_board("1.0"), 0).up.body)
    assert BoardShape.model_validate(shown).metrics == []
    assert shown.keys() == {field.alias or name for name, field in BoardShape.model_fields.items()}
