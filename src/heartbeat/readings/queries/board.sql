-- name: lock_board
-- Every writer of the board comes here first, so boards follow one another and each is whole.
select version, document from heartbeat.board where id = 1 for update;

-- name: lock_version
-- As above, for a writer that replaces the whole document.
select version from heartbeat.board where id = 1 for update;

-- name: read_board
select version, published_at, document from heartbeat.board where id = 1;

-- name: read_version
select version from heartbeat.board where id = 1;

-- name: read_tiles
-- Everything a tile is made of, except its days: the registered metric and its latest, unless no board has shown that. No definition:
-- no number.
select r.metric_id, r.area, r.code, r.name, r.period, r.unit, r.direction, r.decimals, r.priority, r.tables, r.owner,
       r.verification_state, r.norm_value, r.alert_value, r.target_value, r.target_due_date, r.deployed_at,
       case when s.definition_hash <> '' then s.value end as value, case when s.definition_hash <> '' then s.n end as n,
       s.as_of, s.source_as_of, s.computed_at, s.definition_hash, s.status, s.reason, s.since, s.changed_from, s.value_before,
       s.health, s.health_since, s.error, s.typical
  from heartbeat.metric_registry r left join heartbeat.metric_state s on s.metric_id = r.metric_id and not %(is_unread)s
 where %(metric_ids)s::text[] is null or r.metric_id = any(%(metric_ids)s)
 order by r.catalog_position, r.metric_id;

-- name: read_places
-- What decides the order of tiles beside what they show.
select metric_id, catalog_position, coalesce(typical ->> 'side', 'both') from heartbeat.metric_registry;

-- name: read_sparks
-- The last days of all metrics in one read, oldest first. One line is one definition: another's numbers may be of another unit.
select metric_id, json_agg(json_build_array(d, value) order by d)
  from heartbeat.history join heartbeat.metric_registry using (metric_id, definition_hash)
 where d > %(after)s and d <= %(until)s and board_version is not null
   and (%(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s))
 group by metric_id;

-- name: read_values_before
-- The value of each metric some days ago, unless another definition computed it.
select h.metric_id, h.value
  from unnest(%(metric_ids)s::text[], %(days)s::date[], %(hashes)s::text[]) as wanted (metric_id, d, definition_hash)
  join heartbeat.history h using (metric_id, d, definition_hash);

-- name: read_changes
-- The last four changes of status.
select c.metric_id, r.code, c.at, c.status_from, c.status_to
  from heartbeat.status_change c join heartbeat.metric_registry r using (metric_id)
 where c.status_from is not null and c.board_version is not null
 order by c.at desc, c.id desc
 limit 4;

-- name: publish_readings
update heartbeat.reading set board_version = %(version)s
 where board_version is null and (%(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s));

-- name: publish_days
update heartbeat.history set board_version = %(version)s
 where board_version is null and (%(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s));

-- name: publish_status_changes
update heartbeat.status_change set board_version = %(version)s
 where board_version is null and (%(metric_ids)s::text[] is null or metric_id = any(%(metric_ids)s));

-- name: replace_board
-- A new board by a beat: published now.
update heartbeat.board set version = %(version)s, published_at = %(now)s, document = %(document)s where id = 1;

-- name: rewrite_board
-- A board whose other entries stay as the last beat published them, and so does their age.
update heartbeat.board set version = %(version)s, document = %(document)s where id = 1;

-- name: announce
-- Delivered when the transaction commits; who misses it asks for the version.
select pg_notify('heartbeat_board', %(version)s::text);
