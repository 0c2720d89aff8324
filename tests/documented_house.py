"""A database with something of each kind that the documentation tells of: metrics, a cut, a segment, a page of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from heartbeat.db import Database, Role
from integration.readings.small_house import apply, metric, workspace
from postgres_fixtures import Cluster, cloned_house

CUT = """insert into heartbeat.audit_page (page, title, text, position, content_hash, deployed_at)
values ('revenue', 'Revenue', '', 1, 'h', now());
insert into heartbeat.audit_cut_registry (cut_id, page, file, title, cut_order, chart, windows, window_default,
    how_to_read, sources, metrics, module, definition_hash, content_hash, deployed_at)
values ('fees_by_month', 'revenue', 'cuts/fees_by_month.py', 'Fees | by month', 1, 'bar', '{30d,90d}', '30d', 'Read **it**.',
    '{bank_core.payment}', '{}', 'META = {}', 'h', 'h', now());
insert into heartbeat.metric_cut_link values ('stuck', 'fees_by_month', 'explains', 'cut');
insert into heartbeat.workspace_page values ('fees', 'docs/fees.md', 'Our fees',
    E'# Our fees\\n\\n[SQL](../metrics/core/stuck.sql#sql)', 'h', null, now());
insert into heartbeat.segment_registry (segment, file, name, entity, description, segment_values, sql, tables, uses_as_of,
    definition_hash, content_hash, deployed_at)
values ('tier', 'segments/tier.sql', 'Tier', 'client', 'How large.', '{gold}', 'select 1', '{}', false, 'h', 'h', now())"""


@contextmanager
def documented_house(cluster: Cluster) -> Iterator[Database]:
    """That database, for as long as the context lasts."""
    with cloned_house(cluster) as database:
        told = {"how_to_read": "More is worse. <script>", "methodology": "See [settings](/docs/settings#secrets)."}
        apply(database, workspace(metric("stuck", "STUC", **told), metric("other", "OTHR")))
        with database.connect(Role.CONFIG) as connection:
            for statement in CUT.split(";\n"):
                connection.execute(statement)
        yield database
