-- The browser and a deploy ask for a beat; whether one runs is said by the worker alone. A request that came as "running" would hold
-- every other one.

revoke insert on heartbeat.beat from hb_app, hb_config;
grant insert (trigger, requested, ingest, requested_at) on heartbeat.beat to hb_app, hb_config;
