-- name: read_last_tick
-- The newest tick of a schedule that was taken; before the first one, the last deploy.
select coalesce((select max(tick_at) from heartbeat.schedule_tick where schedule = %(schedule)s),
                (select deployed_at from heartbeat.workspace));

-- name: take_tick
-- The key lets one of two workers take it.
insert into heartbeat.schedule_tick (schedule, tick_at, taken_at) values (%(schedule)s, %(tick_at)s, %(now)s)
on conflict do nothing
returning tick_at;

-- name: note_tick_beat
update heartbeat.schedule_tick set beat_id = %(beat_id)s where schedule = %(schedule)s and tick_at = %(tick_at)s;

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
