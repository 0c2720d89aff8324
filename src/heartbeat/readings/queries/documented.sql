-- name: read_pages
select page, title, position from heartbeat.audit_page order by position, page;

-- name: read_cuts
select cut_id, page, file, title, chart, windows, window_default, how_to_read, methodology, sources, module, owner, verification_state,
       git_commit, deployed_at
  from heartbeat.audit_cut_registry order by page, cut_order, cut_id;

-- name: read_links
select metric_id, cut_id, role from heartbeat.metric_cut_link order by metric_id, cut_id;

-- name: read_segments
select segment, file, name, entity, description, segment_values, sql, tables, methodology, owner, git_commit, deployed_at
  from heartbeat.segment_registry order by segment;

-- name: read_workspace_pages
select path, file, title, text from heartbeat.workspace_page order by path;
