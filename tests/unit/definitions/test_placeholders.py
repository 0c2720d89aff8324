"""Values from the environment."""

import pytest

from heartbeat.definitions.placeholders import expand, malformed_in, names_in
from heartbeat.errors import ConfigError


def test_each_placeholder_becomes_its_value_and_no_value_is_expanded_again() -> None:
    assert expand("a ${X} ${Y} ${X}", {"X": "1", "Y": "${X}"}) == "a 1 ${X} 1"


def test_a_doubled_dollar_writes_the_braces_as_they_are() -> None:
    assert expand("$${X} and $5", {}) == "${X} and $5"
    assert names_in("$${X} ${Y}") == ("Y",)


def test_every_unset_name_is_told_once() -> None:
    with pytest.raises(ConfigError, match=r"variables are not set: A_URL, B\.") as refused:
        expand("${A_URL} ${B} ${A_URL} ${C}", {"C": ""})
    assert "Set them" in refused.value.hint


@pytest.mark.parametrize("nothing", ["", "  "])
def test_a_variable_that_holds_nothing_is_told_apart_from_one_that_is_not_set(nothing: str) -> None:
    with pytest.raises(ConfigError, match=r"variable is empty: SHOP_URL\.") as refused:
        expand("${SHOP_URL} ${OTHER}", {"SHOP_URL": nothing, "OTHER": "x"})
    assert "Set it" in refused.value.hint


@pytest.mark.parametrize("text", ["${", "${}", "${1A}", "${a b}", "x${open"])
def test_what_is_no_placeholder_is_refused(text: str) -> None:
    assert malformed_in(text)
    with pytest.raises(ConfigError, match="Not a placeholder"):
        expand(text, {})
