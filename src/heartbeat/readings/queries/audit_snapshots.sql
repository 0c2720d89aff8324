-- name: keep_snapshot
-- Only for a window that the cut declares now: it may have been removed while its module ran.
insert into heartbeat.audit_cut_snapshot (cut_id, time_window, payload, chart, definition_hash, window_start, window_end, computed_at,
                                          source_as_of, seconds, tried_at)
select cut_id, %(time_window)s, %(payload)s, %(chart)s, %(definition_hash)s, %(window_start)s, %(window_end)s, %(now)s,
       %(source_as_of)s, %(seconds)s, %(now)s
  from heartbeat.audit_cut_registry where cut_id = %(cut_id)s and %(time_window)s = any(windows)
    on conflict (cut_id, time_window) do update set
       payload = excluded.payload, chart = excluded.chart, definition_hash = excluded.definition_hash,
       window_start = excluded.window_start, window_end = excluded.window_end, computed_at = excluded.computed_at,
       source_as_of = excluded.source_as_of, seconds = excluded.seconds, tried_at = excluded.tried_at,
       error_code = null, error = null, hint = null;

-- name: keep_failure
insert into heartbeat.audit_cut_snapshot (cut_id, time_window, tried_at, error_code, error, hint)
select cut_id, %(time_window)s, %(now)s, %(error_code)s, %(error)s, %(hint)s
  from heartbeat.audit_cut_registry where cut_id = %(cut_id)s and %(time_window)s = any(windows)
    on conflict (cut_id, time_window) do update set
       tried_at = excluded.tried_at, error_code = excluded.error_code, error = excluded.error, hint = excluded.hint;

-- name: prune_snapshots
delete from heartbeat.audit_cut_snapshot s using heartbeat.audit_cut_registry c
 where c.cut_id = s.cut_id and s.time_window <> all(c.windows);

-- name: prune_refreshes
delete from heartbeat.audit_refresh r using heartbeat.audit_cut_registry c
 where c.cut_id = r.cut_id and r.time_window <> all(c.windows);
