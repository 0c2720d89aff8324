"""What a client says that it takes and has: gzip, and the version that it knows."""

from __future__ import annotations


def takes_gzip(accept_encoding: str) -> bool:
    """Whether gzip is welcome: named, or meant by `*`, and not with the weight 0."""
    weights = {}
    for coding in accept_encoding.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        weights[name] = weight.strip("0.") != "" or weight == ""
    return weights.get("gzip", weights.get("*", False))


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether a client holds this version already, weak or strong."""
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
