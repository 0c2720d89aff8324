"""What is said about a certificate before anybody is served with it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from heartbeat.cli.network.tls import tls_of
from heartbeat.config import Settings
from heartbeat.errors import ConfigError

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
NAMES = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")


def make_certificate(folder: Path, name: str, *options: str, days: int = 90) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    secrecy = options or ("-nodes",)
    openssl("req", "-x509", *KEY, "-keyout", str(key), "-out", str(cert), "-days", str(days), *NAMES, *secrecy)
    return cert, key


def make_certificate_of(folder: Path, begins: str, ends: str) -> tuple[Path, Path]:
    """One that is valid between two moments: `openssl ca` alone takes them."""
    cert, key, request, ledger = (folder / f"{begins}.{end}" for end in ("pem", "key", "csr", "ledger"))
    ledger.write_text("")
    config = folder / f"{begins}.cnf"
    config.write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={ledger}\nnew_certs_dir={folder}\npolicy=any\nrand_serial=yes\n[any]\ncommonName=supplied\n"
    )
    openssl("req", "-new", *KEY, "-keyout", str(key), "-out", str(request), "-nodes", *NAMES[:2])
    dates = ("-startdate", begins, "-enddate", ends)
    signing = ("-selfsign", "-keyfile", str(key), "-in", str(request), "-out", str(cert), "-batch", "-notext")
    openssl("ca", "-config", str(config), "-md", "sha256", *signing, *dates)
    return cert, key


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def told(cert: Path | None, key: Path | None) -> str:
    with pytest.raises(ConfigError) as refused:
        tls_of(Settings(tls_cert=cert, tls_key=key))
    return str(refused.value)


def test_a_good_one_is_taken_with_the_days_it_has_left(tmp_path: Path) -> None:
    tls = tls_of(Settings(**dict(zip(("tls_cert", "tls_key"), make_certificate(tmp_path, "good"), strict=True))))  # type: ignore[arg-type]
    assert tls is not None
    assert tls.days_left in {89, 90}
    assert tls_of(Settings()) is None


def test_what_people_wrote_around_it_does_not_matter(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, "good")
    together = tmp_path / "together.pem"
    together.write_bytes("Bag Attributes: Büro, 2. Stock\n".encode() + key.read_bytes() + cert.read_bytes() + b"\xff\xfe\n")
    tls = tls_of(Settings(tls_cert=together, tls_key=together))
    assert tls is not None
    assert tls.days_left in {89, 90}


def test_what_is_wrong_with_it_is_said(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, "good")
    _, other = make_certificate(tmp_path, "other")
    _, locked = make_certificate(tmp_path, "locked", "-passout", "pass:secret")
    assert "has a certificate and no key" in told(cert, None)
    assert "has a key and no certificate" in told(None, key)
    assert "do not belong together" in told(cert, other)
    assert "has a passphrase" in told(cert, locked)
    assert "cannot be read: No such file" in told(tmp_path / "none.pem", key)
    (tmp_path / "text.pem").write_text("hello")
    assert "is not in PEM" in told(tmp_path / "text.pem", key)
    (tmp_path / "cut.pem").write_text(cert.read_text()[:120])
    assert re.search(r"cannot be used", told(tmp_path / "cut.pem", key))


def test_one_that_is_out_of_date_is_refused(tmp_path: Path) -> None:
    assert "has expired" in told(*make_certificate_of(tmp_path, "20200101000000Z", "20210101000000Z"))
    assert "is not valid yet" in told(*make_certificate_of(tmp_path, "20600101000000Z", "20610101000000Z"))
