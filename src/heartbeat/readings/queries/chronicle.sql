-- name: read_line_changes
-- Every change of a line, the newest first, by a person or by a file.
select changed_at, column_name, value_from from heartbeat.operator_change
 where metric_id = %(metric_id)s and column_name in ('norm_value', 'alert_value', 'target_value')
 order by id desc;

-- name: read_status_changes
-- The newest that boards have shown; the first status of a metric changed nothing.
select at, status_from as "from", status_to as "to", cause
  from heartbeat.status_change
 where metric_id = %(metric_id)s and status_from is not null and board_version is not null
 order by at desc, id desc
 limit 400;

-- name: read_failures
-- Stretches of readings without a value, the newest first: from the first of them to the next good one, which is null while it lasts.
-- What is told of a stretch is what its last reading said.
with told as (
    select seq, computed_at, health, error, count(*) filter (where health = 'ok') over (order by seq) as good
      from heartbeat.reading where metric_id = %(metric_id)s and board_version is not null
)
select min(f.computed_at) as since, min(g.computed_at) as until, count(*)::int as readings,
       (array_agg(f.health order by f.seq desc))[1] as health, (array_agg(f.error order by f.seq desc))[1] as error
  from told f left join told g on g.health = 'ok' and g.good = f.good + 1
 where f.health <> 'ok'
 group by f.good
 order by since desc
 limit 50;
