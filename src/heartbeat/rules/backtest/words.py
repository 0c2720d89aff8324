"""A backtest in words: what an editor shows while a line is being moved."""

from __future__ import annotations

from datetime import date

from heartbeat.rules.backtest.days import Stretch, Window

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def window_text(window: Window) -> str:
    """Such as `red on 4 of the last 90 days, 2 pages, longest 3 days (12–14 Oct)`."""
    known = window.days - window.missing
    if known == 0:
        return f"unknown: none of the last {window.days} days has a value to judge"
    whole = f"the last {window.days} days"
    of = whole if window.missing == 0 else f"the {_counted(known, 'day')} with a value in {whole}"
    if window.red == 0 and window.amber == 0:
        return f"green on all of {of}" if known > 1 else f"green on {of}"
    colours = [f"{name} on {count}" for name, count in (("red", window.red), ("amber", window.amber)) if count]
    parts = [f"{' and '.join(colours)} of {of}", _counted(window.pages, "page")]
    if window.longest_red is not None and window.red > 1:
        parts.append(f"longest {stretch_text(window.longest_red)}")
    return ", ".join(parts)


def stretch_text(stretch: Stretch) -> str:
    """Such as `3 days (12–14 Oct)`."""
    return f"{_counted(stretch.days, 'day')} ({range_text(stretch.first, stretch.last)})"


def range_text(first: date, last: date) -> str:
    """Such as `12 Oct`, `12–14 Oct`, `30 Sep–2 Oct`, `30 Dec 2025–2 Jan 2026`."""
    if first == last:
        return day_text(first)
    if first.year != last.year:
        return f"{day_text(first)} {first.year}–{day_text(last)} {last.year}"
    return f"{first.day}–{day_text(last)}" if first.month == last.month else f"{day_text(first)}–{day_text(last)}"


def day_text(d: date) -> str:
    """Such as `12 Oct`."""
    return f"{d.day} {MONTHS[d.month - 1]}"


def _counted(count: int, noun: str) -> str:
    if count == 0:
        return f"no {noun}"
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
