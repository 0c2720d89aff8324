"""How single values are written: durations, schedules, addresses, units. Each check gives the hint when the text is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from heartbeat.definitions.placeholders import malformed_in, names_in

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,7})([smhd])")
_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"().]+(\.[^@\s<>,;:\"().]+)*\.[^@\s<>,;:\"().]{2,}")
_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_]([A-Z]{2}|[0-9]{3}))?")
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_HOURS = re.compile(f"{_CLOCK}-{_CLOCK}")
_ANY_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
_URL = re.compile(r"https?://[^\s/]+\S*")

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
    CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
    MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG XAU XAG XPT XPD XDR CLF UYI BOV CHE CHW COU MXV USN
    """.split()  # noqa: SIM905 - a list literal would take 180 lines
)
"""The codes of ISO 4217 that money is counted in: current ones, funds, and precious metals."""


def seconds_of(duration: str) -> int:
    """Seconds of a duration that `duration` has accepted."""
    return int(duration[:-1]) * _SECONDS[duration[-1]]


def duration(text: str) -> str | None:
    """Accepts 30s, 10m, 1h, 2d."""
    return None if _DURATION.fullmatch(text) else "Write a number and a unit, s, m, h or d: 30s, 10m, 1h."


def cron(text: str) -> str | None:
    """Accepts a cron expression of five fields that ever comes due."""
    hint = "Write the five fields minute, hour, day, month, weekday: 17 * * * *."
    if len(text.split()) != 5:
        return hint
    try:
        next(CronSim(text, _ANY_MOMENT))
    except CronSimError as error:
        return f"{hint} ({error})"
    except StopIteration:
        return f"This never comes due. {hint}"
    return None


def frequency(text: str) -> str | None:
    """Accepts hourly, daily or a cron expression."""
    return None if text in ("hourly", "daily") or cron(text) is None else "Write hourly, daily or a cron expression: 17 * * * *."


def email(text: str) -> str | None:
    """Accepts what looks like an email address."""
    return None if _EMAIL.fullmatch(text) and len(text) <= 254 else "Write an email address: ada@example.com."


def currency(text: str) -> str | None:
    """Accepts a code of ISO 4217."""
    if text in CURRENCIES:
        return None
    return f"Write {text.upper()}." if text.upper() in CURRENCIES else "Write a code of ISO 4217: EUR, USD, CHF."


def timezone(text: str) -> str | None:
    """Accepts a time zone of the IANA database."""
    try:
        # A path, an empty text and an unknown name raise three different errors.
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        return "Write a name of the IANA database: Europe/Vilnius, America/New_York, UTC."
    return None


def locale(text: str) -> str | None:
    """Accepts a language with an optional script and region."""
    return None if _LOCALE.fullmatch(text) else "Write a language, with a region where it matters: en, de-CH, pt-BR."


def hours(text: str) -> str | None:
    """Accepts a span of the day, over midnight or not."""
    if not _HOURS.fullmatch(text):
        return "Write from and to on a 24-hour clock, in quotes: '22:00-07:00'."
    start, _, end = text.partition("-")
    return "They end when they begin. Write from and to: '22:00-07:00'." if start == end else None


def clock(text: str) -> str | None:
    """Accepts a time of the day."""
    return None if re.fullmatch(_CLOCK, text) else "Write a time on a 24-hour clock, in quotes: '09:00'."


def web_address(text: str) -> str | None:
    """Accepts an http address or a placeholder for one."""
    return placeholders(text) if names_in(text) or _is_address(text) else "Write an address: https://heartbeat.example.com."


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(_URL.fullmatch(text) and parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that is not closed, a port that is no number
        return False


def placeholders(text: str) -> str | None:
    """Accepts a text whose placeholders are whole."""
    return "Write ${NAME}; a literal ${ is written $${." if malformed_in(text) else None
