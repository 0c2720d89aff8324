"""A few words find their place, also when they are only begun or mistyped."""

from heartbeat.app import documented_program
from heartbeat.cli.reference import read_commands
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.document import searched
from heartbeat.surfaces.docs.library import read_book
from heartbeat.surfaces.docs.search.excerpt import excerpt
from heartbeat.surfaces.docs.search.index import Index

PAGES = (
    Page(
        "ingest", "Ingest", "# Ingest\n\nRows arrive.\n\n## Comparing\n\nA run may reconcile rows with their source.\n", "product"
    ),
    Page(
        "sources", "Sources", "# Sources\n\nSay `reconcile: daily`, and the source is compared.\n\n## Café\n\nCrème.\n", "product"
    ),
    Page(
        "metrics/stuck_payments",
        "Stuck payments",
        "# Stuck payments\n\nPayments that wait.\n\n## SQL\n\n```sql\nselect 1\n```\n",
        "workspace",
    ),
)


def found(query: str) -> list[tuple[str, str]]:
    return [(hit.place.page.path, hit.place.section.anchor) for hit in Index(PAGES).find(query, 10)]


def test_a_section_is_found_with_its_anchor() -> None:
    assert found("comparing rows")[0] == ("ingest", "comparing")


def test_a_title_counts_more_than_the_text() -> None:
    assert found("sources")[0] == ("sources", "sources")


def test_each_page_is_found_once() -> None:
    assert [path for path, _ in found("reconcile")] == ["ingest", "sources"]


def test_the_beginning_of_a_word_does() -> None:
    assert found("reconc") == found("reconcile")


def test_a_letter_may_be_wrong_missing_doubled_or_exchanged() -> None:
    for typed in ("reconcilw", "recncile", "reconncile", "recnocile"):
        assert found(typed) == found("reconcile"), typed


def test_what_nobody_wrote_is_not_found() -> None:
    assert found("xylophone") == []
    assert found("") == []
    assert found("?!") == []


def test_an_id_is_found_whole_and_by_its_parts() -> None:
    assert found("stuck_payments")[0][0] == "metrics/stuck_payments"
    assert found("stuck")[0][0] == "metrics/stuck_payments"
    assert found("payments_stuck")[0][0] == "metrics/stuck_payments"


def test_accents_do_not_matter() -> None:
    assert found("cafe") == [("sources", "café")]


def test_code_is_searched_too() -> None:
    assert found("select") == [("metrics/stuck_payments", "sql")]


def test_who_has_all_the_words_comes_first() -> None:
    assert found("reconcile daily")[0][0] == "sources"


def test_an_excerpt_marks_the_hit_and_says_that_it_goes_on() -> None:
    parts = excerpt("before " * 40 + "the needle here" + " after" * 40, {"needle"})
    assert ("needle", True) in parts
    text = "".join(text for text, _ in parts)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 220


def test_an_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt("Only the title has it.", {"other"}) == [("Only the title has it.", False)]


def test_stop_words_do_not_count_unless_nothing_else_was_asked() -> None:
    assert found("what is a source") == found("source")
    assert found("the")


def test_a_word_of_two_letters_is_marked_only_whole() -> None:
    assert [text for text, is_hit in excerpt("To tell it to totals.", {"to"}) if is_hit] == ["To", "to"]
    assert found("re") == []


def test_pages_aside_are_found_below_others() -> None:
    assert [hit.place.page.path for hit in Index(PAGES, frozenset({"ingest"})).find("rows", 10)][-1] == "ingest"
    whole = read_book(None, documented_program(read_commands))
    assert searched(whole).find("time zone of a cut", 3)[0].place.page.path == "cuts"
