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

-- name: old_incidents
-- Those that ended before then, on screens as well, and have nothing left to tell.
select incident_id from heartbeat.incident i
 where state = 'closed' and closed_at < %(before)s and coalesce(shown_state, 'closed') = 'closed'
   and not exists (select from heartbeat.outbox o where o.incident_id = i.incident_id and o.state in ('held', 'queued', 'digest'));

-- name: prune_outbox
delete from heartbeat.outbox where incident_id = any(%(incident_ids)s);

-- name: prune_transitions
delete from heartbeat.incident_transition where incident_id = any(%(incident_ids)s);

-- name: prune_actions
delete from heartbeat.incident_action where incident_id = any(%(incident_ids)s);

-- name: prune_incidents
delete from heartbeat.incident where incident_id = any(%(incident_ids)s);

-- name: old_messages
-- Those that ended before then and of which no incident tells any more. The newest digest of each sort stays: it says when that was.
select message_id from heartbeat.message m
 where ended_at < %(before)s and not exists (select from heartbeat.outbox o where o.message_id = m.message_id)
   and (once_key is null or message_id not in (
       select max(message_id) from heartbeat.message where once_key is not null group by split_part(once_key, ':', 1)));

-- name: prune_attempts
delete from heartbeat.delivery_attempt where message_id = any(%(message_ids)s);

-- name: prune_messages
delete from heartbeat.message where message_id = any(%(message_ids)s);

-- name: prune_silences
delete from heartbeat.silence where coalesce(ended_at, ends_at) < %(before)s;
