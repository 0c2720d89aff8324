-- name: read_status_changes
-- What boards have shown since a moment, one row for each metric whose status is another one now than it was then: where it stood,
-- where it stands, when it came there last, and how often it changed on the way.
select metric_id, r.code, r.name, (array_agg(c.status_from order by c.id))[1] as status_from,
       (array_agg(c.status_to order by c.id desc))[1] as status_to, max(c.at) as at, count(*)::int as times
  from heartbeat.status_change c join heartbeat.metric_registry r using (metric_id)
 where c.at >= %(since)s and c.board_version is not null and c.status_from is not null
 group by metric_id, r.code, r.name
 order by max(c.at) desc, metric_id;

-- name: read_edits
select c.metric_id, r.code, c.changed_at as at, c.changed_by as by, c.column_name as column, c.value_from, c.value_to, c.reason
  from heartbeat.operator_change c left join heartbeat.metric_registry r using (metric_id)
 where c.changed_at >= %(since)s
 order by c.changed_at desc, c.id desc;

-- name: read_deployed
-- Metrics whose file is new or another one since.
select metric_id, code, name, file, deployed_at as at, git_commit
  from heartbeat.metric_registry where deployed_at >= %(since)s
 order by deployed_at desc, catalog_position;

-- name: read_retired
-- Metrics whose file is gone since, unless they have come back.
select t.metric_id, t.definition ->> 'code' as code, t.definition ->> 'name' as name, t.retired_at as at
  from heartbeat.retired_metric t
 where t.retired_at >= %(since)s and not exists (select from heartbeat.metric_registry r where r.metric_id = t.metric_id)
 order by t.id desc;
