-- The house in the database: schemas, registries, readings, beats, board, landing.
--
-- Role names are written with the default prefix `hb_`; the migration runner replaces the prefix when another one is configured.
-- Every time is timestamptz (UTC). A `d` is a calendar day in the workspace's time zone. Migrations only go forward.

create schema heartbeat;
create schema landing;
create schema segments;

comment on schema heartbeat is 'The read model: registries, readings, history, beats, board. Written by room readings only.';
comment on schema landing is 'What ingest delivered, table by table. Written by room marts only.';

-- What was deployed ------------------------------------------------------------------------------------------------------

create table heartbeat.workspace (
    id             int primary key default 1 check (id = 1),
    timezone       text not null,          -- of the settings, where SQL finds it
    settings       jsonb not null,          -- heartbeat.yaml as deployed, placeholders unexpanded
    content_hash   text not null,           -- over all files of the workspace
    git_commit     text,                    -- null outside a git repository
    deployed_at    timestamptz not null
);

create table heartbeat.source_registry (
    source_id      text primary key,
    kind           text not null,
    file           text not null,
    definition     jsonb not null,          -- the source file as parsed, placeholders unexpanded
    content_hash   text not null,
    git_commit     text,
    deployed_at    timestamptz not null
);

create table heartbeat.metric_registry (
    metric_id            text primary key,
    area                 text not null,     -- folder under metrics/, '' at the top
    file                 text not null,     -- path below the workspace, for messages that name the file to edit
    code                 text not null unique deferrable,  -- two metrics may swap theirs in one deploy
    name                 text not null,
    period               text not null,
    unit                 text not null,
    direction            text not null,
    description          text not null,
    how_to_read          text not null,
    methodology          text,
    sources              text[] not null,   -- as declared in the header
    tables               text[] not null,   -- dataset.table that value, history and crosscheck read, from the parsed SQL
    value_sql            text not null,
    history_sql          text,
    crosscheck_sql       text,
    uses_as_of           boolean not null,
    uses_now             boolean not null,
    backfill             boolean not null,
    typical              jsonb,             -- null (off) or {"days": 30, "side": "both"}
    min_n                bigint,
    decimals             int,
    priority             int not null,
    page_on              text not null,
    page_on_typical      boolean not null,
    for_readings         int not null,
    keep_readings        int not null,
    clear_value          double precision,
    links                jsonb not null,
    file_norm_value      double precision,  -- the file's own lines and owner at the last deploy
    file_alert_value     double precision,
    file_target_value    double precision,
    file_target_due_date date,
    file_owner           text,
    definition_hash      text not null,
    content_hash         text not null,
    git_commit           text,
    deployed_at          timestamptz not null,
    catalog_position     int not null,      -- fixed order of the normal tiles: area, then name of the file
    -- the six operator columns: what people change in the browser
    owner                text,
    verification_state   text not null default 'unverified' check (verification_state in ('unverified', 'verified', 'changed')),
    norm_value           double precision,
    alert_value          double precision,
    target_value         double precision,
    target_due_date      date,
    -- a line that is no number is never crossed, and lines against the direction cross too early: both would be told by no tile
    constraint lines_are_finite check (
        greatest(abs(norm_value), abs(alert_value), abs(target_value)) < 'infinity'),
    constraint lines_fit_the_direction check (
        case direction when 'up' then norm_value >= alert_value when 'down' then norm_value <= alert_value end is not false)
);

-- Every edit of an operator column, by whom and why; kept forever.
create table heartbeat.operator_change (
    id             bigint generated always as identity primary key,
    metric_id      text not null,
    column_name    text not null,
    value_from     text,
    value_to       text,
    changed_by     text not null,           -- as given; 'deploy' or 'ingest' when a changed definition or column ended a verification
    changed_at     timestamptz not null,
    reason         text
);
create index operator_change_metric on heartbeat.operator_change (metric_id, changed_at desc);

-- The beat ledger ----------------------------------------------------------------------------------------------------------

create table heartbeat.beat (
    beat_id        bigint generated always as identity primary key,  -- the fence, and `job_id` over HTTP
    state          text not null default 'queued'
                   check (state in ('queued', 'running', 'done', 'abandoned')),
    trigger        text not null check (trigger in ('ui', 'cron', 'cli', 'api', 'deploy')),
    requested      jsonb not null,          -- "all" or a sorted list of metric ids
    ingest         boolean not null default true,
    requested_at   timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    phase          text check (phase in ('ingest', 'measure', 'publish')),
    board_version  bigint,                  -- what it published
    pressing       jsonb not null default '[]',  -- sorted metric ids whose tables are read whatever the schedule of their sources
    workspace_hash text                     -- content_hash of the workspace as the beat began; null while it waits
);
-- Single flight: at most one beat runs and at most one waits.
create unique index beat_one_running on heartbeat.beat (state) where state = 'running';
create unique index beat_one_queued on heartbeat.beat (state) where state = 'queued';

create table heartbeat.beat_source (
    beat_id        bigint not null references heartbeat.beat,
    source_id      text not null,
    dataset        text not null,
    state          text not null check (state in ('waiting', 'running', 'ok', 'error', 'held')),
    tables         int,                     -- tables finished
    rows           bigint,                  -- rows landed
    seconds        double precision,
    error          text,
    note           text,                    -- of a run that went well: tables and columns that are gone, a line each
    primary key (beat_id, dataset)
);

create table heartbeat.beat_metric (
    beat_id        bigint not null references heartbeat.beat,
    metric_id      text not null,
    outcome        text not null check (outcome in ('waiting', 'running', 'executed', 'carried', 'stood_still', 'error')),
    why            text,                    -- in words: "no table it reads has been read since"
    seconds        double precision,
    error          text,
    primary key (beat_id, metric_id)
);

