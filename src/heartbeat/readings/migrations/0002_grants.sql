-- What each role may do in schemas heartbeat, landing and segments.

revoke all on schema heartbeat, landing, segments from public;

grant usage on schema heartbeat to hb_worker, hb_app, hb_config;
grant usage on schema landing to hb_loader, hb_worker, hb_app, hb_config;
grant usage on schema segments to hb_query, hb_worker, hb_app;
grant create on schema segments to hb_worker;

grant select on all tables in schema heartbeat to hb_worker, hb_app, hb_config;
grant select on all tables in schema landing to hb_loader, hb_worker, hb_app, hb_config;

-- ingest records what it delivered
grant insert, update, delete on landing.table_load, landing.source_run to hb_loader;

-- a beat: ledger, readings, state, history, board; pruning deletes readings and ledger rows
grant insert, update, delete on heartbeat.beat, heartbeat.beat_source, heartbeat.beat_metric, heartbeat.schedule_tick to hb_worker;
grant insert, update, delete on heartbeat.reading, heartbeat.metric_state, heartbeat.status_change to hb_worker;
grant insert, update on heartbeat.history to hb_worker;
grant update on heartbeat.board to hb_worker;
grant insert on heartbeat.operator_change to hb_worker;
grant update (verification_state) on heartbeat.metric_registry to hb_worker;

-- The browser and a deploy ask for a beat, and a second request widens the waiting one; whether one runs is said by the worker
-- alone: a request that came as "running" would hold every other one.
grant insert (trigger, requested, ingest, pressing, requested_at), update (requested, ingest, pressing) on heartbeat.beat
    to hb_app, hb_config;

-- the browser: operator changes, and what an edit publishes at once
grant insert on heartbeat.operator_change to hb_app;
grant update (owner, verification_state, norm_value, alert_value, target_value, target_due_date) on heartbeat.metric_registry to hb_app;
grant insert, update on heartbeat.metric_state, heartbeat.status_change, heartbeat.history to hb_app;
grant update (board_version) on heartbeat.reading to hb_app;
grant update on heartbeat.board to hb_app;

-- deploy: the registries, and the state of what it changes
grant insert, update, delete on heartbeat.metric_registry, heartbeat.source_registry to hb_config;
grant insert, update on heartbeat.workspace to hb_config;
grant insert, update, delete on heartbeat.metric_state to hb_config;
grant insert on heartbeat.operator_change, heartbeat.status_change to hb_config;
grant insert, update on heartbeat.history to hb_config;
grant update (board_version) on heartbeat.reading, heartbeat.status_change to hb_config;
grant update on heartbeat.board to hb_config;
