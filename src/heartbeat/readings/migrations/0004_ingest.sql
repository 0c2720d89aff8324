-- Ingest, all of it: deliveries of webhooks, files that were read, comparisons with the source, long first loads.

alter table landing.table_load
    add column reason      text,    -- why this disposition, in words
    add column key_columns text[];  -- landed names of the key that a row is found by; empty when there is none
alter table landing.source_run
    add column hint        text,    -- what to do about its error
    add column failures    jsonb;   -- {table: {state, code, error, hint}} of the tables that failed or were held; null when none did

-- When a table was loaded anew in full, found at once among a year of hourly checks.
create index table_load_anew on landing.table_load (dataset, table_name, id desc) where starts_anew;

-- What came over POST /api/hooks/{source}, written before it is acknowledged. One row per id of a sender: a second delivery is the
-- same event. Ingest lands it from here.
create table landing.webhook_delivery (
    id             bigint generated always as identity primary key,
    source_id      text not null,
    webhook_id     text not null,           -- the sender's `webhook-id`
    sent_at        timestamptz not null,    -- the sender's signed `webhook-timestamp`
    received_at    timestamptz not null,
    event_type     text,                    -- `type` of the payload, where it has one
    payload        jsonb not null,
    unique (source_id, webhook_id)
);
create index webhook_delivery_newest on landing.webhook_delivery (source_id, received_at);

-- The files whose rows stand in a table: one that is as it was is not read again.
create table landing.file_load (
    source_id      text not null,
    dataset        text not null,
    table_name     text not null,
    file           text not null,           -- below the source's folder, with forward slashes
    modified_at    timestamptz not null,
    size           bigint not null,         -- bytes
    rows           bigint not null,
    rows_left_out  bigint not null default 0,  -- that could not be read; its source's file lets them be skipped
    loaded_at      timestamptz not null,    -- `checked_at` of the run that read it
    primary key (dataset, table_name, file)
);

-- Comparisons of a table with its source, and what they mended.
create table landing.reconciliation (
    id             bigint generated always as identity primary key,
    source_id      text not null,
    dataset        text not null,
    table_name     text not null,
    started_at     timestamptz not null,
    ended_at       timestamptz,
    state          text not null check (state in ('running', 'ok', 'error', 'held')),
    rows           bigint,                  -- compared at the source
    ranges         int,                     -- into which its rows were divided
    differing      int,                     -- ranges that were not the same
    deleted        bigint,                  -- rows removed here, because the source has them no more
    missed         bigint,                  -- rows that were never landed
    changed        bigint,                  -- rows that had changed without their cursor
    error          text
);
create index reconciliation_newest on landing.reconciliation (dataset, table_name, id desc);

-- Long first loads, table by table. A row that has ended is not loaded again when the command goes on after a crash.
create table landing.backfill (
    source_id      text not null,
    dataset        text not null,
    table_name     text not null,
    begun_at       timestamptz not null,    -- of the whole backfill
    is_again       boolean not null,        -- it loads also what stood before it
    started_at     timestamptz,
    ended_at       timestamptz,
    state          text not null check (state in ('waiting', 'running', 'ok', 'error', 'held')),
    rows           bigint,
    seconds        double precision,
    error          text,
    primary key (dataset, table_name)
);

grant select on landing.webhook_delivery, landing.file_load, landing.reconciliation, landing.backfill
    to hb_loader, hb_worker, hb_app, hb_config;
grant insert, update, delete on landing.webhook_delivery, landing.file_load, landing.reconciliation, landing.backfill to hb_loader;
-- the browser's door takes deliveries in
grant insert on landing.webhook_delivery to hb_app;
