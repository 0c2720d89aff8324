"""What is stored as JSON comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from heartbeat.definitions.kinds import FileSet, FilesReading, RestEndpoint, RestReading, WebhookReading
from heartbeat.definitions.model import SourceDefinition, WorkspaceSettings
from heartbeat.definitions.secrets import expanded, names_of
from heartbeat.definitions.stored import settings_from_json, settings_to_json, source_from_json, source_to_json

words = st.text(min_size=1, max_size=12)
tuples = st.lists(words, max_size=3).map(tuple)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
some = st.dictionaries(words, words, max_size=3)
endpoints = st.builds(
    RestEndpoint,
    table=words,
    path=words,
    params=some,
    data=st.none() | words,
    since=st.none() | words,
    pagination=st.dictionaries(words, st.none() | st.booleans() | st.integers() | words, max_size=3),
    columns=some,
)
file_sets = st.builds(
    FileSet,
    table=words,
    glob=words,
    format=st.sampled_from(("csv", "jsonl", "parquet")),
    delimiter=words,
    encoding=words,
    columns=some,
)
readings = st.fixed_dictionaries(
    {
        "rest": st.none() | st.builds(RestReading, st.lists(endpoints, max_size=3).map(tuple), some, some),
        "files": st.none()
        | st.builds(FilesReading, st.lists(file_sets, max_size=3).map(tuple), st.sampled_from(("refuse", "skip"))),
        "webhook": st.none() | st.builds(WebhookReading, tuples, words, st.integers(1, 10**9)),
    }
)
declared = st.builds(
    SourceDefinition,
    source_id=words,
    file=words,
    kind=st.sampled_from(("postgres", "sql", "rest", "files", "webhook")),
    url=words,
    schemas=tuples,
    schedule=words,
    deadline_seconds=st.integers(1, 86400),
    tables=st.none() | tuples,
    skip_tables=tuples,
    drop_columns=st.dictionaries(words, tuples),
    primary_key=st.dictionaries(words, tuples),
    cursor=st.dictionaries(words, words),
    lag_seconds=st.integers(0, 86400),
    reconcile=st.sampled_from(("daily", "weekly", "off")),
    indexes=st.dictionaries(words, st.lists(tuples, max_size=3).map(tuple)),
    replace_ok=st.dictionaries(words, words),
    content_hash=words,
)
sources = st.builds(lambda source, parts: replace(source, **parts), declared, readings)
settings = st.builds(
    WorkspaceSettings,
    name=words,
    timezone=words,
    locale=words,
    currency=words,
    operators=tuples,
    people=st.dictionaries(words, st.dictionaries(words, json_values, max_size=3), max_size=3),
    schedule=st.dictionaries(words, words),
    readings_days=st.integers(1, 1000),
    public_url=st.none() | words,
    allowed_hosts=tuples,
    trusted_proxy=st.none() | words,
    proxy_user_header=words,
    proxy_role_header=st.none() | words,
    proxy_roles=st.dictionaries(words, words),
    alerts=st.dictionaries(words, json_values, max_size=4),
)


@given(sources)
def test_a_source_comes_back_as_it_was(source: SourceDefinition) -> None:
    assert source_from_json(json.loads(json.dumps(source_to_json(source)))) == source


@given(settings)
def test_settings_come_back_as_they_were(given_settings: WorkspaceSettings) -> None:
    assert settings_from_json(json.loads(json.dumps(settings_to_json(given_settings)))) == given_settings


@given(sources)
def test_a_key_of_another_version_does_no_harm(source: SourceDefinition) -> None:
    stored = source_to_json(source) | {"a_later_key": 1}
    del stored["replace_ok"]
    assert source_from_json(stored).source_id == source.source_id


@given(sources)
def test_a_source_that_asks_for_nothing_is_expanded_to_itself(source: SourceDefinition) -> None:
    assume("${" not in json.dumps(source_to_json(source)))
    assert names_of(source) == ()
    assert expanded(source, {}) == source
