"""Whose certificates are trusted."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trust() -> ssl.SSLContext:
    """Certificates of the usual authorities; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. To load them takes 20 ms."""
    return httpx.create_ssl_context()
