-- name: read_runs_between
-- The newest run of each of these datasets that began in a stretch of time.
select distinct on (r.dataset) r.dataset, r.state, r.error, r.hint, r.failures
  from landing.source_run r
  join unnest(%(source_ids)s::text[], %(datasets)s::text[]) as wanted (source_id, dataset) using (source_id, dataset)
 where r.started_at >= %(start)s and r.started_at <= %(until)s
 order by r.dataset, r.id desc;

-- name: read_loads_between
-- The tables of these datasets that were read in a stretch of time, those with the most rows first.
select l.dataset, l.table_name, sum(l.rows)::bigint as rows, sum(l.seconds) as seconds,
       (array_agg(l.note order by l.id desc) filter (where l.note is not null))[1] as note
  from landing.table_load l
 where l.checked_at >= %(start)s and l.checked_at <= %(until)s and l.dataset = any(%(datasets)s)
 group by l.dataset, l.table_name
 order by l.dataset, sum(l.rows) desc, sum(l.seconds) desc, l.table_name;
