-- How far a source's own log of writes had come when its rows were read, so that an older copy of it is known as one.

-- A log is that of one server and all replicas of it, until one of them takes its place.
create table landing.source_log (
    dataset        text not null,
    log            text not null,           -- as its kind names it; for Postgres, system identifier and timeline
    position       pg_lsn not null,         -- the highest up to which rows had been read that were published
    noted_at       timestamptz not null,
    primary key (dataset, log)
);

grant select on landing.source_log to hb_loader, hb_worker, hb_app, hb_config;
grant insert, update, delete on landing.source_log to hb_loader;
