"""Tokens from the command line, and a server that others may reach: refused until it is safe, then over TLS."""

from __future__ import annotations

import json
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from heartbeat.config import Settings
from heartbeat.db import open_database
from heartbeat.postgres.embedded import EmbeddedServer
from integration.cli.command import heartbeat, serving
from postgres_fixtures import short_folder
from unit.cli.test_tls import make_certificate
from waiting import eventually


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    folder = short_folder("hbw-")
    assert heartbeat("init", folder, "--name", "Acme").code == 0
    try:
        with open_database(Settings(workspace=folder)):  # kept up for all commands: each would start it and stop it again
            yield folder
    finally:
        for server in folder.glob("**/.heartbeat/postgres"):
            EmbeddedServer(server).stop()
        shutil.rmtree(folder)


def test_a_server_for_others_is_refused_with_all_that_is_missing(workspace: Path) -> None:
    answer = heartbeat(
        "-w", workspace, "serve", "--host", "0.0.0.0", "--port", "0", environment={"HEARTBEAT_AUTHENTICATION": "off"}
    )
    assert answer.code == 1
    for told in (
        "authentication is off",
        "nobody can sign in",
        "there is no TLS",
        "heartbeat token create",
        "--insecure-http",
        "trusted_proxy",
    ):
        assert told in answer.err
    half = heartbeat("-w", workspace, "serve", "--tls-cert", workspace / "heartbeat.yaml")
    assert (half.code, "has a certificate and no key" in half.err) == (1, True)
    demo = heartbeat("demo", "--folder", workspace / "demo", environment={"HEARTBEAT_HOST": "0.0.0.0"})
    assert (demo.code, "for this machine alone" in demo.err) == (1, True)


def test_tokens_are_made_listed_and_revoked_and_a_server_over_tls_takes_them(workspace: Path) -> None:
    made = heartbeat("-w", workspace, "token", "create", "--role", "admin", "--name", "Ada L.", "--days", "30")
    assert made.code == 0, made.err
    secret = made.out.strip()
    assert made.out == f"{secret}\n"
    assert secret.startswith("hb_admin_")
    assert secret not in made.err
    again = heartbeat("-w", workspace, "token", "create", "--role", "viewer", "--name", "ada l.")
    assert (again.code, "token-name-taken" in again.err, again.out) == (1, True, "")
    (entry,) = json.loads(heartbeat("-w", workspace, "token", "list", "--json").out)
    assert (entry["name"], entry["role"], entry["last_used_at"]) == ("Ada L.", "admin", None)
    assert secret not in json.dumps(entry)

    cert, key = make_certificate(workspace, "wall")
    options = ("--host", "0.0.0.0", "--no-worker", "--tls-cert", cert, "--tls-key", key)
    with serving("-w", workspace, "serve", *options) as running:
        port = int(running.address.rpartition(":")[2])
        trust = ssl.create_default_context(cafile=str(cert))
        with httpx.Client(base_url=f"https://localhost:{port}", verify=trust) as client:
            assert client.get("/api/cockpit").status_code == 401
            named = client.get("/healthz", headers={"Host": f"127.0.0.1:{port}"})
            assert named.headers["strict-transport-security"] == "max-age=86400"
            signed_in = client.post("/api/session", json={"token": secret}, headers={"Origin": f"https://localhost:{port}"})
            assert signed_in.headers["set-cookie"].startswith("__Host-heartbeat_session=")
            assert client.get("/api/cockpit").status_code == 200
            assert secret not in "".join(running.said)

            assert heartbeat("-w", workspace, "token", "revoke", "Ada L.").code == 0
            eventually(lambda: client.get("/api/cockpit").status_code, until=lambda status: status == 401, within_seconds=10)

        before = serial(port)
        fresh_cert, fresh_key = make_certificate(workspace, "fresh")
        fresh_key.replace(key)
        fresh_cert.replace(cert)
        eventually(lambda: serial(port), until=lambda now: now != before, within_seconds=20)
        assert running.end(signal.SIGTERM) == 0
    listed = heartbeat("-w", workspace, "token", "list")
    assert "revoked" in listed.out
    assert heartbeat("-w", workspace, "token", "revoke", "nobody").code == 1
    assert "was revoked before" in heartbeat("-w", workspace, "token", "revoke", "1").out


def serial(port: int) -> str:
    """What the server shows to a new connection."""
    pem = ssl.get_server_certificate(("localhost", port))
    shown = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=pem, capture_output=True, text=True, check=True)
    return shown.stdout


def test_screens_are_listed_and_a_wrong_name_is_told(workspace: Path) -> None:
    assert "No screen was paired yet" in heartbeat("-w", workspace, "device", "list").out
    assert json.loads(heartbeat("-w", workspace, "device", "list", "--json").out) == []
    answer = heartbeat("-w", workspace, "device", "revoke", "Hall")
    assert (answer.code, "device-not-found" in answer.err) == (1, True)
