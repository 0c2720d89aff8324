-- What a running beat does not cover of a request that joins it, though both are for "all".

-- A metric asked for by its id wants its sources read now; a beat for "all" reads what is due.
alter table heartbeat.beat add column pressing jsonb not null default '[]';
comment on column heartbeat.beat.pressing is 'Sorted ids of metrics whose tables are read whatever the schedule of their sources says.';

-- A beat works with what was deployed when it began.
alter table heartbeat.beat add column workspace_hash text;
comment on column heartbeat.beat.workspace_hash is 'content_hash of the workspace as the beat began; null while it waits.';

grant insert (pressing), update (pressing) on heartbeat.beat to hb_app;
grant insert (pressing), update (pressing) on heartbeat.beat to hb_config;
