-- Audit pages: which cuts, pages and charts are deployed, what the cuts computed last, and which segment an entity belongs to.

create table heartbeat.audit_page (
    page           text primary key,
    title          text not null,
    file           text,                    -- cuts/<page>.md; null for a page without a text
    text           text not null,           -- Markdown without the title; a line `[[cut_id]]` is the place of a cut
    position       int not null,            -- order of the pages
    content_hash   text not null,
    git_commit     text,
    deployed_at    timestamptz not null
);

create table heartbeat.audit_cut_registry (
    cut_id             text primary key,
    page               text not null references heartbeat.audit_page deferrable initially deferred,
    file               text not null,
    title              text not null,
    cut_order          int not null,
    chart              text not null,
    windows            text[] not null,
    window_default     text not null,
    how_to_read        text not null,
    methodology        text,
    sources            text[] not null,
    metrics            jsonb not null,      -- {metric_id: role} as the module says; all links are in metric_cut_link
    module             text not null,       -- the module as it stands in its file: what runs is what was deployed
    file_owner         text,                -- the file's own owner at the last deploy
    definition_hash    text not null,
    content_hash       text not null,
    git_commit         text,
    deployed_at        timestamptz not null,
    -- the two operator columns
    owner              text,
    verification_state text not null default 'unverified' check (verification_state in ('unverified', 'verified', 'changed'))
);

-- A chart that the workspace draws itself.
create table heartbeat.audit_chart (
    kind           text primary key,
    file           text not null,
    module         text not null,           -- JavaScript
    content_hash   text not null,
    git_commit     text,
    deployed_at    timestamptz not null
);

-- Which cuts belong to which metrics, as the files of both say; a deploy writes all of them anew.
-- `declared_in` names the files: 'metric', 'cut' or 'both'.
create table heartbeat.metric_cut_link (
    metric_id      text not null,
    cut_id         text not null,
    role           text not null check (role in ('explains', 'drilldown')),
    declared_in    text not null check (declared_in in ('metric', 'cut', 'both')),
    primary key (metric_id, cut_id)
);
create index metric_cut_link_cut on heartbeat.metric_cut_link (cut_id);

-- Every edit of an operator column of a cut, by whom and why; kept for ever.
create table heartbeat.audit_cut_change (
    id             bigint generated always as identity primary key,
    cut_id         text not null,
    column_name    text not null,
    value_from     text,
    value_to       text,
    changed_by     text not null,           -- as given; 'deploy' when a changed module ended a verification
    changed_at     timestamptz not null,
    reason         text
);
create index audit_cut_change_cut on heartbeat.audit_cut_change (cut_id, changed_at desc);

-- What a cut computed last for a window, and how its last try ended. A failure leaves the payload as it was.
create table heartbeat.audit_cut_snapshot (
    cut_id          text not null references heartbeat.audit_cut_registry on delete cascade,
    time_window     text not null,
    payload         jsonb,                  -- null until a try went well
    chart           text,                   -- kind of the payload: a changed module may draw another
    definition_hash text,                   -- of the module that computed the payload
    window_start    timestamptz,
    window_end      timestamptz,
    computed_at     timestamptz,
    source_as_of    timestamptz,            -- of the table of its sources that was read longest ago; null where none is known
    seconds         double precision,
    tried_at        timestamptz not null,
    error_code      text,                   -- of the last try; null when it went well
    error           text,
    hint            text,
    primary key (cut_id, time_window)
);

-- Who wants which cut computed anew. The newest request of a cut and window is enough.
create table heartbeat.audit_refresh (
    refresh_id     bigint generated always as identity primary key,
    cut_id         text not null references heartbeat.audit_cut_registry on delete cascade,
    time_window    text not null,
    state          text not null default 'queued' check (state in ('queued', 'running')),
    trigger        text not null check (trigger in ('ui', 'api', 'cli', 'cron', 'deploy')),
    requested_by   text,
    requested_at   timestamptz not null,
    started_at     timestamptz
);
create unique index audit_refresh_one_queued on heartbeat.audit_refresh (cut_id, time_window) where state = 'queued';

create table heartbeat.segment_registry (
    segment         text primary key,
    file            text not null,
    name            text not null,
    entity          text not null,
    description     text not null,
    segment_values  text[] not null,
    sql             text not null,
    tables          text[] not null,
    uses_as_of      boolean not null,
    methodology     text,
    owner           text,
    definition_hash text not null,
    content_hash    text not null,
    git_commit      text,
    deployed_at     timestamptz not null
);

-- How the last snapshot of a segment ended.
create table heartbeat.segment_state (
    segment        text primary key,
    tried_at       timestamptz not null,
    taken_at       timestamptz,             -- of the last one that went well
    d              date,                    -- its day in the workspace's time zone
    entities       bigint,
    moved          bigint,                  -- of them with another value than the day before
    seconds        double precision,
    error_code     text,
    error          text,
    hint           text
);

-- What the workspace's own docs/ say.
create table heartbeat.workspace_page (
    path           text primary key,        -- below docs/, with forward slashes, without .md
    file           text not null,
    title          text not null,
    text           text not null,
    content_hash   text not null,
    git_commit     text,
    deployed_at    timestamptz not null
);

-- The schema that metric SQL and cuts read -----------------------------------------------------------------------------------

create table segments.membership (
    segment        text not null,
    entity         text not null,
    value          text not null,
    from_d         date not null,           -- first day that it holds
    to_d           date,                    -- first day that it holds no more; null while it holds
    primary key (segment, entity, from_d),
    check (to_d > from_d)
);
create index membership_open on segments.membership (segment, value) where to_d is null;

