-- name: request_refreshes
-- What is asked for of each cut, in windows that it declares. What waits already waits on, now for the person who asked; what is being
-- computed is not asked for a second time, unless by a deploy: that may have changed it meanwhile.
with asked as (
    select c.cut_id, w.time_window, w.place, c.cut_order
      from heartbeat.audit_cut_registry c cross join unnest(c.windows) with ordinality as w (time_window, place)
     where c.cut_id = any(%(cut_ids)s) and (%(windows)s::text[] is null or w.time_window = any(%(windows)s))
), kept as (
    insert into heartbeat.audit_refresh (cut_id, time_window, trigger, requested_by, requested_at)
    select cut_id, time_window, %(trigger)s, %(by)s, %(now)s from asked
     where %(trigger)s = 'deploy' or not exists (
         select from heartbeat.audit_refresh r
          where r.cut_id = asked.cut_id and r.time_window = asked.time_window and r.state = 'running')
     order by array_position(%(cut_ids)s, cut_id), place
        on conflict (cut_id, time_window) where state = 'queued'
        do update set (trigger, requested_by, requested_at) = (excluded.trigger, excluded.requested_by, excluded.requested_at)
     where excluded.trigger in ('ui', 'api', 'cli')
)
select cut_id, time_window from asked order by array_position(%(cut_ids)s, cut_id), place;

-- name: request_all
-- All cuts in all their windows, for a tick of the schedule.
insert into heartbeat.audit_refresh (cut_id, time_window, trigger, requested_at)
select c.cut_id, w.time_window, 'cron', %(now)s
  from heartbeat.audit_cut_registry c cross join unnest(c.windows) with ordinality as w (time_window, place)
 order by c.page, c.cut_order, c.cut_id, w.place
    on conflict (cut_id, time_window) where state = 'queued' do nothing;

-- name: request_never_computed
-- What never went well is tried again after each beat: the tables that it reads may have landed since.
insert into heartbeat.audit_refresh (cut_id, time_window, trigger, requested_at)
select c.cut_id, w.time_window, 'cron', %(now)s
  from heartbeat.audit_cut_registry c cross join unnest(c.windows) as w (time_window)
  left join heartbeat.audit_cut_snapshot s on s.cut_id = c.cut_id and s.time_window = w.time_window
 where s.payload is null
   and coalesce(s.tried_at, '-infinity') < (select max(ended_at) from heartbeat.beat where state = 'done')
    on conflict (cut_id, time_window) where state = 'queued' do nothing;

-- name: try_queue_lock
-- Held by the one process that computes cuts, for as long as its session lasts.
select pg_try_advisory_lock(hashtext('heartbeat.audit_refresh'));

-- name: forget_lost
-- Whoever holds the lock computes nothing yet, so what runs was lost with its process. What waits beside it is as good.
delete from heartbeat.audit_refresh r where r.state = 'running' and exists (
    select from heartbeat.audit_refresh q
     where q.cut_id = r.cut_id and q.time_window = r.time_window and q.state = 'queued');

-- name: requeue_lost
update heartbeat.audit_refresh set state = 'queued', started_at = null where state = 'running';

-- name: take_next
-- People first, then what was deployed, then the schedule.
update heartbeat.audit_refresh r set state = 'running', started_at = %(now)s
  from heartbeat.audit_cut_registry c
 where c.cut_id = r.cut_id and r.refresh_id = (
     select refresh_id from heartbeat.audit_refresh
      where state = 'queued'
        and (%(only)s::text[] is null or (cut_id || ' ' || time_window) = any(%(only)s))
      order by trigger = 'cron', trigger = 'deploy', requested_at, refresh_id
      limit 1 for update skip locked)
returning r.refresh_id, r.time_window, c.cut_id, c.file, c.chart, c.module, c.sources, c.definition_hash;

-- name: finish_refresh
delete from heartbeat.audit_refresh where refresh_id = %(refresh_id)s;

-- name: read_waiting
-- Which of these are not computed yet.
select cut_id, time_window from heartbeat.audit_refresh where (cut_id || ' ' || time_window) = any(%(only)s);

-- name: read_deployed
-- What a deploy asked for and nobody has computed yet.
select cut_id, time_window from heartbeat.audit_refresh where trigger = 'deploy' order by refresh_id;

-- name: read_due_segments
-- Segments that no snapshot was tried of since their file changed or since the newest tick of their schedule; one that never had one is
-- tried after each beat.
select r.segment from heartbeat.segment_registry r left join heartbeat.segment_state s using (segment)
 where s.tried_at is null or s.tried_at < r.deployed_at
    or s.tried_at < (select max(tick_at) from heartbeat.schedule_tick where schedule = 'segments')
    or (s.taken_at is null and s.tried_at < (select max(ended_at) from heartbeat.beat where state = 'done'))
 order by r.segment;
