"""Which section has which words, and how well each of them answers a question."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from threading import Lock

from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.search.sections import Section, sections_of

_WORD = re.compile(r"\w+")
_OF_TITLE, _OF_HEADING, _OF_PAGE = 6.0, 4.0, 1.5  # what a word is worth there; in the text it is worth one at most
_BEGUN, _MISTYPED = 0.7, 0.4  # of a word that only begins so, or that is a letter away
_LEAST_MISTYPED = 4
_LEAST_BEGUN = 3
_ASIDE = 0.4  # of a page that few readers mean
_LONGEST_QUERY = 12
_STOP = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have", "how", "i", "in"),
        *("is", "it", "its", "my", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when", "where", "which"),
        *("who", "why", "will", "with", "you", "your"),
    )
)
"""Words that say nothing of what is looked for."""
_MAKING = Lock()


@dataclass(frozen=True)
class Place:
    """A section of a page."""

    page: Page
    section: Section


@dataclass(frozen=True)
class Found:
    """A place that answers, and its words that did."""

    place: Place
    score: float
    words: frozenset[str]


class Index:
    """The words of all sections of some pages; those whose paths are `aside` count less."""

    def __init__(self, pages: tuple[Page, ...], aside: frozenset[str] = frozenset()) -> None:
        self._aside = aside
        self._places = [Place(page, section) for page in pages for section in sections_of(page.text)]
        self._worth: dict[str, dict[int, float]] = defaultdict(dict)
        for at, place in enumerate(self._places):
            for word, worth in _worth_of(place, is_first=place.section is sections_of(place.page.text)[0]).items():
                self._worth[word][at] = worth

    def find(self, query: str, limit: int) -> list[Found]:
        """The best place of each page that has the words, the best page first."""
        typed = list(dict.fromkeys(self._terms(query)))
        terms = ([term for term in typed if term not in _STOP] or typed)[:_LONGEST_QUERY]
        scores: dict[int, list[float]] = defaultdict(list)
        words: dict[int, set[str]] = defaultdict(set)
        for term in terms:
            for at, (score, word) in self._best(term).items():
                scores[at].append(score)
                words[at].add(word)
        # Who has only some of the words answers less than these say.
        ranked = sorted(scores, key=lambda at: (-self._weight(at) * sum(scores[at]) * (len(scores[at]) / len(terms)) ** 3, at))
        best: dict[str, Found] = {}
        for at in ranked:
            best.setdefault(self._places[at].page.path, Found(self._places[at], sum(scores[at]), frozenset(words[at])))
            if len(best) == limit:
                break
        return list(best.values())

    def _weight(self, at: int) -> float:
        return _ASIDE if self._places[at].page.path in self._aside else 1.0

    def _terms(self, query: str) -> Iterator[str]:
        """The words that were typed; `stuck_payments` in its parts only where nothing begins with the whole of it."""
        for word in _WORD.findall(_folded(query)):
            is_known = "_" not in word or any(each.startswith(word) for each in self._worth)
            yield from (word,) if is_known else filter(None, word.split("_"))

    def _best(self, term: str) -> dict[int, tuple[float, str]]:
        """For each place that has the term, how much that says, and by which of its words."""
        found: dict[int, tuple[float, str]] = {}
        for word, alike in self._alike(term):
            places = self._worth[word]
            rare = log(1 + len(self._places) / len(places))
            for at, worth in places.items():
                found[at] = max(found.get(at, (0.0, "")), (alike * rare * worth, word))
        return found

    def _alike(self, term: str) -> Iterator[tuple[str, float]]:
        if len(term) < _LEAST_BEGUN:  # it begins too many
            yield from ((word, 1.0) for word in (term,) if word in self._worth)
            return
        begun = [word for word in self._worth if word.startswith(term)]
        for word in begun:
            yield word, 1.0 if word in {term, f"{term}s"} else _BEGUN * (len(term) / len(word)) ** 0.5
        if not begun and len(term) >= _LEAST_MISTYPED:
            near = {word for without in (term, *_shortened(term)) for word in self._shortened.get(without, ())}
            yield from ((word, _MISTYPED) for word in sorted(near))

    @cached_property
    def _shortened(self) -> Mapping[str, list[str]]:
        """Every word by itself and by what is left of it without one letter: two that are a letter apart meet here."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._worth:
            if len(word) >= _LEAST_MISTYPED - 1:
                for without in {word, *_shortened(word)}:
                    found[without].append(word)
        return found


def index_of(pages: tuple[Page, ...], aside: frozenset[str] = frozenset()) -> Index:
    """The index of these pages; kept until one of them says something else. Who comes while it is made waits for that."""
    with _MAKING:
        return kept_index(pages, aside)


@lru_cache(maxsize=2)
def kept_index(pages: tuple[Page, ...], aside: frozenset[str]) -> Index:
    """The index, made or as it was made before."""
    return Index(pages, aside)


def words_of(text: str) -> Iterator[str]:
    """The words of a text in small letters without accents; of `stuck_payments` also its parts."""
    for word in _WORD.findall(_folded(text)):
        yield word
        if "_" in word:
            yield from (part for part in word.split("_") if part)


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


@lru_cache(maxsize=16384)
def _worth_in(text: str) -> Mapping[str, float]:
    """What each word of a text is worth for it: one at most, however often it is there."""
    return {word: count / (count + 1.5) for word, count in Counter(words_of(text)).items()}


def _worth_of(place: Place, *, is_first: bool) -> dict[str, float]:
    worth = dict(_worth_in(place.section.text))
    for word in set(words_of(place.section.heading)):
        worth[word] = worth.get(word, 0) + _OF_HEADING
    for word in {*words_of(place.page.title), *words_of(place.page.path)}:
        worth[word] = worth.get(word, 0) + (_OF_TITLE if is_first else _OF_PAGE)
    return worth


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
