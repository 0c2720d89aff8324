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
select changed_at, changed_by, column_name, value_from, value_to, reason, definition_hash
  from heartbeat.operator_change where metric_id = %(metric_id)s
 order by changed_at desc, id desc;

-- name: read_verification
-- Who verified the metric last, unless that was withdrawn: by, when, which definition; why it does not count any more; and what the
-- verified definition was, where another one is deployed.
select r.verification_state as state, v.changed_by as by, v.changed_at as at, v.reason, v.definition_hash,
       e.changed_at, e.reason as changed_because,
       d.period as then_period, d.unit as then_unit, d.direction as then_direction, d.value_sql as then_value_sql,
       d.history_sql as then_history_sql, d.deployed_at as then_deployed_at, d.git_commit as then_git_commit
  from heartbeat.metric_registry r
  left join lateral (
      select id, changed_by, changed_at, reason, definition_hash from heartbeat.operator_change
       where metric_id = r.metric_id and column_name = 'verification_state' and value_to = 'verified'
       order by id desc limit 1
  ) v on r.verification_state <> 'unverified'
  left join lateral (
      select changed_at, reason from heartbeat.operator_change
       where metric_id = r.metric_id and column_name = 'verification_state' and value_to = 'changed' and id > v.id
       order by id limit 1
  ) e on r.verification_state = 'changed'
  left join heartbeat.metric_definition d
    on d.metric_id = r.metric_id and d.definition_hash = v.definition_hash and d.definition_hash <> r.definition_hash
 where r.metric_id = %(metric_id)s;

-- name: read_readings
-- The newest that a board has shown, with what each rests on. A reading that was carried forward read nothing.
select as_of, computed_at, value, n, status, reason, health, g.error, g.seconds, carried, beat_id, definition_hash, loads,
       case when not carried then m.rows_read end as rows_read
  from heartbeat.reading g left join heartbeat.beat_metric m using (beat_id, metric_id)
 where metric_id = %(metric_id)s and board_version is not null
 order by as_of desc, seq desc
 limit 50;

-- name: read_was_judged
-- Whether a reading that a board has shown was judged: the others only kept the status before them.
select exists (
    select from heartbeat.reading where metric_id = %(metric_id)s and board_version is not null and reason <> all(%(repeating)s)
);
