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
