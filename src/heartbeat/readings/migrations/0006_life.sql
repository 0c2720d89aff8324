-- The life of a metric: what its SQL read, what was found when somebody checked it, and what is kept of it when it is retired.

alter table heartbeat.beat_metric
    add column rows_read bigint;            -- from tables, by the statement of this beat; null where none ran

-- Of how many moments the value of a day that was filled in is the worst; null for a day that was observed or filled by an older version.
alter table heartbeat.history
    add column moments int;

-- A status may change because days that were filled in changed what is typical.
alter table heartbeat.status_change
    drop constraint status_change_cause_check,
    add constraint status_change_cause_check check (cause in ('reading', 'operator', 'deploy', 'typical'));

-- One row per retirement. A metric is retired while its newest row stands and the registry has none of its id.
create table heartbeat.retired_metric (
    id              bigint generated always as identity primary key,
    metric_id       text not null,
    retired_at      timestamptz not null,
    git_commit      text,                   -- of the deploy that found its file gone
    definition_hash text not null,
    definition      jsonb not null          -- its registry row as it stood
);
create index retired_metric_newest on heartbeat.retired_metric (metric_id, id desc);

-- What `heartbeat validate` found. The file is in the workspace as well; here every screen can read it.
create table heartbeat.metric_audit (
    id              bigint generated always as identity primary key,
    metric_id       text not null,
    audited_at      timestamptz not null,
    verdict         text not null check (verdict in ('pass', 'warn', 'fail')),
    definition_hash text not null,
    file            text not null,          -- below the workspace: docs/metric-audits/<date>-<metric_id>.md
    reasons         jsonb not null,         -- [{"code", "level", "sentence"}], the worst first
    document        text not null,          -- Markdown, as in the file
    content         jsonb not null          -- the same as blocks, so that a page need not parse it
);
create index metric_audit_newest on heartbeat.metric_audit (metric_id, id desc);

-- Every definition that was deployed: what a day, a verification or a retired id meant can still be read.
create table heartbeat.metric_definition (
    metric_id       text not null,
    definition_hash text not null,
    period          text not null,
    unit            text not null,
    direction       text not null,
    value_sql       text not null,
    history_sql     text,
    deployed_at     timestamptz not null,   -- when it counted first
    git_commit      text,
    primary key (metric_id, definition_hash)
);
insert into heartbeat.metric_definition
select metric_id, definition_hash, period, unit, direction, value_sql, history_sql, deployed_at, git_commit
  from heartbeat.metric_registry;

-- What a person verified. Who stands verified now has verified what is deployed: anything else had ended it.
alter table heartbeat.operator_change
    add column definition_hash text;        -- that stood when the change was made; null for changes of older versions
update heartbeat.operator_change c
   set definition_hash = r.definition_hash
  from heartbeat.metric_registry r
 where r.metric_id = c.metric_id and r.verification_state = 'verified'
   and c.id = (select max(v.id) from heartbeat.operator_change v
                where v.metric_id = c.metric_id and v.column_name = 'verification_state' and v.value_to = 'verified');

grant select on heartbeat.retired_metric, heartbeat.metric_audit, heartbeat.metric_definition to hb_worker, hb_app, hb_config;
grant insert on heartbeat.retired_metric, heartbeat.metric_definition to hb_config;
grant insert on heartbeat.metric_audit to hb_worker;
