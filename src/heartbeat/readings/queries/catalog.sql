-- name: read_registered
-- What a catalog tells of each registered metric beside its tile: its file, who verified it last, and its newest audit.
select r.metric_id, r.file, r.deployed_at, v.changed_by as verified_by, v.changed_at as verified_at,
       a.id as audit_id, a.audited_at, a.verdict, a.definition_hash = r.definition_hash as is_of_this_definition
  from heartbeat.metric_registry r
  left join lateral (
      select changed_by, changed_at from heartbeat.operator_change
       where metric_id = r.metric_id and column_name = 'verification_state' and value_to = 'verified'
       order by changed_at desc, id desc limit 1
  ) v on r.verification_state = 'verified'
  left join lateral (
      select id, audited_at, verdict, definition_hash from heartbeat.metric_audit
       where metric_id = r.metric_id order by id desc limit 1
  ) a on true
 order by r.catalog_position, r.metric_id;

-- name: read_costs
-- What the statement of each metric cost in its newest runs, twenty-four at most; one that never ran has no row.
select r.metric_id, run.runs, run.at, run.seconds, run.rows_read, run.median_seconds, run.longest_seconds
  from heartbeat.metric_registry r
 cross join lateral (
    select count(*)::int as runs, max(g.computed_at) as at, (array_agg(g.seconds order by g.seq desc))[1] as seconds,
           (array_agg(g.rows_read order by g.seq desc))[1] as rows_read,
           percentile_cont(0.5) within group (order by g.seconds) as median_seconds, max(g.seconds) as longest_seconds
      from (select g.seq, g.computed_at, g.seconds, m.rows_read
              from heartbeat.reading g join heartbeat.beat_metric m using (beat_id, metric_id)
             where g.metric_id = r.metric_id and m.outcome in ('executed', 'error')
             order by g.seq desc limit 24) g) run
 where run.runs > 0;
