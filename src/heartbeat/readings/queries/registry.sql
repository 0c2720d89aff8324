-- name: read_workspace
select settings, content_hash, git_commit, deployed_at from heartbeat.workspace where id = 1;

-- name: write_workspace
-- heartbeat.yaml as deployed.
insert into heartbeat.workspace (id, timezone, settings, content_hash, git_commit, deployed_at)
values (1, %(timezone)s, %(settings)s, %(content_hash)s, %(git_commit)s, %(now)s)
on conflict (id) do update
   set (timezone, settings, content_hash, git_commit, deployed_at)
     = (excluded.timezone, excluded.settings, excluded.content_hash, excluded.git_commit, excluded.deployed_at);

-- name: read_sources
select definition from heartbeat.source_registry order by source_id;

-- name: read_source_rows
select source_id, kind, file, definition, content_hash from heartbeat.source_registry order by source_id;

-- name: write_source
-- A row keeps the commit and time at which its file changed last.
insert into heartbeat.source_registry (source_id, kind, file, definition, content_hash, git_commit, deployed_at)
values (%(source_id)s, %(kind)s, %(file)s, %(definition)s, %(content_hash)s, %(git_commit)s, %(now)s)
on conflict (source_id) do update
   set (kind, file, definition, content_hash, git_commit, deployed_at)
     = (excluded.kind, excluded.file, excluded.definition, excluded.content_hash, excluded.git_commit, excluded.deployed_at)
 where (source_registry.kind, source_registry.file, source_registry.definition, source_registry.content_hash)
       is distinct from (excluded.kind, excluded.file, excluded.definition, excluded.content_hash);

-- name: delete_sources
delete from heartbeat.source_registry where source_id <> all(%(source_ids)s);

-- name: read_metrics
-- In catalog order.
select * from heartbeat.metric_registry order by catalog_position, metric_id;

-- name: read_stakes
-- Which deployed metrics have something that a deploy could take off a wall: a value, or what a person made of them.
select r.metric_id,
       exists (select from heartbeat.metric_state s where s.metric_id = r.metric_id and s.value is not null)
    or exists (select from heartbeat.history h where h.metric_id = r.metric_id)
    or exists (select from heartbeat.operator_change c where c.metric_id = r.metric_id and c.changed_by not in ('deploy', 'ingest'))
  from heartbeat.metric_registry r;

-- name: codes_may_swap
-- Codes are compared when the deploy commits, so that two metrics may swap theirs.
set constraints heartbeat.metric_registry_code_key deferred;

-- name: delete_metrics
-- The files are gone; readings, history and state stay.
delete from heartbeat.metric_registry where metric_id = any(%(metric_ids)s);

-- name: write_metrics
-- All rows of a deploy in one statement, as one JSON array; its keys are the columns.
insert into heartbeat.metric_registry
select * from jsonb_populate_recordset(null::heartbeat.metric_registry, %(rows)s)
on conflict (metric_id) do update
   set (area, file, code, name, period, unit, direction, description, how_to_read, methodology, sources, tables, value_sql, history_sql,
        crosscheck_sql, uses_as_of, uses_now, backfill, typical, min_n, decimals, priority, page_on, page_on_typical, for_readings,
        keep_readings, clear_value, links, file_norm_value, file_alert_value, file_target_value, file_target_due_date, file_owner,
        definition_hash, content_hash, git_commit, deployed_at, catalog_position, owner, verification_state, norm_value, alert_value,
        target_value, target_due_date)
     = (excluded.area, excluded.file, excluded.code, excluded.name, excluded.period, excluded.unit, excluded.direction,
        excluded.description, excluded.how_to_read, excluded.methodology, excluded.sources, excluded.tables, excluded.value_sql,
        excluded.history_sql, excluded.crosscheck_sql, excluded.uses_as_of, excluded.uses_now, excluded.backfill, excluded.typical,
        excluded.min_n, excluded.decimals, excluded.priority, excluded.page_on, excluded.page_on_typical, excluded.for_readings,
        excluded.keep_readings, excluded.clear_value, excluded.links, excluded.file_norm_value, excluded.file_alert_value,
        excluded.file_target_value, excluded.file_target_due_date, excluded.file_owner, excluded.definition_hash,
        excluded.content_hash, excluded.git_commit, excluded.deployed_at, excluded.catalog_position, excluded.owner,
        excluded.verification_state, excluded.norm_value, excluded.alert_value, excluded.target_value, excluded.target_due_date);

-- name: keep_definitions
-- A definition that comes again counts from its first time.
insert into heartbeat.metric_definition
select metric_id, definition_hash, period, unit, direction, value_sql, history_sql, %(now)s, git_commit
  from heartbeat.metric_registry
on conflict (metric_id, definition_hash) do nothing;

-- name: disown_values
-- A number in another unit is no value of its metric any more, nor may one be that of a removed metric which returns changed. The
-- status stays until the first reading, which may be long in coming; an empty hash says that no definition stands behind the number.
update heartbeat.metric_state s
   set definition_hash = '', typical = null, health = 'no_data', error = null,
       health_since = case s.health when 'no_data' then s.health_since else %(now)s end
  from heartbeat.metric_registry r
 where r.metric_id = s.metric_id and r.metric_id = any(%(metric_ids)s) and s.definition_hash <> r.definition_hash;

-- name: lock_registered
-- The metrics that a deploy touches, in a fixed order: their readings and edits wait until it is done.
select metric_id from heartbeat.metric_registry order by metric_id for update;

-- name: read_verified
-- Those whose verification a changed column could end, and since when a person stands behind them.
select r.*, (select max(c.changed_at) from heartbeat.operator_change c
              where c.metric_id = r.metric_id and c.column_name = 'verification_state' and c.value_to = 'verified') as verified_at
  from heartbeat.metric_registry r
 where r.verification_state = 'verified' and r.tables && %(tables)s
 order by r.metric_id;

-- name: read_told_reasons
-- Why verifications of a metric ended before: who verified it again knew that.
select reason from heartbeat.operator_change
 where metric_id = %(metric_id)s and column_name = 'verification_state' and value_to = 'changed' and reason is not null;

-- name: end_verification
-- A column that this metric reads changed; a person has to look again.
update heartbeat.metric_registry set verification_state = 'changed'
 where metric_id = %(metric_id)s and verification_state = 'verified'
returning metric_id;

-- name: log_operator_change
-- With the definition that stands: who verifies, verifies that one.
insert into heartbeat.operator_change (metric_id, column_name, value_from, value_to, changed_by, changed_at, reason, definition_hash)
select %(metric_id)s, %(column_name)s, %(value_from)s, %(value_to)s, %(changed_by)s, %(changed_at)s, %(reason)s, r.definition_hash
  from heartbeat.metric_registry r where r.metric_id = %(metric_id)s;

-- name: read_operator_columns
-- What an edit changes, and what it stands on.
select metric_id, owner, verification_state, norm_value, alert_value, target_value, target_due_date, direction, definition_hash,
       deployed_at
  from heartbeat.metric_registry where metric_id = %(metric_id)s;

-- name: read_last_change
-- The newest of a metric, in the order in which they were made.
select column_name as column, value_from as from, value_to as to, changed_by as by, changed_at as at, reason, definition_hash
  from heartbeat.operator_change where metric_id = %(metric_id)s
 order by id desc limit 1;

-- name: write_operator_columns
update heartbeat.metric_registry
   set owner = %(owner)s, verification_state = %(verification_state)s, norm_value = %(norm_value)s, alert_value = %(alert_value)s,
       target_value = %(target_value)s, target_due_date = %(target_due_date)s
 where metric_id = %(metric_id)s;