create table segments.snapshot (
    segment        text not null,
    d              date not null,
    taken_at       timestamptz not null,
    as_of          timestamptz not null,    -- the moment it tells of: up to when its tables had been read; of a past day its end
    entities       bigint not null,
    primary key (segment, d)
);

-- A row for each entity and each day that was looked at.
create view segments.daily as
select m.segment, m.entity, m.value, s.d
  from segments.snapshot s
  join segments.membership m on m.segment = s.segment and m.from_d <= s.d and (m.to_d is null or m.to_d > s.d);

comment on table segments.membership is 'Which value of a segment an entity has, from which day on, until which.';
comment on view segments.daily is 'The same, a row for each day of a snapshot.';

-- Rights -------------------------------------------------------------------------------------------------------------------------

grant select on heartbeat.audit_page, heartbeat.audit_cut_registry, heartbeat.audit_chart, heartbeat.metric_cut_link,
    heartbeat.audit_cut_change, heartbeat.audit_cut_snapshot, heartbeat.audit_refresh, heartbeat.segment_registry,
    heartbeat.segment_state, heartbeat.workspace_page to hb_worker, hb_app, hb_config;
grant select on segments.membership, segments.snapshot, segments.daily to hb_query, hb_worker, hb_app, hb_config;
grant usage on schema segments to hb_config, hb_loader;
grant select on segments.snapshot to hb_loader;  -- up to when a segment is told is part of what has landed

grant insert, update, delete on heartbeat.audit_page, heartbeat.audit_cut_registry, heartbeat.audit_chart, heartbeat.metric_cut_link,
    heartbeat.segment_registry, heartbeat.workspace_page to hb_config;
grant insert on heartbeat.audit_cut_change, heartbeat.audit_refresh to hb_config;
grant update (trigger, requested_by, requested_at) on heartbeat.audit_refresh to hb_config, hb_app;

grant insert, update, delete on heartbeat.audit_cut_snapshot, heartbeat.audit_refresh, heartbeat.segment_state to hb_worker;
grant insert, update, delete on segments.membership, segments.snapshot to hb_worker;

grant update (owner, verification_state) on heartbeat.audit_cut_registry to hb_app;
grant insert on heartbeat.audit_cut_change to hb_app;
grant insert (cut_id, time_window, trigger, requested_by, requested_at) on heartbeat.audit_refresh to hb_app;

-- The guard: what a file declares changes only through `heartbeat deploy` (0003_guard.sql says how it decides).

create function heartbeat.guard_cut_registry() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    operator_columns constant text[] := array['owner', 'verification_state'];
    was     jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
    ended   boolean := was ->> 'verification_state' = 'verified' and becomes ->> 'verification_state' = 'changed';
    kept    boolean := was ->> 'verification_state' = becomes ->> 'verification_state';
    file    text := coalesce(was ->> 'file', becomes ->> 'file');
begin
    if session_user = 'hb_config' then
        if tg_op = 'DELETE' or kept or ended or (tg_op = 'INSERT' and becomes ->> 'verification_state' = 'unverified') then
            return null;
        end if;
        raise exception 'Cut "%" (%) cannot be verified by a deploy.', becomes ->> 'cut_id', file
            using errcode = 'insufficient_privilege', hint = 'Its owner verifies it in the browser.';
    elsif session_user = 'hb_app' and tg_op = 'UPDATE' and was - operator_columns = becomes - operator_columns
          and (kept or becomes ->> 'verification_state' <> 'changed') then
        return null;
    end if;
    raise exception 'Cut "%" is declared in %: "%" may not % it here.', coalesce(was ->> 'cut_id', becomes ->> 'cut_id'),
        file, session_user, lower(tg_op)
        using errcode = 'insufficient_privilege', hint = format('Edit %s and run "heartbeat deploy".', file);
end
$$;

create function heartbeat.guard_declared_table() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '%.% may not be emptied by "%": it is declared in files of the workspace.', tg_table_schema, tg_table_name,
        session_user
        using errcode = 'insufficient_privilege', hint = 'Remove the files and run "heartbeat deploy".';
end
$$;

revoke execute on function heartbeat.guard_cut_registry(), heartbeat.guard_declared_table() from public;

create trigger guard_rows after insert or update or delete on heartbeat.audit_cut_registry
    for each row execute function heartbeat.guard_cut_registry();
create trigger guard_rows after insert or update or delete on heartbeat.audit_page
    for each row execute function heartbeat.guard_declared_row();
create trigger guard_rows after insert or update or delete on heartbeat.audit_chart
    for each row execute function heartbeat.guard_declared_row();
create trigger guard_rows after insert or update or delete on heartbeat.segment_registry
    for each row execute function heartbeat.guard_declared_row();
create trigger guard_rows after insert or update or delete on heartbeat.workspace_page
    for each row execute function heartbeat.guard_declared_row();
create trigger guard_table before truncate on heartbeat.audit_cut_registry
    for each statement execute function heartbeat.guard_declared_table();
create trigger guard_table before truncate on heartbeat.audit_page
    for each statement execute function heartbeat.guard_declared_table();
create trigger guard_table before truncate on heartbeat.audit_chart
    for each statement execute function heartbeat.guard_declared_table();
create trigger guard_table before truncate on heartbeat.segment_registry
    for each statement execute function heartbeat.guard_declared_table();
create trigger guard_table before truncate on heartbeat.workspace_page
    for each statement execute function heartbeat.guard_declared_table();

alter table heartbeat.audit_cut_registry enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.audit_page enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.audit_chart enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.segment_registry enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.workspace_page enable always trigger guard_rows, enable always trigger guard_table;
