-- name: open_incidents
-- Those that the last board shows as open; one that was closed since belongs to them until the next.
select incident_id from heartbeat.incident where shown_state <> 'closed';

-- name: closed_incidents
-- The newest first. What never got beyond pending told nobody and is no page of a book.
select incident_id, closed_at
  from heartbeat.incident
 where state = 'closed' and shown_state = 'closed' and fired_at is not null
   and (%(closed_before)s::timestamptz is null or (closed_at, incident_id) < (%(closed_before)s, %(id_before)s))
 order by closed_at desc, incident_id desc
 limit %(limit)s;

-- name: read_incidents
-- As the last board shows them.
select i.incident_id, i.kind, i.subject, i.shown_seq, i.shown_state as state, i.shown_severity as severity,
       coalesce(i.shown_flapping, false) as flapping, i.began_at,
       case when i.shown_state = 'pending' then i.began_at else coalesce(i.fired_at, i.began_at) end as since,
       case when i.shown_state = 'closed' then i.closed_at end as closed_at,
       case when i.shown_state = 'closed' then i.closed_reason end as closed_reason,
       case when i.shown_state = 'closed' then i.closed_by end as closed_by,
       i.acked_by, i.acked_at, i.told_at, i.paged_at, i.step, i.facts,
       (select count(*) from heartbeat.incident_action a where a.incident_id = i.incident_id and a.kind = 'comment') as comments
  from heartbeat.incident i
 where i.incident_id = any(%(incident_ids)s) and i.shown_seq is not null;

-- name: read_subjects
-- The metrics that incidents are about, with what an edit of them stands on.
select metric_id, code, name, area, owner, verification_state, norm_value, alert_value, target_value, target_due_date, direction,
       definition_hash
  from heartbeat.metric_registry where metric_id = any(%(metric_ids)s);

-- name: read_newest_notices
-- The newest that each incident had to tell, by channel, with the state of the message it goes out in.
select o.incident_id, o.channel, o.state, o.reason, o.made_at, coalesce(o.ended_at, m.ended_at) as ended_at, m.state as message_state,
       m.last_error
  from heartbeat.outbox o left join heartbeat.message m using (message_id)
 where o.incident_id = any(%(incident_ids)s) and o.state <> 'superseded' and (o.board_version is not null or o.kind in ('remind', 'step'))
   and o.seq = (select max(p.seq) from heartbeat.outbox p
                 where p.incident_id = o.incident_id and p.state <> 'superseded'
                   and (p.board_version is not null or p.kind in ('remind', 'step')))
 order by o.outbox_id;

-- name: read_last_said
-- What each incident had to tell last, whether anybody was told or not.
select distinct on (incident_id) incident_id, kind, severity, payload
  from heartbeat.outbox
 where incident_id = any(%(incident_ids)s) and board_version is not null
 order by incident_id, seq desc, outbox_id desc;

-- name: read_silences
-- In force or ahead.
select silence_id, kind, matcher, starts_at, ends_at, made_at, made_by, reason
  from heartbeat.silence
 where ended_at is null and (ends_at is null or ends_at > %(now)s)
 order by silence_id desc;

-- name: read_channel_proofs
select name, proven_at, failed_at, error from heartbeat.alert_proof where kind = 'channel';

-- name: read_dead_man
select proven_at, error from heartbeat.alert_proof where kind = 'dead_man' order by proven_at desc nulls last limit 1;

-- name: count_waiting
-- Messages of each channel that have not come to an end.
select channel, count(*) from heartbeat.message where state in ('queued', 'retry', 'sending') group by channel;

-- name: read_transitions
-- Of one incident, those that a board has shown, the oldest first.
select transition_id, seq, at, change, state, severity, cause, actor, evidence, board_version
  from heartbeat.incident_transition
 where incident_id = %(incident_id)s and board_version is not null
 order by transition_id;

-- name: read_actions
select action_id, at, by, kind, text from heartbeat.incident_action where incident_id = %(incident_id)s order by action_id;

-- name: messages_of_incident
-- The messages that an incident is or was in.
select distinct message_id from heartbeat.outbox where incident_id = %(incident_id)s and message_id is not null;

