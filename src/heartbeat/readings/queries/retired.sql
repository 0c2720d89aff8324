-- name: read_retired
-- The newest retirement of each id that the registry has not got again, or of some of these; with the days that stay of it.
select r.metric_id, r.retired_at, r.git_commit, r.definition_hash, r.definition, coalesce(h.days, 0) as days, h.first_day, h.last_day
  from (select distinct on (metric_id) * from heartbeat.retired_metric
         where %(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s)
         order by metric_id, id desc) r
  left join lateral (
      select count(*) as days, min(d) as first_day, max(d) as last_day from heartbeat.history
       where metric_id = r.metric_id and board_version is not null
  ) h on true
 where not exists (select from heartbeat.metric_registry where metric_id = r.metric_id)
 order by r.retired_at desc, r.metric_id;

-- name: read_registered
select metric_id from heartbeat.metric_registry order by catalog_position;

-- name: retire
-- What is kept of metrics whose files are gone; their rows leave the registry in the same transaction.
insert into heartbeat.retired_metric (metric_id, retired_at, git_commit, definition_hash, definition)
select metric_id, %(now)s, %(git_commit)s, definition_hash, to_jsonb(r)
  from heartbeat.metric_registry r where metric_id = any(%(metric_ids)s);
