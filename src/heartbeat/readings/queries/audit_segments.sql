-- name: read_segments
-- why: what a segment is, is what its file said at the last deploy.
select segment, file, name, entity, description, segment_values, sql, tables, uses_as_of, methodology, owner, definition_hash,
       content_hash
from heartbeat.segment_registry order by segment;

-- name: note_taken
-- why: one row tells how a segment stands; a snapshot that went well ends what was told of a failure.
insert into heartbeat.segment_state (segment, tried_at, taken_at, d, entities, moved, seconds)
values (%(segment)s, %(now)s, %(now)s, %(d)s, %(entities)s, %(moved)s, %(seconds)s)
on conflict (segment) do update
set tried_at = excluded.tried_at, taken_at = excluded.taken_at, d = excluded.d, entities = excluded.entities,
    moved = excluded.moved, seconds = excluded.seconds, error_code = null, error = null, hint = null;

-- name: note_failed
-- why: a failure leaves what the last good snapshot told.
insert into heartbeat.segment_state (segment, tried_at, error_code, error, hint)
values (%(segment)s, %(now)s, %(code)s, %(error)s, %(hint)s)
on conflict (segment) do update
set tried_at = excluded.tried_at, error_code = excluded.error_code, error = excluded.error, hint = excluded.hint;

-- name: read_states
-- why: a segment that was deployed and never looked at is in the list too.
select r.segment, r.name, r.entity, r.file, r.uses_as_of, s.d, s.taken_at, s.entities, s.moved, s.seconds, s.tried_at, s.error_code,
       s.error, s.hint
from heartbeat.segment_registry r
left join heartbeat.segment_state s using (segment)
order by r.segment;