-- Ticks of the schedule are rows, so one that was missed runs once at the next start.
create table heartbeat.schedule_tick (
    schedule       text not null,           -- 'beat', 'daily', ...
    tick_at        timestamptz not null,
    taken_at       timestamptz not null,
    beat_id        bigint references heartbeat.beat,
    primary key (schedule, tick_at)
);

-- Readings -----------------------------------------------------------------------------------------------------------------

create table heartbeat.reading (
    reading_id      bigint generated always as identity primary key,
    metric_id       text not null,
    seq             bigint not null,        -- the metric's own counter; also moved by an operator's edit
    as_of           timestamptz not null,
    source_as_of    timestamptz,
    computed_at     timestamptz not null,
    beat_id         bigint not null,
    value           double precision,       -- null: no_data or error
    n               bigint,
    status          text not null check (status in ('red', 'amber', 'green')),
    reason          text not null,
    health          text not null check (health in ('ok', 'error', 'no_data')),
    error           text,
    definition_hash text not null,
    loads           jsonb not null,         -- {dataset.table: load_id} behind the value
    carried         boolean not null default false,
    seconds         double precision,
    board_version   bigint,                 -- null until published
    unique (metric_id, seq)
);
create index reading_metric on heartbeat.reading (metric_id, as_of desc);
create index reading_unpublished on heartbeat.reading (beat_id) where board_version is null;

-- The latest of each metric: what the next commit judges against.
create table heartbeat.metric_state (
    metric_id       text primary key,
    seq             bigint not null,
    beat_id         bigint not null,        -- fence of the last commit
    value           double precision,       -- last good value; health tells whether the last attempt was good
    n               bigint,
    as_of           timestamptz,            -- of the last good value
    source_as_of    timestamptz,            -- of the last good value
    computed_at     timestamptz,            -- of the last attempt
    definition_hash text not null,          -- of the last good value; '' without one, or when the unit changed since
    status          text not null,
    reason          text not null,
    since           timestamptz not null,   -- when this status began
    changed_from    text,                   -- status before it; null for the first
    value_before    double precision,       -- value before the last change of status
    health          text not null,
    health_since    timestamptz not null,
    error           text,
    typical         jsonb,                  -- {"mean", "stddev", "n"} as judged, or null
    loads           jsonb not null          -- {dataset.table: load_id} behind the last good value
);

create table heartbeat.history (
    metric_id       text not null,
    d               date not null,
    value           double precision not null,
    n               bigint,
    status          text,                   -- null for backfilled days: nobody was shown a verdict
    origin          text not null check (origin in ('observed', 'backfill')),
    definition_hash text not null,
    as_of           timestamptz not null,
    board_version   bigint,                 -- null until published
    primary key (metric_id, d)
);
create index history_of_days on heartbeat.history (d, metric_id);  -- the sparklines of all metrics in one read
create index history_unpublished on heartbeat.history (metric_id) where board_version is null;

-- Changes of status as the wall showed them: the footer and, later, the incidents.
create table heartbeat.status_change (
    id              bigint generated always as identity primary key,
    metric_id       text not null,
    at              timestamptz not null,
    status_from     text,
    status_to       text not null,
    cause           text not null check (cause in ('reading', 'operator', 'deploy')),
    beat_id         bigint,
    board_version   bigint
);
create index status_change_recent on heartbeat.status_change (at desc);
create index status_change_unpublished on heartbeat.status_change (metric_id) where board_version is null;

-- One stored document that every screen reads. Every writer locks this row first.
create table heartbeat.board (
    id              int primary key default 1 check (id = 1),
    version         bigint not null,
    published_at    timestamptz,            -- null: nothing was published yet
    document        jsonb                   -- the answer of GET /api/cockpit
);
insert into heartbeat.board (id, version) values (1, 0);

-- Landing ------------------------------------------------------------------------------------------------------------------

-- One row per finished table and run, also when nothing was new. The newest row of a table is its state.
create table landing.table_load (
    id             bigint generated always as identity primary key,
    source_id      text not null,
    dataset        text not null,
    table_name     text not null,
    load_id        text,                    -- dlt's; null when nothing was new
    checked_at     timestamptz not null,    -- the database's time just before the table's extraction began
    disposition    text not null check (disposition in ('merge', 'append', 'replace')),
    cursor_column  text,
    cursor_value   text,                    -- as Postgres writes it; ours, dlt keeps no incremental state
    rows           bigint not null,         -- rows delivered
    total_rows     bigint not null,         -- rows in the table afterwards
    seconds        double precision not null,
    note           text,                    -- drift, the reason of a full reload, ...
    changed_columns jsonb,                  -- {column: what became of it, in words}; null when nothing changed
    starts_anew    boolean not null default false  -- what the cursor said before means nothing from here on
);
create index table_load_newest on landing.table_load (dataset, table_name, id desc);
-- The last load that brought rows, found at once also for a table that has been checked for a year and never changed.
create index table_load_with_rows on landing.table_load (dataset, table_name, id desc) where load_id is not null;
create index table_load_changed on landing.table_load (dataset, table_name, id) where changed_columns is not null;

-- One row per run of a source, so that "unreachable since" can be said.
create table landing.source_run (
    id             bigint generated always as identity primary key,
    source_id      text not null,
    dataset        text not null,
    is_whole       boolean not null,        -- false: some tables of the dataset were asked for
    started_at     timestamptz not null,
    ended_at       timestamptz,
    state          text not null check (state in ('running', 'ok', 'error', 'held')),
    error_code     text,
    error          text
);
create index source_run_newest on landing.source_run (source_id, dataset, id desc);
