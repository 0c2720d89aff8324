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

-- name: read_due
-- Incidents on screens about which time may have something to say, and what decides whom: owed and not told, due for a reminder, due
-- for the next step. What is on its way back waits for where that leads, and one with something that no board has shown yet for that board.
select i.incident_id, i.kind, i.subject, i.seq, i.state, i.severity, i.flapping, i.fired_at, i.facts, i.acked_at, i.told_at, i.paged_at,
       i.step, r.area, r.owner, r.verification_state, r.how_to_read, r.name, r.code,
       exists (select from heartbeat.outbox o where o.incident_id = i.incident_id and o.reason = 'over_budget' and o.state <> 'superseded') as is_put_off
  from heartbeat.incident i
  left join heartbeat.metric_registry r on i.kind in ('threshold', 'health') and r.metric_id = i.subject
 where i.shown_state = 'firing' and i.state = 'firing' and i.shown_seq = i.seq
   and not exists (select from heartbeat.incident_transition t where t.incident_id = i.incident_id and t.board_version is null)
   and i.acked_at is null and not i.flapping and not i.shown_flapping
   and (i.kind <> 'threshold' or (r.verification_state = 'verified' and r.owner is not null))
   and (%(incident_ids)s::bigint[] is null or i.incident_id = any(%(incident_ids)s))
   and (i.paged_at is null
        or i.told_at <= %(now)s - case i.severity when 'red' then %(red)s else %(amber)s end
        or i.paged_at + make_interval(secs => (%(steps)s::int[])[i.step + 1]) <= %(now)s)
 order by i.incident_id;

-- name: lock_incidents
-- In their order, so that two who tick at once never wait for one another; what the other holds is left to it.
select incident_id from heartbeat.incident where incident_id = any(%(incident_ids)s) order by incident_id for no key update skip locked;

-- name: read_entries
-- Metrics as the board shows them, and the version of that board: both at once, since the next one may come in between.
select b.version,
       coalesce((select jsonb_object_agg(entry ->> 'metric_id', entry) from jsonb_array_elements(b.document -> 'metrics') as entry
                  where entry ->> 'metric_id' = any(%(metric_ids)s)), '{}')
  from heartbeat.board b
 where b.id = 1;

-- name: read_last_said
-- What was last to be told of some incidents, also where nobody was.
select distinct on (incident_id) incident_id, payload from heartbeat.outbox
 where incident_id = any(%(incident_ids)s)
 order by incident_id, seq desc, outbox_id desc;

-- name: show_told
-- What time brought is shown at once: it changes nothing that a screen tells of the incident, apart from its number.
update heartbeat.incident
   set shown_seq = seq, shown_state = state, shown_severity = severity, shown_flapping = flapping, shown_version = %(version)s,
       told_at = case when %(is_told)s and %(kind)s <> 'step' then %(now)s else told_at end,
       paged_at = case when %(is_told)s then coalesce(paged_at, %(now)s) else paged_at end,
       step = step + case when %(kind)s = 'step' then 1 else 0 end
 where incident_id = %(incident_id)s;

-- name: publish_told
update heartbeat.incident_transition set board_version = %(version)s
 where incident_id = %(incident_id)s and board_version is null;

-- name: keep_row
-- Told with the next digest, or not at all.
insert into heartbeat.outbox
       (incident_id, seq, kind, channel, recipient, state, reason, severity, payload, made_at, ended_at, board_version)
values (%(incident_id)s, %(seq)s, %(kind)s, %(channel)s, %(recipient)s, %(state)s, %(reason)s, %(severity)s, %(payload)s, %(now)s,
        case when %(state)s = 'suppressed' then %(now)s end, %(board_version)s)
on conflict do nothing;

-- name: last_digest
-- When the last one of a sort was made.
select max(made_at) from heartbeat.message where starts_with(once_key, %(sort)s);

