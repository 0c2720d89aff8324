-- What explains the numbers, as deployed: audit pages, cuts, charts, segments, the workspace's own docs. Rows come as one JSON
-- array whose keys are the columns.

-- name: lock_cuts
-- A deploy writes what people said of a cut as it read it: their edits wait until it is done, and it for theirs.
select cut_id from heartbeat.audit_cut_registry order by cut_id for update;

-- name: read_pages
select * from heartbeat.audit_page order by position;

-- name: read_cuts
select * from heartbeat.audit_cut_registry order by cut_id;

-- name: read_charts
select * from heartbeat.audit_chart order by kind;

-- name: read_segments
select * from heartbeat.segment_registry order by segment;

-- name: read_docs
select * from heartbeat.workspace_page order by path;

-- name: write_pages
insert into heartbeat.audit_page select * from jsonb_populate_recordset(null::heartbeat.audit_page, %(rows)s)
on conflict (page) do update
   set (title, file, text, position, content_hash, git_commit, deployed_at)
     = (excluded.title, excluded.file, excluded.text, excluded.position, excluded.content_hash, excluded.git_commit,
        excluded.deployed_at)
 where (audit_page.*) is distinct from (excluded.*);

-- name: write_cuts
insert into heartbeat.audit_cut_registry select * from jsonb_populate_recordset(null::heartbeat.audit_cut_registry, %(rows)s)
on conflict (cut_id) do update
   set (page, file, title, cut_order, chart, windows, window_default, how_to_read, methodology, sources, metrics, module, file_owner,
        definition_hash, content_hash, git_commit, deployed_at, owner, verification_state)
     = (excluded.page, excluded.file, excluded.title, excluded.cut_order, excluded.chart, excluded.windows, excluded.window_default,
        excluded.how_to_read, excluded.methodology, excluded.sources, excluded.metrics, excluded.module, excluded.file_owner,
        excluded.definition_hash, excluded.content_hash, excluded.git_commit, excluded.deployed_at, excluded.owner,
        excluded.verification_state)
 where (audit_cut_registry.*) is distinct from (excluded.*);

-- name: write_charts
insert into heartbeat.audit_chart select * from jsonb_populate_recordset(null::heartbeat.audit_chart, %(rows)s)
on conflict (kind) do update
   set (file, module, content_hash, git_commit, deployed_at)
     = (excluded.file, excluded.module, excluded.content_hash, excluded.git_commit, excluded.deployed_at)
 where (audit_chart.*) is distinct from (excluded.*);

-- name: write_segments
insert into heartbeat.segment_registry select * from jsonb_populate_recordset(null::heartbeat.segment_registry, %(rows)s)
on conflict (segment) do update
   set (file, name, entity, description, segment_values, sql, tables, uses_as_of, methodology, owner, definition_hash, content_hash,
        git_commit, deployed_at)
     = (excluded.file, excluded.name, excluded.entity, excluded.description, excluded.segment_values, excluded.sql, excluded.tables,
        excluded.uses_as_of, excluded.methodology, excluded.owner, excluded.definition_hash, excluded.content_hash,
        excluded.git_commit, excluded.deployed_at)
 where (segment_registry.*) is distinct from (excluded.*);

-- name: write_docs
insert into heartbeat.workspace_page select * from jsonb_populate_recordset(null::heartbeat.workspace_page, %(rows)s)
on conflict (path) do update
   set (file, title, text, content_hash, git_commit, deployed_at)
     = (excluded.file, excluded.title, excluded.text, excluded.content_hash, excluded.git_commit, excluded.deployed_at)
 where (workspace_page.*) is distinct from (excluded.*);

-- name: delete_pages
delete from heartbeat.audit_page where page = any(%(keys)s);

-- name: delete_cuts
-- Snapshots and requests go with it; what people changed stays.
delete from heartbeat.audit_cut_registry where cut_id = any(%(keys)s);

-- name: delete_charts
delete from heartbeat.audit_chart where kind = any(%(keys)s);

-- name: delete_segments
-- Who belonged where stays: cuts and metrics of the past may ask for it.
delete from heartbeat.segment_registry where segment = any(%(keys)s);

-- name: delete_docs
delete from heartbeat.workspace_page where path = any(%(keys)s);

-- name: read_links
select metric_id, cut_id, role, declared_in from heartbeat.metric_cut_link order by metric_id, cut_id;

-- name: delete_links
delete from heartbeat.metric_cut_link;

-- name: write_links
insert into heartbeat.metric_cut_link select * from jsonb_populate_recordset(null::heartbeat.metric_cut_link, %(rows)s);

-- name: log_cut_change
insert into heartbeat.audit_cut_change (cut_id, column_name, value_from, value_to, changed_by, changed_at, reason)
values (%(cut_id)s, %(column_name)s, %(value_from)s, %(value_to)s, 'deploy', %(now)s, %(reason)s);
