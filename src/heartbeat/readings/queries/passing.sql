-- What time brings to incidents and channels.

-- name: due_ping
-- The newest complete beat that nobody outside has heard of. A try that failed is followed by one after ten seconds, and then after
-- as long again as the beat is old, until the next beat.
select b.beat_id
  from (select beat_id, ended_at from heartbeat.beat where state = 'done' order by beat_id desc limit 1) b
  left join heartbeat.alert_proof p on p.kind = 'dead_man' and p.name = ''
 where b.beat_id > coalesce(p.beat_id, 0)
   and (p.failed_at is null or p.failed_at < b.ended_at
        or p.failed_at + greatest(p.failed_at - b.ended_at, interval '10 seconds') <= %(now)s);

-- name: note_ping
insert into heartbeat.alert_proof as p (kind, name, proven_at, beat_id) values ('dead_man', '', %(now)s, %(beat_id)s)
on conflict (kind, name) do update
   set proven_at = excluded.proven_at, beat_id = greatest(p.beat_id, excluded.beat_id), error = null;

-- name: note_failed_ping
insert into heartbeat.alert_proof as p (kind, name, failed_at, error) values ('dead_man', '', %(now)s, %(error)s)
on conflict (kind, name) do update set failed_at = excluded.failed_at, error = excluded.error;
