-- name: read_ruling
-- All that judges a metric and tells its owner, and how its numbers are written.
select r.metric_id, r.code, r.name, r.unit, r.decimals, r.direction, r.norm_value, r.alert_value, r.typical, r.min_n, r.page_on,
       r.page_on_typical, r.for_readings, r.keep_readings, r.clear_value, r.definition_hash, r.owner, r.verification_state,
       r.backfill, r.history_sql is not null as has_history, r.uses_as_of, r.uses_now, w.timezone
  from heartbeat.metric_registry r cross join heartbeat.workspace w
 where r.metric_id = %(metric_id)s;

-- name: read_days
-- The days that a board has shown, whichever definition computed them, oldest first.
select d, value, n, definition_hash
  from heartbeat.history
 where metric_id = %(metric_id)s and d >= %(first)s and board_version is not null
 order by d;

-- name: read_standings
-- The lines of some metrics as they stand, and what their files said at the last deploy.
select metric_id, norm_value, alert_value, file_norm_value, file_alert_value, verification_state, owner
  from heartbeat.metric_registry
 where metric_id = any(%(metric_ids)s);
