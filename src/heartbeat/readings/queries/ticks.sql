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
