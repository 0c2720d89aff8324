"""What a person reads off a tile, turned back into a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALES = {"k": 1e3, "m": 1e6, "M": 1e6, "bn": 1e9, "%": 0.01}
SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Printed:
    """A value, and how far from it the truth may lie when nothing but rounding stands between them."""

    value: float
    rounding: float


def read_printed(text: str, unit: str) -> Printed:
    """Read `€86.5 k`, `83.2 %`, `2 h 16 m`, `23:35` or `1 792` as the number that stood behind it.

    Args:
        text: as the tile shows it.
        unit: of the metric file, which says whether `m` means minutes or millions.
    """
    bare = re.sub(r"[\u2009\u202f\u00a0\s]+", " ", text).replace("\u2212", "-").strip()
    return _duration(bare) if unit == "seconds" else _scaled(bare)


def _duration(text: str) -> Printed:
    if clock := re.fullmatch(r"(\d+):(\d\d)", text):
        return Printed(int(clock[1]) * 60 + int(clock[2]), 0.5)
    parts = re.findall(r"([\d.]+) ?([dhms])", text)
    assert parts, f"no duration: {text!r}"
    value = sum(float(number) * SECONDS[letter] for number, letter in parts)
    number, letter = parts[-1]
    return Printed(value, _half_step(number) * SECONDS[letter])


def _scaled(text: str) -> Printed:
    found = re.fullmatch(r"[^\d-]*(-?[\d ]*[\d](?:\.\d+)?) ?([^\d]*)", text)
    assert found, f"no number: {text!r}"
    number, scale = found[1].replace(" ", ""), SCALES.get(found[2].strip(), 1.0)
    return Printed(float(number) * scale, _half_step(number) * scale)


def _half_step(number: str) -> float:
    return float(0.5 * 10 ** -len(number.partition(".")[2]))
