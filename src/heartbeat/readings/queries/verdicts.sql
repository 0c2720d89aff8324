-- name: lock_metric
-- The registry row is the lock of its metric: readings and edits of one metric come one after another.
select metric_id from heartbeat.metric_registry where metric_id = %(metric_id)s for no key update;

-- name: read_law
-- What a value of this metric is judged by and where its incident stands, read after the lock so that no edit is missed.
select r.direction, r.norm_value, r.alert_value, r.target_value, r.typical, r.min_n, r.definition_hash, w.timezone, t.track,
       r.page_on, r.page_on_typical, r.for_readings, r.keep_readings, r.clear_value
  from heartbeat.metric_registry r cross join heartbeat.workspace w
  left join heartbeat.alert_track t on t.kind = 'threshold' and t.subject = r.metric_id
 where r.metric_id = %(metric_id)s;

-- name: read_typical_values
-- One value per day before the judged one, within one definition; a day over too few rows is no evidence.
select value
  from heartbeat.history
 where metric_id = %(metric_id)s and d >= %(first)s and d < %(judged)s and definition_hash = %(definition_hash)s
   and (%(min_n)s::bigint is null or n >= %(min_n)s)
 order by d;

-- name: read_filled_days
-- The days before the judged one that this definition filled in: whether they, too, lie beyond the line that was crossed.
select d, value, n
  from heartbeat.history
 where metric_id = %(metric_id)s and d < %(judged)s and definition_hash = %(definition_hash)s and origin = 'backfill';

-- name: read_states
-- The latest of every registered metric, or of some; that of a removed one is kept for its return.
select s.metric_id, s.seq, s.beat_id, s.value, s.n, s.as_of, s.source_as_of, s.computed_at, s.definition_hash, s.status, s.reason,
       s.since, s.changed_from, s.value_before, s.health, s.health_since, s.error, s.typical, s.loads
  from heartbeat.metric_state s join heartbeat.metric_registry using (metric_id)
 where %(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s);

-- name: write_state
-- Replaces the latest of one metric.
insert into heartbeat.metric_state (metric_id, seq, beat_id, value, n, as_of, source_as_of, computed_at, definition_hash, status, reason,
                                    since, changed_from, value_before, health, health_since, error, typical, loads)
values (%(metric_id)s, %(seq)s, %(beat_id)s, %(value)s, %(n)s, %(as_of)s, %(source_as_of)s, %(computed_at)s, %(definition_hash)s,
        %(status)s, %(reason)s, %(since)s, %(changed_from)s, %(value_before)s, %(health)s, %(health_since)s,
        left(%(error)s, 2000), %(typical)s, %(loads)s)
on conflict (metric_id) do update
   set (seq, beat_id, value, n, as_of, source_as_of, computed_at, definition_hash, status, reason, since, changed_from, value_before,
        health, health_since, error, typical, loads)
     = (excluded.seq, excluded.beat_id, excluded.value, excluded.n, excluded.as_of, excluded.source_as_of, excluded.computed_at,
        excluded.definition_hash, excluded.status, excluded.reason, excluded.since, excluded.changed_from, excluded.value_before,
        excluded.health, excluded.health_since, excluded.error, excluded.typical, excluded.loads);

-- name: write_status_change
-- A change of status, shown with the next board.
insert into heartbeat.status_change (metric_id, at, status_from, status_to, cause, beat_id)
values (%(metric_id)s, %(at)s, %(status_from)s, %(status_to)s, %(cause)s, %(beat_id)s);

-- name: write_reading
-- One reading with its evidence; published later, together with its board. An error may quote a whole document of its source.
insert into heartbeat.reading (metric_id, seq, as_of, source_as_of, computed_at, beat_id, value, n, status, reason, health, error,
                               definition_hash, loads, carried, seconds)
values (%(metric_id)s, %(seq)s, %(as_of)s, %(source_as_of)s, %(computed_at)s, %(beat_id)s, %(value)s, %(n)s, %(status)s, %(reason)s,
        %(health)s, left(%(error)s, 2000), %(definition_hash)s, %(loads)s, %(carried)s, %(seconds)s);

-- name: mark_day
-- An edit of the lines judged the value of this day anew.
update heartbeat.history
   set status = %(status)s
 where metric_id = %(metric_id)s and d = %(d)s and as_of = %(as_of)s and origin = 'observed';
