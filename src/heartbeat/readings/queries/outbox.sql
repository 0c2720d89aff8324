-- Messages from waiting to their end. A lane is one recipient of one channel.

-- name: listen
-- A board that lets messages go says so.
listen heartbeat_board;

-- name: due_channels
-- Where something waits whose time has come, or whose sender has not come back.
select distinct channel from heartbeat.message
 where (state in ('queued', 'retry') and not_before <= %(now)s) or (state = 'sending' and lease_until <= %(now)s)
 order by channel;

-- name: lock_channel
-- Claims of a channel follow one another, so that each sees what the one before took; held until the transaction ends.
select pg_advisory_xact_lock(hashtext('heartbeat.message'), hashtext(%(channel)s));

-- name: next_message
-- The oldest that is due, unless an older one of its lane that tells of the same incident is due or on its way. One that waits for its
-- next try blocks nothing: what is newer takes its place.
select m.message_id, m.channel, m.recipient, m.form, m.once_key, m.state, m.attempt, m.began_at, m.is_unsure, m.facts
  from heartbeat.message m
 where m.channel = %(channel)s
   and ((m.state in ('queued', 'retry') and m.not_before <= %(now)s) or (m.state = 'sending' and m.lease_until <= %(now)s))
   and not exists (
       select from heartbeat.outbox mine
         join heartbeat.outbox other using (incident_id, channel, recipient)
         join heartbeat.message busy on busy.message_id = other.message_id
        where mine.message_id = m.message_id and mine.state = 'queued' and other.state = 'queued'
          and busy.message_id <> m.message_id
          and ((busy.state = 'sending' and (busy.lease_until > %(now)s or busy.message_id < m.message_id))
               or (busy.state in ('queued', 'retry') and busy.not_before <= %(now)s and busy.message_id < m.message_id)))
 order by m.message_id
 limit 1
   for update of m skip locked;

-- name: read_rows
-- What a message has to say, and how each stands now.
select o.outbox_id, o.incident_id, o.seq, o.kind, o.severity, i.dedup_key, i.shown_state,
       case when o.reason is null then o.payload else o.payload || jsonb_build_object('reason', o.reason) end as payload,
       exists (select from heartbeat.outbox newer
                where newer.incident_id = o.incident_id and newer.channel = o.channel and newer.recipient = o.recipient
                  and newer.seq > o.seq and newer.board_version is not null
                  and newer.state in ('queued', 'delivered', 'ambiguous', 'dead')) as has_newer,
       exists (select from heartbeat.outbox told left join heartbeat.message m on m.message_id = told.message_id
                where told.incident_id = o.incident_id and told.channel = o.channel and told.recipient = o.recipient
                  and told.seq < o.seq and told.kind not in ('resolve', 'close')
                  and (told.state in ('delivered', 'ambiguous') or (told.state = 'queued' and m.is_unsure))) as was_told
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where o.message_id = %(message_id)s and o.state = 'queued'
 order by o.outbox_id;

-- name: earlier_reference
-- How the channel calls what it took of an incident last.
select m.reference
  from heartbeat.outbox o join heartbeat.message m on m.message_id = o.message_id
 where o.incident_id = %(incident_id)s and o.channel = %(channel)s and o.recipient = %(recipient)s
   and m.message_id <> %(message_id)s and m.reference is not null
 order by m.message_id desc
 limit 1;

-- name: hold_back
-- Nobody is woken: it waits for the end of the quiet hours, and then for what waited beside it.
update heartbeat.message
   set state = case when state = 'sending' then 'retry' else state end, lease_until = null, not_before = %(until)s,
       facts = facts || jsonb_build_object('waited_until', %(until)s::text)
 where message_id = %(message_id)s;

-- name: waited_beside
-- What else of the lane has waited and was not tried yet.
select message_id from heartbeat.message
 where channel = %(channel)s and recipient = %(recipient)s and message_id <> %(message_id)s
   and state = 'queued' and attempt = 0 and once_key is null and form <> 'test' and facts ? 'waited_until' and not_before <= %(now)s
   for update skip locked;

-- name: join_rows
update heartbeat.outbox set message_id = %(message_id)s where message_id = any(%(joined)s) and state = 'queued';

