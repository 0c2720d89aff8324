-- name: read_entry
-- The tile as the board shows it.
select entry
  from heartbeat.board, jsonb_array_elements(document -> 'metrics') as entry
 where entry ->> 'metric_id' = %(metric_id)s;

-- name: read_definition
select metric_id, file, area, description, how_to_read, methodology, sources, tables, value_sql, history_sql, crosscheck_sql, uses_as_of,
       uses_now, backfill, min_n, definition_hash, git_commit, deployed_at
  from heartbeat.metric_registry where metric_id = %(metric_id)s;

-- name: read_table_sources
-- Which source each table of the metric comes from; null for a dataset that no source of the workspace fills.
select t.name, s.source_id
  from heartbeat.metric_registry r cross join unnest(r.tables) as t (name)
  left join heartbeat.source_registry s
    on exists (select from jsonb_array_elements_text(s.definition -> 'schemas') as schema (name)
                where split_part(t.name, '.', 1) = s.source_id || '_' || schema.name)
 where r.metric_id = %(metric_id)s
 order by t.name;

-- name: read_operator_changes
select changed_at, changed_by, column_name, value_from, value_to, reason
  from heartbeat.operator_change where metric_id = %(metric_id)s
 order by changed_at desc, id desc;

-- name: read_readings
-- The newest that a board has shown.
select as_of, computed_at, value, n, status, reason, health, error, seconds, carried, beat_id
  from heartbeat.reading
 where metric_id = %(metric_id)s and board_version is not null
 order by as_of desc, seq desc
 limit 50;

-- name: read_was_judged
-- Whether a reading that a board has shown was judged: the others only kept the status before them.
select exists (
    select from heartbeat.reading where metric_id = %(metric_id)s and board_version is not null and reason <> all(%(repeating)s)
);
