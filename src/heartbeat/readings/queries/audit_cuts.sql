-- name: read_pages
select page, title, file, text from heartbeat.audit_page order by position, page;

-- name: read_cuts
-- In the order of the pages: all cuts, those of a page, or one. With who verified each last, unless that was withdrawn.
select c.cut_id, c.page, p.title as page_title, c.file, c.title, c.chart, c.windows, c.window_default, c.how_to_read, c.methodology,
       c.sources, c.module, c.owner, c.verification_state, c.definition_hash, c.git_commit, c.deployed_at,
       v.changed_by as verified_by, v.changed_at as verified_at
  from heartbeat.audit_cut_registry c
  join heartbeat.audit_page p using (page)
  left join lateral (
      select changed_by, changed_at from heartbeat.audit_cut_change
       where cut_id = c.cut_id and column_name = 'verification_state' and value_to = 'verified'
       order by id desc limit 1
  ) v on c.verification_state <> 'unverified'
 where (%(page)s::text is null or c.page = %(page)s) and (%(cut_id)s::text is null or c.cut_id = %(cut_id)s)
 order by p.position, c.page, c.cut_order, c.cut_id;

-- name: read_snapshots
-- What cuts computed, each for the window that stands at the same place of the other list.
select cut_id, time_window, payload, chart, definition_hash, window_start, window_end, computed_at, source_as_of, seconds, tried_at,
       error_code, error, hint
  from heartbeat.audit_cut_snapshot
  join unnest(%(cut_ids)s::text[], %(windows)s::text[]) as asked (cut_id, time_window) using (cut_id, time_window);

-- name: read_standing
-- The same of all windows that cuts declare, without what is drawn.
select s.cut_id, s.time_window, s.payload is not null as has_payload, s.definition_hash, s.computed_at, s.source_as_of, s.seconds,
       s.tried_at, s.error_code, s.error, s.hint
  from heartbeat.audit_cut_snapshot s join heartbeat.audit_cut_registry c using (cut_id)
 where s.cut_id = any(%(cut_ids)s) and s.time_window = any(c.windows);

-- name: read_refreshes
-- What is asked for and not computed yet; where one is computed and another waits, the one that is computed.
select distinct on (cut_id, time_window) cut_id, time_window, state, requested_at
  from heartbeat.audit_refresh where cut_id = any(%(cut_ids)s)
 order by cut_id, time_window, state = 'running' desc, requested_at;

-- name: read_links_of_cuts
-- The metrics that cuts belong to, in the order of the catalog.
select l.cut_id, l.role, r.metric_id, r.code, r.name
  from heartbeat.metric_cut_link l join heartbeat.metric_registry r using (metric_id)
 where l.cut_id = any(%(cut_ids)s)
 order by l.role = 'drilldown', r.catalog_position, r.metric_id;

-- name: read_links_of_metrics
-- The cuts that belong to a metric, or to all of them: first what explains it, in the order of the pages.
select l.metric_id, l.cut_id, l.role, c.page, c.title
  from heartbeat.metric_cut_link l
  join heartbeat.audit_cut_registry c using (cut_id)
  join heartbeat.audit_page p using (page)
 where %(metric_id)s::text is null or l.metric_id = %(metric_id)s
 order by l.role = 'drilldown', p.position, c.page, c.cut_order, l.cut_id;

-- name: read_changes
-- All edits of a cut, the newest first.
select changed_at as at, changed_by as by, column_name as column, value_from as from, value_to as to, reason
  from heartbeat.audit_cut_change where cut_id = %(cut_id)s
 order by id desc;

-- name: hold_cut
-- What an edit changes, and what it stands on; a deploy and other edits wait.
select cut_id, file, windows, owner, verification_state, definition_hash, deployed_at
  from heartbeat.audit_cut_registry where cut_id = %(cut_id)s for update;

-- name: write_edited
update heartbeat.audit_cut_registry set owner = %(owner)s, verification_state = %(verification_state)s where cut_id = %(cut_id)s;

-- name: log_change
insert into heartbeat.audit_cut_change (cut_id, column_name, value_from, value_to, changed_by, changed_at, reason)
values (%(cut_id)s, %(column_name)s, %(value_from)s, %(value_to)s, %(changed_by)s, %(changed_at)s, %(reason)s);

-- name: read_chart
select module from heartbeat.audit_chart where kind = %(kind)s;
