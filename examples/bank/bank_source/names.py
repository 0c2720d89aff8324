"""Names of people and companies as a European bank meets them, in several alphabets."""

from __future__ import annotations

from bank_source.chance import mix, pick

_FIRST = (
    "Anna", "Jonas", "Léa", "Matteo", "Zoë", "Åsa", "Søren", "Łukasz", "Jiří", "Çağla", "Iñigo", "Nuria", "Ольга", "Дмитро",
    "Ирина", "Ελένη", "Γιώργος", "נועה", "ليلى", "李娜", "美咲", "지우", "Priya", "Kwame",
)  # fmt: skip
_LAST = (
    "Schneider", "Kazlauskas", "Dubois", "Ricci", "van den Berg", "Lindqvist", "Møller", "Wiśniewski", "Dvořák", "Yıldız",
    "García", "Ferreira", "Коваленко", "Шевчук", "Соколова", "Παπαδοπούλου", "Νικολάου", "לוי", "حداد", "王", "佐藤", "김",
    "Sharma", "Mensah",
)  # fmt: skip
_TRADE = (
    "Logistics", "Bakery", "Solar", "Timber", "Medical", "Software", "Fisheries", "Ceramics", "Travel", "Foods", "Textile",
    "Оптика", "Ναυτιλία", "物产",
)  # fmt: skip
_PLACE = (
    "Baltic", "Nemunas", "Öresund", "Tatra", "Adria", "Lusitania", "Dnipro", "Aegean", "Rhein", "Fjord", "Danube", "Bohemia",
)  # fmt: skip
_FORM = ("UAB", "GmbH", "Oy", "SAS", "Sp. z o.o.", "S.r.l.", "ТОВ", "Α.Ε.", "s.r.o.", "AB")
COUNTRIES = ("LT", "DE", "PL", "FR", "ES", "IT", "NL", "SE", "CZ", "UA", "GR", "FI")


def person(number: int) -> str:
    """Given name and family name."""
    return f"{pick(_FIRST, mix(number, 11))} {pick(_LAST, mix(number, 12))}"


def company(number: int) -> str:
    """A company's name with its legal form."""
    return f"{pick(_PLACE, mix(number, 13))} {pick(_TRADE, mix(number, 14))} {pick(_FORM, mix(number, 15))}"


COUNTERPARTIES = tuple(company(number) if number % 3 else person(number) for number in range(400))
