-- name: note_position
-- why: a run that met an older copy has not undone what was read before it. A person who accepts a source as it is takes back
-- what it stood at.
insert into landing.source_log as known (dataset, log, position, noted_at)
values (%(dataset)s, %(log)s, %(position)s, %(now)s)
on conflict (dataset, log) do update
set position = excluded.position, noted_at = excluded.noted_at
where %(is_accepted)s or excluded.position > known.position;

-- name: read_later_position
select position::text from landing.source_log
where (dataset, log) = (%(dataset)s, %(log)s) and position > %(position)s::pg_lsn;
