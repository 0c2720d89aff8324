-- name: lock_ledger
-- Requests, starts and ends of beats come one after another; held until the transaction ends.
select pg_advisory_xact_lock(hashtext('heartbeat.beat ledger'));

-- name: try_beat_lock
-- Held by the one active worker for as long as its session lasts.
select pg_try_advisory_lock(hashtext('heartbeat.beat'));

-- name: read_unknown_metrics
-- Which of these ids are not registered.
select wanted.metric_id
  from unnest(%(metric_ids)s::text[]) as wanted (metric_id) left join heartbeat.metric_registry r using (metric_id)
 where r.metric_id is null
 order by 1;

-- name: read_open_beats
-- The running beat and the waiting one, if any.
select beat_id, state, trigger, requested, ingest, pressing from heartbeat.beat where state in ('running', 'queued') order by beat_id;

-- name: read_tables_of_metrics
-- What these metrics read.
select metric_id, tables from heartbeat.metric_registry where metric_id = any(%(metric_ids)s) order by metric_id;

-- name: deployed_since_start
-- Not by time: a deploy that began before the beat may have ended after it.
select exists (select from heartbeat.beat b cross join heartbeat.workspace w
                where b.state = 'running' and w.content_hash is distinct from b.workspace_hash);

-- name: insert_queued
-- A new request.
insert into heartbeat.beat (trigger, requested, ingest, pressing, requested_at)
values (%(trigger)s, %(requested)s, %(ingest)s, %(pressing)s, %(now)s)
returning beat_id;

-- name: widen_queued
-- The waiting beat takes in one more request.
update heartbeat.beat set requested = %(requested)s, ingest = %(ingest)s, pressing = %(pressing)s
 where beat_id = %(beat_id)s and state = 'queued';

-- name: note_asker
-- Somebody asked for this beat, alone or beside others.
update heartbeat.beat set asked_by = array_append(asked_by, %(name)s)
 where beat_id = %(beat_id)s and state in ('queued', 'running') and %(name)s <> all(asked_by);

-- name: start_queued
-- Single flight: the waiting beat starts only while none runs.
update heartbeat.beat
   set state = 'running', started_at = %(now)s, workspace_hash = (select content_hash from heartbeat.workspace), phase = case when ingest then 'ingest' else 'measure' end
 where state = 'queued' and not exists (select from heartbeat.beat where state = 'running')
returning beat_id, trigger, requested, ingest, pressing;

-- name: abandon_running
-- From here on nothing that the beat's process still writes counts.
update heartbeat.beat set state = 'abandoned', ended_at = %(now)s where state = 'running'
returning beat_id, trigger, requested, ingest, pressing;

-- name: count_abandoned_in_a_row
-- How many beats were abandoned since the last one that came to its end.
select count(*) from heartbeat.beat
 where state = 'abandoned' and beat_id > coalesce((select max(beat_id) from heartbeat.beat where state = 'done'), 0);

-- name: hold_fence
-- Keeps the beat running for as long as the writes under it take; empty when it does not run any more.
select beat_id from heartbeat.beat where beat_id = %(beat_id)s and state = 'running' for share;

-- name: enter_phase
update heartbeat.beat
   set phase = %(phase)s, measure_at = case when %(phase)s = 'measure' then %(now)s else measure_at end,
       publish_at = case when %(phase)s = 'publish' then %(now)s else publish_at end
 where beat_id = %(beat_id)s and state = 'running'
returning beat_id;

-- name: finish
update heartbeat.beat set state = 'done', ended_at = %(now)s, board_version = %(board_version)s
 where beat_id = %(beat_id)s and state = 'running'
returning beat_id;

-- name: note_source
-- A null leaves what an earlier note said.
insert into heartbeat.beat_source as s (beat_id, source_id, dataset, state, tables, rows, seconds, error, note)
select beat_id, %(source_id)s, %(dataset)s, %(state)s, %(tables)s, %(rows)s, %(seconds)s, left(%(error)s, 2000), left(%(note)s, 2000)
  from heartbeat.beat where beat_id = %(beat_id)s and state = 'running'
on conflict (beat_id, dataset) do update
   set state = excluded.state, tables = coalesce(excluded.tables, s.tables), rows = coalesce(excluded.rows, s.rows),
       seconds = coalesce(excluded.seconds, s.seconds), error = coalesce(excluded.error, s.error), note = coalesce(excluded.note, s.note)
returning s.beat_id;

-- name: note_metric
insert into heartbeat.beat_metric as m (beat_id, metric_id, outcome, why, seconds, rows_read, error)
select beat_id, %(metric_id)s, %(outcome)s, %(why)s, %(seconds)s, %(rows_read)s, left(%(error)s, 2000)
  from heartbeat.beat where beat_id = %(beat_id)s and state = 'running'
on conflict (beat_id, metric_id) do update
   set outcome = excluded.outcome, why = coalesce(excluded.why, m.why), seconds = coalesce(excluded.seconds, m.seconds),
       rows_read = coalesce(excluded.rows_read, m.rows_read), error = coalesce(excluded.error, m.error)
returning m.beat_id;

-- name: read_beat
select beat_id as job_id, state, phase, trigger, started_at, ended_at from heartbeat.beat where beat_id = %(beat_id)s;

-- name: read_active_id
-- The beat that runs, else the one that waits.
select beat_id from heartbeat.beat where state in ('running', 'queued') order by state = 'queued', beat_id limit 1;

-- name: read_beat_sources
select source_id, dataset, state, tables, rows, seconds, error, note
  from heartbeat.beat_source where beat_id = %(beat_id)s order by dataset;

-- name: read_beat_metrics
-- In catalog order; metrics that were removed since come last.
select m.metric_id, m.outcome, m.why, m.seconds, m.rows_read, m.error
  from heartbeat.beat_metric m left join heartbeat.metric_registry r using (metric_id)
 where m.beat_id = %(beat_id)s
 order by r.catalog_position nulls last, m.metric_id;

-- name: has_read_sources
-- Whether any beat was ever to read the sources; before that a board shows nothing worth waiting for.
select exists (select from heartbeat.beat where ingest and state <> 'queued');