-- name: unsent_notices
-- What of an incident is in no message: suppressed, or waiting for a digest.
select outbox_id from heartbeat.outbox
 where incident_id = %(incident_id)s and message_id is null and state in ('suppressed', 'digest') and board_version is not null;

-- name: read_message_page
select message_id
  from heartbeat.message
 where (%(channel)s::text is null or channel = %(channel)s) and (%(state)s::text is null or state = %(state)s)
   and (%(before)s::bigint is null or message_id < %(before)s)
 order by message_id desc
 limit %(limit)s;

-- name: read_messages
select message_id, channel, recipient, form, state, attempt, made_at, not_before, ended_at, last_error, is_unsure, content
  from heartbeat.message where message_id = any(%(message_ids)s)
 order by message_id desc;

-- name: read_notices
-- What is told in messages, or in none.
select o.outbox_id, o.incident_id, o.seq, o.kind, o.severity, o.state, o.reason, o.channel, o.recipient, o.made_at, o.ended_at,
       o.board_version, o.message_id, o.payload, i.subject
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where o.message_id = any(%(message_ids)s) or o.outbox_id = any(%(outbox_ids)s)
 order by o.outbox_id desc;

-- name: read_attempts
select message_id, started_at, ended_at, outcome, status, error
  from heartbeat.delivery_attempt where message_id = any(%(message_ids)s)
 order by message_id, fence;

-- name: lock_incident
-- Last of all locks: the board and the metric come before.
select incident_id, kind, subject, shown_state as state, acked_by, acked_at, closed_at, closed_by, closed_reason
  from heartbeat.incident where incident_id = %(incident_id)s and shown_seq is not null
   for no key update;

-- name: peek_incident
select kind, subject from heartbeat.incident where incident_id = %(incident_id)s and shown_seq is not null;

-- name: lock_subject
select metric_id from heartbeat.metric_registry where metric_id = %(metric_id)s for update;

-- name: set_acknowledged
update heartbeat.incident set acked_at = %(at)s, acked_by = %(by)s where incident_id = %(incident_id)s;

-- name: log_action
insert into heartbeat.incident_action (incident_id, at, by, kind, text) values (%(incident_id)s, %(at)s, %(by)s, %(kind)s, %(text)s);

-- name: make_silence
insert into heartbeat.silence (kind, matcher, starts_at, ends_at, made_at, made_by, reason)
values (%(kind)s, %(matcher)s, %(starts_at)s, %(ends_at)s, %(made_at)s, %(made_by)s, %(reason)s)
returning silence_id;

-- name: read_silence
select silence_id, kind, matcher, starts_at, ends_at, made_at, made_by, reason, ended_at, ended_by
  from heartbeat.silence where silence_id = %(silence_id)s;

-- name: end_silence
update heartbeat.silence set ended_at = %(at)s, ended_by = %(by)s
 where silence_id = %(silence_id)s and ended_at is null and (ends_at is null or ends_at > %(at)s)
returning silence_id;

-- name: matched_candidates
-- Whatever of a metric a silence may speak of.
select metric_id, area, owner from heartbeat.metric_registry order by catalog_position, metric_id;

-- name: make_test_message
insert into heartbeat.message (channel, recipient, form, not_before, made_at, facts)
values (%(channel)s, %(recipient)s, 'test', %(now)s, %(now)s, %(facts)s)
returning message_id;

-- name: read_paging
-- When each metric pages.
select metric_id, code, name, area, owner, verification_state, page_on, page_on_typical, for_readings, keep_readings, clear_value, unit,
       decimals, direction, norm_value, alert_value, target_value
  from heartbeat.metric_registry where %(metric_id)s::text is null or metric_id = %(metric_id)s
 order by catalog_position, metric_id;

-- name: count_pages
-- Incidents of each metric whose first message was let go to somebody since then.
select i.subject, count(distinct o.incident_id)
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where i.kind = 'threshold' and o.kind = 'fire' and o.state not in ('suppressed', 'digest', 'superseded') and o.made_at > %(since)s
   and (%(metric_id)s::text is null or i.subject = %(metric_id)s)
 group by i.subject;

-- name: read_open_of
-- The open incident of each metric.
select subject, incident_id from heartbeat.incident
 where kind = 'threshold' and shown_state <> 'closed';
