"""Notation: how a rounded number is written. Decimal marks, currency signs, steps of magnitude; 1.8 s, 4:12, 1 h 29 m, 41 h."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

THIN_SPACE = "\u2009"
MINUS = "\u2212"

_POINT_LANGUAGES = frozenset(("en", "zh", "ja", "ko", "th", "he", "hi", "mt", "cy", "ga"))  # every other one writes a comma
_POINT_LOCALES = frozenset({"de-CH", "fr-CH", "it-CH", "es-MX", "es-US", "es-PR", "de-LI"})

_SIGN_LAST_LANGUAGES = {  # 12 €; every other one writes €12
    "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy", "is", "it",
    "ka", "kk", "lt", "lv", "mk", "nb", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "uk",
}  # fmt: skip
_SIGN_FIRST_LOCALES = {
    "de-AT", "de-CH", "de-LI", "it-CH", "pt-BR", "es-419", "es-AR", "es-CL", "es-CO", "es-EC", "es-GT", "es-MX", "es-PA",
    "es-PE", "es-PR", "es-US", "es-UY", "es-VE",
}  # fmt: skip

_SIGNS = {  # money without a line here or below is written with its code
    "EUR": "€", "GBP": "£", "INR": "₹", "ILS": "₪", "KRW": "₩", "NGN": "₦", "PHP": "₱", "RUB": "₽", "TRY": "₺", "UAH": "₴",
    "VND": "₫", "KZT": "₸", "GEL": "₾", "CRC": "₡", "PYG": "₲", "GHS": "₵", "AZN": "₼", "AMD": "֏", "BDT": "৳", "KHR": "៛",
}  # fmt: skip
_SHARED_SIGNS = {  # several countries write the same sign: bare only where it is the workspace's own money
    "USD": ("$", "US$"), "CAD": ("$", "CA$"), "AUD": ("$", "A$"), "NZD": ("$", "NZ$"), "HKD": ("$", "HK$"),
    "SGD": ("$", "S$"), "MXN": ("$", "MX$"), "TWD": ("$", "NT$"), "BRL": ("R$", "R$"), "JPY": ("¥", "JP¥"), "CNY": ("¥", "CN¥"),
}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """A step of magnitude: shown values are divided by `factor` and followed by `name`."""

    factor: Decimal
    name: str


ONE = Scale(Decimal(1), "")
_PLAIN_SCALES = (Scale(Decimal(10**12), "tn"), Scale(Decimal(10**9), "bn"), Scale(Decimal(10**6), "M"), Scale(Decimal(1000), "k"))
_MONEY_SCALES = tuple(Scale(scale.factor, "m" if scale.name == "M" else scale.name) for scale in _PLAIN_SCALES)
IN_FULL_BELOW = Decimal(10_000)
_SMALLEST, _LARGEST = Decimal("1e-6"), Decimal("1e16")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exact(value: float) -> Decimal:
    """The decimal number a person would have written for this float: 0.1 is 0.1."""
    return Decimal(repr(float(value)))


def scale_for(magnitude: Decimal, *, money: bool) -> Scale:
    """The step for a number of this size: in full below 10,000, then thousands, millions, billions; powers of ten at the ends."""
    if is_extreme(magnitude):
        power = magnitude.adjusted()
        return Scale(Decimal(1).scaleb(power), f"×10{str(power).translate(_RAISED)}")
    if magnitude < IN_FULL_BELOW:
        return ONE
    return next(scale for scale in (_MONEY_SCALES if money else _PLAIN_SCALES) if magnitude >= scale.factor)


def is_extreme(magnitude: Decimal) -> bool:
    """Whether a number is so large or so small that only a power of ten is readable."""
    return magnitude != 0 and not _SMALLEST <= magnitude < _LARGEST


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as people do; `-0` is `0`."""
    with localcontext() as context:
        context.prec = 400  # a float has up to 309 digits before the point
        return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def decimals_of(number: Decimal) -> int:
    """How many decimals a number needs to be written exactly."""
    with localcontext() as context:
        context.prec = 400
        exponent = number.normalize().as_tuple().exponent
    return max(0, -int(exponent))


def decimals_for(number: Decimal, significant: int) -> int:
    """Decimals that show this many significant digits; 0 has none."""
    return 0 if number == 0 else max(0, significant - 1 - number.adjusted())


def decimal_mark(locale: str) -> str:
    """The mark between whole and fraction in a locale such as `en`, `de` or `fr_CH`."""
    name, language = _names(locale)
    return "." if language in _POINT_LANGUAGES or name in _POINT_LOCALES else ","


def is_sign_last(locale: str) -> bool:
    """Whether a currency's sign stands after the amount in a locale: `84,0 m €`, and not `€84.0 m`."""
    name, language = _names(locale)
    return language in _SIGN_LAST_LANGUAGES and name not in _SIGN_FIRST_LOCALES


def _names(locale: str) -> tuple[str, str]:
    name = locale.replace("_", "-").split(".")[0]
    return name, name.split("-")[0].lower()


