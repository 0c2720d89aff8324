-- name: try_past_lock
-- One backfill of a metric at a time, for as long as its session lasts.
select pg_try_advisory_lock(hashtextextended('heartbeat past of ' || %(metric_id)s, 0));

-- name: release_past_lock
select pg_advisory_unlock(hashtextextended('heartbeat past of ' || %(metric_id)s, 0));

-- name: read_known_days
-- What there is of these days already: observed, or filled in from so many moments by a definition.
select d, origin = 'observed', definition_hash, coalesce(moments, 1)
  from heartbeat.history
 where metric_id = %(metric_id)s and d = any(%(days)s);

-- name: write_filled
-- Past days computed later; a day that was observed is overwritten only where a person asked for that. One that a board has shown stays
-- in sight: were it hidden until the last of them is done, a history would have holes, and a backtest meanwhile no red in them.
insert into heartbeat.history (metric_id, d, value, n, origin, definition_hash, as_of, moments)
select %(metric_id)s, point.d, point.value, point.n, 'backfill', %(definition_hash)s, point.as_of, point.moments
  from unnest(%(days)s::date[], %(values)s::double precision[], %(ns)s::bigint[], %(as_ofs)s::timestamptz[], %(moments)s::int[])
       as point (d, value, n, as_of, moments)
on conflict (metric_id, d) do update
   set (value, n, status, origin, definition_hash, as_of, moments)
     = (excluded.value, excluded.n, null, excluded.origin, excluded.definition_hash, excluded.as_of, excluded.moments)
 where history.origin = 'backfill' or %(overwrite_observed)s;

-- name: read_first_observed
-- The first day that somebody was shown a verdict of this definition.
select as_of
  from heartbeat.history
 where metric_id = %(metric_id)s and definition_hash = %(definition_hash)s and origin = 'observed'
 order by d limit 1;

-- name: read_typical_metrics
-- The metrics that are judged by their own history.
select metric_id from heartbeat.metric_registry where typical is not null order by metric_id;
