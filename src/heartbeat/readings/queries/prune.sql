-- name: prune_ticks
-- The newest of each schedule stays: it says which ticks were missed.
delete from heartbeat.schedule_tick t
 where tick_at < %(before)s and tick_at < (select max(tick_at) from heartbeat.schedule_tick where schedule = t.schedule);

-- name: prune_readings
delete from heartbeat.reading where computed_at < %(before)s and board_version is not null;

-- name: prune_beat_sources
delete from heartbeat.beat_source using heartbeat.beat b
 where beat_source.beat_id = b.beat_id and b.ended_at < %(before)s;

-- name: prune_beat_metrics
delete from heartbeat.beat_metric using heartbeat.beat b
 where beat_metric.beat_id = b.beat_id and b.ended_at < %(before)s;

-- name: prune_beats
delete from heartbeat.beat b
 where ended_at < %(before)s and not exists (select from heartbeat.schedule_tick where beat_id = b.beat_id);
