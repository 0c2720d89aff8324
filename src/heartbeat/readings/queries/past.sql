-- name: read_definitions
-- What the days of a metric were computed by, in the order in which each definition was deployed first.
select definition_hash, period, unit, direction, value_sql, history_sql, deployed_at, git_commit
  from heartbeat.metric_definition where metric_id = %(metric_id)s
 order by deployed_at, definition_hash;

-- name: read_live
select metric_id, code, name, unit, period, direction, decimals, file
  from heartbeat.metric_registry where metric_id = %(metric_id)s;
