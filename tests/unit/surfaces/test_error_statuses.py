"""Each error has one HTTP status, and each is decided on, not left over."""

from __future__ import annotations

from heartbeat import errors
from heartbeat.app import STATUS_OF, status_of
from heartbeat.definitions.problem import WorkspaceRefused


def leaves(cls: type[errors.HeartbeatError]) -> set[type[errors.HeartbeatError]]:
    below = {sub for sub in cls.__subclasses__() if sub.__module__.startswith(errors.__name__)}
    return {leaf for sub in below for leaf in leaves(sub)} if below else {cls}


def test_every_leaf_of_the_error_tree_has_a_row() -> None:
    raised_although_it_has_one_below = {errors.DatabaseUnavailable, errors.MetricNotFound, errors.CutFailed}
    assert leaves(errors.HeartbeatError) | raised_although_it_has_one_below == set(STATUS_OF)


def test_every_status_is_an_error() -> None:
    assert all(400 <= status <= 599 for status in STATUS_OF.values())


def test_a_subclass_elsewhere_takes_the_row_above_it() -> None:
    assert status_of(WorkspaceRefused) == STATUS_OF[errors.DefinitionError]


def test_an_inner_class_of_the_tree_is_a_fault_of_ours() -> None:
    assert status_of(errors.IngestError) == 500
