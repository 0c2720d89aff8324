-- name: read_runs
-- Beats from the newest down, each with what became of its sources and metrics. One has failures when it was abandoned, or a
-- source or metric failed in it.
with page as materialized (
    select beat_id, state, phase, trigger, requested, asked_by, ingest, requested_at, started_at, measure_at, publish_at, ended_at, board_version
      from heartbeat.beat b
     where (%(before)s::bigint is null or beat_id < %(before)s)
       and (%(beat_id)s::bigint is null or beat_id = %(beat_id)s)
       and (%(state)s::text is null or state = %(state)s)
       and (%(trigger)s::text is null or trigger = %(trigger)s)
       and (not %(failed)s or state = 'abandoned'
            or exists (select from heartbeat.beat_source s where s.beat_id = b.beat_id and s.state in ('error', 'held'))
            or exists (select from heartbeat.beat_metric m where m.beat_id = b.beat_id and m.outcome = 'error'))
     order by beat_id desc
     limit %(limit)s
)
select page.*, s.sources, s.sources_done, s.sources_failed, s.tables, s.rows, m.*
  from page
 cross join lateral (
    select count(*)::int as sources, (count(*) filter (where state in ('ok', 'error', 'held')))::int as sources_done,
           (count(*) filter (where state in ('error', 'held')))::int as sources_failed, coalesce(sum(tables), 0)::int as tables,
           coalesce(sum(rows), 0)::bigint as rows
      from heartbeat.beat_source where beat_id = page.beat_id
 ) s
 cross join lateral (
    select count(*)::int as metrics, (count(*) filter (where outcome = 'executed'))::int as executed,
           (count(*) filter (where outcome = 'carried'))::int as carried,
           (count(*) filter (where outcome = 'stood_still'))::int as stood_still,
           (count(*) filter (where outcome = 'error'))::int as metrics_failed, coalesce(sum(rows_read), 0)::bigint as rows_read
      from heartbeat.beat_metric where beat_id = page.beat_id
 ) m
 order by page.beat_id desc;

-- name: read_run_metrics
-- What each metric cost a beat: failures first, then the dearest.
select m.metric_id, coalesce(r.code, gone.definition ->> 'code') as code, coalesce(r.name, gone.definition ->> 'name') as name, r.file,
       m.outcome, m.why, m.seconds, m.rows_read, m.error
  from heartbeat.beat_metric m
  left join heartbeat.metric_registry r using (metric_id)
  left join lateral (
      select definition from heartbeat.retired_metric where metric_id = m.metric_id order by id desc limit 1
  ) gone on r.metric_id is null
 where m.beat_id = %(beat_id)s
 order by m.outcome <> 'error', m.outcome <> 'running', m.seconds desc nulls last, m.metric_id;

-- name: read_metric_costs
-- What each metric cost in the beats since a moment, and in as many days before it. Stretches of time are counted from `before`;
-- those from `stretches` on are the asked ones, and `spent` has the seconds in each of them.
with span as materialized (
    select beat_id, floor(extract(epoch from started_at - %(before)s) / %(stretch_seconds)s)::int as stretch
      from heartbeat.beat where started_at >= %(before)s and started_at < %(until)s
), spent as (
    select m.metric_id, span.stretch, sum(m.seconds) as seconds, sum(m.rows_read) as rows_read, max(m.seconds) as longest,
           count(*) filter (where m.outcome in ('executed', 'error')) as runs, count(*) filter (where m.outcome = 'error') as failed
      from span join heartbeat.beat_metric m using (beat_id)
     where m.seconds is not null
     group by m.metric_id, span.stretch
)
select s.metric_id, coalesce(r.code, gone.definition ->> 'code') as code, coalesce(r.name, gone.definition ->> 'name') as name,
       r.metric_id is not null as is_registered, s.seconds, s.runs, s.failed, s.rows_read, s.longest_seconds, s.seconds_before,
       s.runs_before, s.stretches
  from (select metric_id, coalesce(sum(seconds) filter (where stretch >= %(stretches)s), 0) as seconds,
               coalesce(sum(runs) filter (where stretch >= %(stretches)s), 0)::int as runs,
               coalesce(sum(failed) filter (where stretch >= %(stretches)s), 0)::int as failed,
               (sum(rows_read) filter (where stretch >= %(stretches)s))::bigint as rows_read,
               max(longest) filter (where stretch >= %(stretches)s) as longest_seconds,
               coalesce(sum(seconds) filter (where stretch < %(stretches)s), 0) as seconds_before,
               coalesce(sum(runs) filter (where stretch < %(stretches)s), 0)::int as runs_before,
               jsonb_object_agg(stretch - %(stretches)s, seconds) filter (where stretch >= %(stretches)s) as stretches
          from spent group by metric_id) s
  left join heartbeat.metric_registry r using (metric_id)
  left join lateral (
      select definition from heartbeat.retired_metric where metric_id = s.metric_id order by id desc limit 1
  ) gone on r.metric_id is null
 where s.runs > 0
 order by s.seconds desc, s.metric_id;

-- name: count_span
-- How many beats began since a moment, and the seconds that the finished ones took.
select count(*)::int as beats, coalesce(sum(extract(epoch from ended_at - started_at)) filter (where state = 'done'), 0)::float8 as seconds
  from heartbeat.beat where started_at >= %(since)s and started_at < %(until)s;