-- name: end_joined
update heartbeat.message
   set state = 'superseded', ended_at = %(now)s, facts = facts || jsonb_build_object('joined', %(message_id)s::bigint)
 where message_id = any(%(joined)s);

-- name: lose_attempt
-- A sender that has not come back: nobody knows whether what it sent arrived.
update heartbeat.delivery_attempt set ended_at = %(now)s, outcome = 'ambiguous', error = 'the process that sent it has not come back'
 where message_id = %(message_id)s and ended_at is null;

-- name: be_unsure
update heartbeat.message set is_unsure = true where message_id = %(message_id)s;

-- name: count_unsure
select count(*) from heartbeat.delivery_attempt where message_id = %(message_id)s and outcome = 'ambiguous';

-- name: end_row
update heartbeat.outbox set state = %(state)s, reason = coalesce(%(reason)s, reason), ended_at = %(now)s
 where outbox_id = any(%(outbox_ids)s) and state = 'queued';

-- name: end_message
update heartbeat.message
   set state = %(state)s, ended_at = %(now)s, lease_until = null, last_error = coalesce(%(error)s, last_error),
       reference = coalesce(%(reference)s, reference)
 where message_id = %(message_id)s;

-- name: take
update heartbeat.message
   set state = 'sending', form = %(form)s, fence = fence + 1, attempt = attempt + 1, began_at = coalesce(began_at, %(now)s),
       lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
 where message_id = %(message_id)s
returning fence, attempt, began_at;

-- name: begin_attempt
insert into heartbeat.delivery_attempt (message_id, fence, started_at) values (%(message_id)s, %(fence)s, %(now)s);

-- name: note_content
-- What is about to be sent; empty when the message has been given to another sender.
update heartbeat.message set content = %(content)s
 where message_id = %(message_id)s and fence = %(fence)s and state = 'sending'
returning message_id;

-- name: hold_sent
-- The message of whoever has the newest fence; empty when that is another sender, or when it has its end.
select is_unsure from heartbeat.message
 where message_id = %(message_id)s and fence = %(fence)s and state = 'sending'
   for update;

-- name: end_attempt
update heartbeat.delivery_attempt set ended_at = %(now)s, outcome = %(outcome)s, status = %(status)s, error = %(error)s
 where message_id = %(message_id)s and fence = %(fence)s;

-- name: try_again
update heartbeat.message
   set state = 'retry', not_before = %(not_before)s, lease_until = null, last_error = %(error)s
 where message_id = %(message_id)s;

-- name: note_proof
insert into heartbeat.alert_proof as p (kind, name, proven_at) values ('channel', %(channel)s, %(now)s)
on conflict (kind, name) do update set proven_at = greatest(p.proven_at, excluded.proven_at);

-- name: note_failure
insert into heartbeat.alert_proof as p (kind, name, failed_at, error) values ('channel', %(channel)s, %(now)s, %(error)s)
on conflict (kind, name) do update set failed_at = excluded.failed_at, error = excluded.error;

-- name: post_message
insert into heartbeat.message (channel, recipient, form, not_before, made_at)
values (%(channel)s, %(recipient)s, %(form)s, %(now)s, %(now)s)
returning message_id;

-- name: post_row
insert into heartbeat.outbox
       (incident_id, seq, kind, channel, recipient, state, severity, payload, beat_id, made_at, board_version, message_id)
values (%(incident_id)s, %(seq)s, %(kind)s, %(channel)s, %(recipient)s, 'queued', %(severity)s, %(payload)s, null, %(now)s,
        %(board_version)s, %(message_id)s)
on conflict do nothing;

-- name: read_dead_rows
-- What a dead message leaves untold, of incidents that go on, with the channels that this was meant for.
select o.incident_id, o.seq, o.kind, o.severity, o.payload, o.board_version, i.step,
       (select array_agg(distinct same.channel) from heartbeat.outbox same
         where same.incident_id = o.incident_id and same.seq = o.seq) as channels
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where o.outbox_id = any(%(outbox_ids)s) and o.kind not in ('resolve', 'close') and i.state <> 'closed' and i.shown_state <> 'closed'
 order by o.outbox_id;