-- name: read_owned
-- Whose metrics lie where.
select distinct owner, area from heartbeat.metric_registry where owner is not null order by owner, area;

-- name: read_open
-- All incidents on screens that are open there, red first, with what decides whom they concern.
select i.incident_id, i.kind, i.subject, i.seq, i.shown_state as state, i.shown_severity as severity, i.shown_flapping as flapping, i.fired_at,
       i.facts, i.acked_at, i.told_at, i.paged_at, i.step, r.area, r.owner, r.verification_state, r.how_to_read, r.name, r.code, false as is_put_off
  from heartbeat.incident i
  left join heartbeat.metric_registry r on i.kind in ('threshold', 'health') and r.metric_id = i.subject
 where i.shown_state in ('firing', 'recovering')
 order by i.shown_severity <> 'red', i.fired_at, i.incident_id;

-- name: read_counts
-- The board in a few numbers.
select document -> 'counts', jsonb_array_length(document -> 'metrics'), published_at from heartbeat.board where id = 1 and document ? 'metrics';

-- name: count_suppressed
-- Of how many incidents nobody was told since then, by reason.
select reason, count(distinct incident_id) from heartbeat.outbox
 where state = 'suppressed' and reason is not null and made_at > %(since)s
 group by reason order by count(distinct incident_id) desc, reason;

-- name: make_digest
-- One for each lane and tick, whoever makes it.
insert into heartbeat.message (channel, recipient, form, once_key, not_before, made_at, facts)
values (%(channel)s, %(recipient)s, 'digest', %(once_key)s, %(now)s, %(now)s, %(facts)s)
on conflict (once_key) do nothing
returning message_id;

-- name: take_put_off
-- What was put off to the next digest of a lane.
update heartbeat.outbox set state = 'queued', message_id = %(message_id)s
 where state = 'digest' and channel = %(channel)s and recipient = %(recipient)s and board_version is not null
   and not exists (select from heartbeat.incident i  -- its end is on the way, and was not written for this lane
                    where i.incident_id = outbox.incident_id and i.state = 'closed' and i.shown_state <> 'closed');

-- name: read_put_off_lanes
-- Where something waits for a digest.
select distinct channel, recipient from heartbeat.outbox where state = 'digest' and board_version is not null;

-- name: drop_put_off
-- What waits for a digest that does not come there any more is made anew, for where its incident is told now.
update heartbeat.outbox set state = 'superseded', reason = 'newer', ended_at = %(now)s
 where state = 'digest' and channel = %(channel)s and recipient = %(recipient)s and board_version is not null;

-- name: hold_older_digests
-- Those of the same sort that did not get through and cannot have arrived.
select message_id from heartbeat.message
 where channel = %(channel)s and recipient = %(recipient)s and starts_with(once_key, %(sort)s) and message_id < %(message_id)s
   and state in ('queued', 'retry') and not is_unsure
   for update skip locked;

-- name: read_troubles
-- What ails the messages themselves, the longest first.
select kind, subject, coalesce(fired_at, began_at), facts from heartbeat.incident
 where kind in ('channel', 'beats') and state <> 'closed'
 order by facts ->> 'since', subject;

-- name: read_channels
-- What each channel has proven: its last confirmed delivery, its first message, and the last one since that was given up.
select c.name, p.proven_at, p.error, first.made_at as first_at, dead.ended_at as dead_at
  from unnest(%(names)s::text[]) as c (name)
  left join heartbeat.alert_proof p on p.kind = 'channel' and p.name = c.name
  left join lateral (select made_at from heartbeat.message m where m.channel = c.name order by m.message_id limit 1) first on true
  left join lateral (select max(m.ended_at) as ended_at from heartbeat.message m
                      where m.channel = c.name and m.state = 'dead'
                        and m.ended_at > coalesce(p.proven_at, '-infinity')) dead on true
 order by c.name;

-- name: last_complete_beat
select max(ended_at) from heartbeat.beat where state = 'done';
