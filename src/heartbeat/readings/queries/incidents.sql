-- name: read_track
select track from heartbeat.alert_track where kind = %(kind)s and subject = %(subject)s;

-- name: read_tracks
select subject, track from heartbeat.alert_track where kind = %(kind)s;

-- name: write_track
insert into heartbeat.alert_track (kind, subject, track) values (%(kind)s, %(subject)s, %(track)s)
on conflict (kind, subject) do update set track = excluded.track;

-- name: lock_open
-- The open incident of a subject, whatever the workspace was called when it was opened. What time brings to it waits for this
-- transaction, and the other way round; whoever only writes what it tells waits for nobody.
select incident_id, kind, subject, seq, state, severity, flapping, fired_at, facts, acked_at
  from heartbeat.incident
 where kind = %(kind)s and subject = %(subject)s and state <> 'closed'
   for no key update;

-- name: open_incident
insert into heartbeat.incident (dedup_key, kind, subject, state, severity, began_at, facts)
values (%(dedup_key)s, %(kind)s, %(subject)s, 'pending', %(severity)s, %(now)s, %(facts)s)
returning incident_id, kind, subject, seq, state, severity, flapping, fired_at, facts, acked_at;

-- name: move_incident
-- An escalation ends an acknowledgement: what was acknowledged was something milder.
update heartbeat.incident
   set seq = seq + %(raised)s, state = %(state)s, severity = %(severity)s, flapping = %(flapping)s,
       fired_at = coalesce(fired_at, %(fired_at)s), closed_at = %(closed_at)s, closed_reason = %(closed_reason)s,
       closed_by = %(closed_by)s, facts = facts || %(facts)s,
       acked_at = case when %(change)s = 'escalate' then null else acked_at end,
       acked_by = case when %(change)s = 'escalate' then null else acked_by end,
       step = case when %(change)s = 'escalate' then 0 else step end,
       paged_at = case when %(change)s = 'escalate' then null else paged_at end
 where incident_id = %(incident_id)s
returning incident_id, kind, subject, seq, state, severity, flapping, fired_at, facts, acked_at;

-- name: write_transition
insert into heartbeat.incident_transition (incident_id, seq, at, change, state, severity, cause, actor, beat_id, evidence)
values (%(incident_id)s, %(seq)s, %(now)s, %(change)s, %(state)s, %(severity)s, %(cause)s, %(actor)s, %(beat_id)s, %(evidence)s);

-- name: end_snoozes
-- What is worse than what was snoozed is told.
update heartbeat.silence set ended_at = %(now)s, ended_by = 'escalation'
 where kind = 'snooze' and matcher ->> 'metric_id' = %(metric_id)s and ended_at is null and ends_at > %(now)s;

-- name: read_audience
-- What decides whether and whom a metric tells, and how it is called.
select r.metric_id, r.code, r.name, r.area, r.owner, r.verification_state, r.how_to_read
  from heartbeat.metric_registry r
 where r.metric_id = %(metric_id)s;

-- name: read_workspace_settings
select settings from heartbeat.workspace where id = 1;

-- name: read_silences
-- Those that are or will be in force.
select silence_id, kind, matcher, starts_at, ends_at, ended_at
  from heartbeat.silence
 where ended_at is null and (ends_at is null or ends_at > %(now)s);

-- name: read_authors
select silence_id, made_by from heartbeat.silence where silence_id = any(%(silence_ids)s);

-- name: count_pages
-- Incidents of a metric whose first message went to somebody since then.
select count(distinct o.incident_id)
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where i.kind = 'threshold' and i.subject = %(metric_id)s and i.incident_id <> %(incident_id)s and o.kind = 'fire'
   and o.state not in ('suppressed', 'digest', 'superseded') and o.made_at > %(since)s;

-- name: read_told_lanes
-- Where an incident was told of, or will be before what comes now.
select distinct channel, recipient
  from heartbeat.outbox
 where incident_id = %(incident_id)s and kind <> 'resolve' and kind <> 'close'
   and state in ('held', 'queued', 'delivered', 'ambiguous')
 order by channel, recipient;

-- name: write_notice
insert into heartbeat.outbox (incident_id, seq, kind, channel, recipient, state, reason, severity, payload, beat_id, made_at, ended_at)
values (%(incident_id)s, %(seq)s, %(kind)s, %(channel)s, %(recipient)s, %(state)s, %(reason)s, %(severity)s, %(payload)s, %(beat_id)s,
        %(now)s, case when %(state)s = 'suppressed' then %(now)s end)
on conflict do nothing;

