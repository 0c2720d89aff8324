-- name: read_history
-- The days of one metric that a board has shown, oldest first.
select d, value, n, status, origin, definition_hash
  from heartbeat.history
 where metric_id = %(metric_id)s and board_version is not null
 order by d;

-- name: read_unpublished
-- Good readings that no board has shown, in the order in which they were committed. An edit or a deploy may have judged the newest
-- again since: the metric's state says how.
select g.metric_id, g.value, g.n, g.as_of, coalesce(s.status, g.status), g.definition_hash, r.period, r.direction, r.min_n
  from heartbeat.reading g join heartbeat.metric_registry r using (metric_id)
  left join heartbeat.metric_state s on (s.metric_id, s.as_of, s.definition_hash) = (g.metric_id, g.as_of, g.definition_hash)
 where g.board_version is null and g.health = 'ok' and (%(metric_ids)s::text[] is null or g.metric_id = any(%(metric_ids)s))
 order by g.metric_id, g.seq;

-- name: read_observed_days
-- What stands for these days so far.
select h.metric_id, h.d, h.value, h.n, h.as_of, h.status, h.definition_hash
  from unnest(%(metric_ids)s::text[], %(days)s::date[]) as wanted (metric_id, d)
  join heartbeat.history h using (metric_id, d)
 where h.origin = 'observed' and h.status is not null;

-- name: write_days
-- The readings that stand for their day, published with this board; they displace what was filled in for the day.
insert into heartbeat.history (metric_id, d, value, n, status, origin, definition_hash, as_of, board_version)
select point.metric_id, point.d, point.value, point.n, point.status, 'observed', point.definition_hash, point.as_of, %(version)s
  from unnest(%(metric_ids)s::text[], %(days)s::date[], %(values)s::double precision[], %(ns)s::bigint[], %(statuses)s::text[],
              %(hashes)s::text[], %(as_ofs)s::timestamptz[])
       as point (metric_id, d, value, n, status, definition_hash, as_of)
on conflict (metric_id, d) do update
   set (value, n, status, origin, definition_hash, as_of, moments, board_version)
     = (excluded.value, excluded.n, excluded.status, excluded.origin, excluded.definition_hash, excluded.as_of, null, excluded.board_version);