def write(number: Decimal, decimals: int, locale: str) -> str:
    """Digits with thin spaces between thousands, the locale's decimal mark and a true minus."""
    text = f"{rounded(number, decimals):,.{decimals}f}"
    return text.replace(".", "\0").replace(",", THIN_SPACE).replace("\0", decimal_mark(locale)).replace("-", MINUS)


def currency_sign(code: str, own: str) -> str:
    """What stands before an amount: the sign, or the code and a thin space for money without one."""
    if code in _SHARED_SIGNS:
        bare, named = _SHARED_SIGNS[code]
        return bare if code == own else named
    return _SIGNS.get(code, f"{code}{THIN_SPACE}")


_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_NAMES = {_DAY: "d", _HOUR: "h", _MINUTE: "m", 1: "s"}

# Up to which duration, and in which steps it is told: coarse first, finer where the coarse one would mislead.
_BANDS: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...] = (
    (10 * _HOUR, ((_HOUR, _MINUTE), (_HOUR, _MINUTE, 1))),
    (48 * _HOUR, ((_HOUR,), (_HOUR, _MINUTE), (_HOUR, _MINUTE, 1))),
    (10 * _DAY, ((_DAY, _HOUR), (_DAY, _HOUR, _MINUTE), (_DAY, _HOUR, _MINUTE, 1))),
)
_LONGEST: tuple[tuple[int, ...], ...] = ((_DAY,), (_DAY, _HOUR), (_DAY, _HOUR, _MINUTE), (_DAY, _HOUR, _MINUTE, 1))

Fits = Callable[[Decimal], bool]
"""Whether a rounded number of seconds may stand for the true one."""


def tell_duration(seconds: Decimal, decimals: int | None, locale: str, fits: Fits) -> tuple[str, str]:
    """The coarsest telling of a duration (0 or more) that fits: the number, and the unit printed small after it, or ''."""
    for candidate, text, unit in _tellings(seconds, decimals, locale):
        if fits(candidate):
            return text, unit
    return write(seconds, decimals_of(seconds), locale), "s"


def _tellings(seconds: Decimal, decimals: int | None, locale: str) -> Iterator[tuple[Decimal, str, str]]:
    if is_extreme(seconds):
        yield from _in_powers(seconds, locale)
    elif seconds < _MINUTE:
        yield from _in_seconds(seconds, decimals, locale)
    elif seconds < _HOUR:
        yield from _in_minutes(seconds, locale)
    else:
        for steps in next((steps for below, steps in _BANDS if seconds < below), _LONGEST):
            whole = rounded(seconds / steps[-1], 0) * steps[-1]
            yield (whole, *_in_steps(int(whole), steps, locale))


def _in_powers(seconds: Decimal, locale: str) -> Iterator[tuple[Decimal, str, str]]:
    scale = scale_for(seconds, money=False)
    figure = seconds.scaleb(-scale.factor.adjusted())
    for digits in range(2, max(2, decimals_of(figure)) + 1):
        shown = rounded(figure, digits)
        yield shown * scale.factor, write(shown, digits, locale), f"{scale.name} s"


def _in_seconds(seconds: Decimal, decimals: int | None, locale: str) -> Iterator[tuple[Decimal, str, str]]:
    least = decimals if decimals is not None else min(decimals_for(seconds, 2), decimals_of(seconds))
    for digits in range(least, max(least, decimals_of(seconds)) + 1):
        shown = rounded(seconds, digits)
        if shown >= _MINUTE:
            yield from _in_minutes(shown, locale)
        else:
            yield shown, write(shown, digits, locale), "s"


def _in_minutes(seconds: Decimal, locale: str) -> Iterator[tuple[Decimal, str, str]]:
    whole = rounded(seconds, 0)
    if whole >= _HOUR:
        yield (whole, *_in_steps(int(whole), (_HOUR,), locale))
    else:
        yield whole, "{}:{:02d}".format(*divmod(int(whole), _MINUTE)), ""


def _in_steps(whole: int, steps: tuple[int, ...], locale: str) -> tuple[str, str]:
    parts: list[tuple[int, str]] = []
    for step in steps:
        part, whole = divmod(whole, step)
        parts.append((part, _NAMES[step]))
    while len(parts) > 1 and parts[-1][0] == 0:
        parts.pop()
    first, name = parts[0]
    if len(parts) == 1:
        return write(Decimal(first), 0, locale), name
    rest = " ".join(f"{part:02d} {unit}" if unit in {"m", "s"} else f"{part} {unit}" for part, unit in parts[1:])
    return f"{write(Decimal(first), 0, locale)} {name} {rest}", ""


def size_text(size: int) -> str:
    """A size as Postgres tells it: `812 B`, `72 kB`, `1.3 MB`, `4.0 GB`."""
    amount, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.1f} {units[0]}" if amount < 10 and units[0] not in {"B", "kB"} else f"{amount:.0f} {units[0]}"
