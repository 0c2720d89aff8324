"""The desk that the bank's messages arrive at takes each once, and only from whoever knows its secret."""

from __future__ import annotations

import base64
import hmac
import json
from pathlib import Path

import httpx

from bank_source.message_desk import MessageDesk, receiving

SECRET = "whsec_" + base64.b64encode(b"a key of the desk").decode()
BODY = json.dumps({"data": {"subject": "Red: CCUN"}}).encode()


def send(desk: MessageDesk, webhook_id: str, key: bytes = b"a key of the desk") -> int:
    content = f"{webhook_id}.1760000000.".encode() + BODY
    signature = "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    headers = {"webhook-id": webhook_id, "webhook-timestamp": "1760000000", "webhook-signature": signature}
    return httpx.post(desk.address, content=BODY, headers=headers).status_code


def test_each_message_is_kept_and_told_once_also_by_a_desk_that_opens_again(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with receiving(MessageDesk(SECRET, tmp_path / "messages.jsonl")) as desk:
            desk.on_message = told.append
            assert [send(desk, "hb-1"), send(desk, "hb-1")] == [204, 204]
    assert told == ["Red: CCUN"]
    assert [json.loads(line)["id"] for line in (tmp_path / "messages.jsonl").read_text().splitlines()] == ["hb-1"]


def test_who_does_not_know_the_secret_tells_nothing(tmp_path: Path) -> None:
    with receiving(MessageDesk(SECRET, tmp_path / "messages.jsonl")) as desk:
        assert send(desk, "hb-1", key=b"another") == 401
    assert not (tmp_path / "messages.jsonl").exists()
