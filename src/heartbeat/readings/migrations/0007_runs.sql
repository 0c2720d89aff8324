-- What a person asks of past beats: how long each phase took, which beats had failures, what metrics cost.

-- When a beat began to measure and to publish; null in beats of older versions, and where it did not come so far.
alter table heartbeat.beat
    add column measure_at timestamptz,
    add column publish_at timestamptz;

create index beat_started on heartbeat.beat (started_at);
-- Failures are rare: found at once among a year of hourly beats.
create index beat_source_failed on heartbeat.beat_source (beat_id) where state in ('error', 'held');
create index beat_metric_failed on heartbeat.beat_metric (beat_id) where outcome = 'error';
-- The tables that were read while a beat ran.
create index table_load_checked on landing.table_load (checked_at);