-- name: show_incidents
-- What screens tell of incidents from this board on. Whoever is told of one for the first time is told from now on.
update heartbeat.incident i
   set shown_seq = seq, shown_state = state, shown_severity = severity, shown_flapping = flapping, shown_version = %(version)s,
       paged_at = case when told.is_told then coalesce(paged_at, %(now)s) else paged_at end,
       told_at = case when told.is_told then %(now)s else told_at end
  from (select t.incident_id,
               exists (select from heartbeat.outbox o
                        where o.incident_id = t.incident_id and o.state = 'held' and o.kind in ('fire', 'escalate')) as is_told
          from heartbeat.incident_transition t join heartbeat.incident u using (incident_id)
         where t.board_version is null
           and (%(metric_ids)s::text[] is null or (u.kind in ('threshold', 'health') and u.subject = any(%(metric_ids)s)))
         group by t.incident_id) told
 where i.incident_id = told.incident_id;

-- name: publish_transitions
update heartbeat.incident_transition t set board_version = %(version)s
  from heartbeat.incident i
 where t.board_version is null and i.incident_id = t.incident_id
   and (%(metric_ids)s::text[] is null or (i.kind in ('threshold', 'health') and i.subject = any(%(metric_ids)s)));

-- name: read_held
-- What waits for this board, with what it is about; what was never to be sent is shown with it.
select o.outbox_id, o.incident_id, o.channel, o.recipient, o.state, o.payload, i.kind as incident_kind, i.subject
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
 where o.board_version is null
   and (%(metric_ids)s::text[] is null or (i.kind in ('threshold', 'health') and i.subject = any(%(metric_ids)s)))
 order by o.outbox_id;

-- name: make_messages
-- One message for each lane, whatever came together for it.
insert into heartbeat.message (channel, recipient, form, not_before, made_at)
select channel, recipient, form, %(now)s, %(now)s
  from unnest(%(channels)s::text[], %(recipients)s::text[], %(forms)s::text[]) as lane (channel, recipient, form)
returning message_id, channel, recipient;

-- name: release_rows
update heartbeat.outbox o
   set state = case when o.state = 'held' then 'queued' else o.state end, payload = o.payload || ready.added, message_id = ready.message_id,
       board_version = %(version)s
  from unnest(%(ids)s::bigint[], %(added)s::jsonb[], %(message_ids)s::bigint[]) as ready (outbox_id, added, message_id)
 where o.outbox_id = ready.outbox_id;

-- name: read_shown
-- The incident that each metric shows, and what keeps its messages back, for its tile.
select i.subject as metric_id, i.incident_id as id, i.shown_state as state, i.shown_severity as severity, i.shown_flapping as flapping,
       coalesce(i.fired_at, i.began_at) as since, i.acked_by, i.acked_at, i.paged_at is not null as told
  from heartbeat.incident i
 where i.kind = 'threshold' and i.shown_seq is not null and i.shown_state <> 'closed'
   and (%(metric_ids)s::text[] is null or i.subject = any(%(metric_ids)s));

-- name: read_health
-- How each registered metric is: its last attempt, and the age of its data. One that never had a value is on the screen alone.
select r.metric_id, r.code, r.name, r.area, r.tables, r.period, s.health, s.error, s.health_since, s.source_as_of,
       s.value is not null as has_value, s.beat_id = %(beat_id)s as is_fresh
  from heartbeat.metric_registry r join heartbeat.metric_state s using (metric_id)
 order by r.catalog_position;

-- name: read_sources_run
-- The sources that a beat has tried to read.
select distinct source_id from heartbeat.beat_source where beat_id = %(beat_id)s and state in ('ok', 'error', 'held');

-- name: add_facts
-- What is known by now of an incident that goes on.
update heartbeat.incident set facts = facts || %(facts)s where incident_id = %(incident_id)s and facts || %(facts)s <> facts;

-- name: read_open_subjects
select subject from heartbeat.incident where kind = %(kind)s and state <> 'closed';

-- name: read_pager
-- What pages for a metric, and how its numbers are written.
select r.definition_hash, r.direction, r.norm_value, r.alert_value, r.min_n, r.unit, r.decimals, r.page_on, r.page_on_typical,
       r.for_readings, r.keep_readings, r.clear_value, coalesce(w.settings ->> 'currency', 'EUR') as currency,
       coalesce(w.settings ->> 'locale', 'en') as locale
  from heartbeat.metric_registry r cross join heartbeat.workspace w
 where r.metric_id = %(metric_id)s;

-- name: read_past_values
-- The good readings of a definition since then whose data had advanced, oldest first.
select value, n
  from (select reading_id, value, n, source_as_of, lag(source_as_of) over (order by reading_id) as before
          from heartbeat.reading
         where metric_id = %(metric_id)s and as_of > %(since)s and definition_hash = %(definition_hash)s and health = 'ok') r
 where before is null or source_as_of > before
 order by reading_id;
