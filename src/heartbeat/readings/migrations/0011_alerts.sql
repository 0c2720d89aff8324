-- Incidents and their messages. What opens or closes one is written with the reading that causes it; a message waits here until the
-- board that shows its cause is published, and then until it has an end that anybody can look up.

-- Where each metric stands between normal and firing, and what health and sources are counted by. It outlives incidents.
create table heartbeat.alert_track (
    kind           text not null check (kind in ('threshold', 'health', 'source', 'channel', 'beats')),
    subject        text not null,           -- metric, source or channel; 'beats' for the pipeline itself
    track          jsonb not null,
    primary key (kind, subject)
);

create table heartbeat.incident (
    incident_id    bigint generated always as identity primary key,  -- the number in every message
    dedup_key      text not null,           -- sha256 of workspace, subject and kind
    kind           text not null check (kind in ('threshold', 'health', 'source', 'channel', 'beats')),
    subject        text not null,
    seq            bigint not null default 0,  -- raised by whatever is told of it
    state          text not null check (state in ('pending', 'firing', 'recovering', 'closed')),
    severity       text not null check (severity in ('red', 'amber')),
    flapping       boolean not null default false,
    began_at       timestamptz not null,    -- of the first bad reading
    fired_at       timestamptz,             -- null: never got beyond pending
    closed_at      timestamptz,
    closed_reason  text check (closed_reason in ('resolved', 'cleared', 'edited', 'unverified', 'changed', 'no_owner', 'retired')),
    closed_by      text,                    -- who edited or deployed; null where a reading closed it
    facts          jsonb not null default '{}',  -- what it is about, in words: title, error, metrics folded in
    -- as the last board shows it
    shown_seq      bigint,                  -- null: no board has shown it yet
    shown_state    text,
    shown_severity text,
    shown_flapping boolean,
    shown_version  bigint,                  -- of the board
    -- who is on it
    acked_at       timestamptz,
    acked_by       text,
    -- what time has brought
    told_at        timestamptz,             -- of the last fire, escalation or reminder that was let go
    paged_at       timestamptz,             -- of the first fire that was let go to somebody; null: nobody was told
    step           int not null default 0,  -- escalation steps taken
    check ((acked_at is null) = (acked_by is null))
);
-- One open incident per key, whatever happens at the same time.
create unique index incident_one_open on heartbeat.incident (dedup_key) where state <> 'closed';
create index incident_of_subject on heartbeat.incident (subject, incident_id desc);
create index incident_closed on heartbeat.incident (closed_at) where state = 'closed';
create index incident_on_screens on heartbeat.incident (subject) where shown_state <> 'closed';

-- What happened to an incident and the evidence for it: enough to judge it again.
create table heartbeat.incident_transition (
    transition_id  bigint generated always as identity primary key,
    incident_id    bigint not null references heartbeat.incident,
    seq            bigint not null,
    at             timestamptz not null,
    change         text not null,           -- pending, fire, escalate, recovering, firing, resolve, close, flapping, steady, remind, step, owed
    state          text not null,           -- after it
    severity       text not null,
    cause          text not null check (cause in ('reading', 'operator', 'deploy', 'typical', 'time', 'beat')),
    actor          text,                    -- of an edit
    beat_id        bigint,
    evidence       jsonb not null,          -- value, lines, verdict, event, track before and after
    board_version  bigint                   -- null until published
);
create index incident_transition_of on heartbeat.incident_transition (incident_id, transition_id);
create index incident_transition_unpublished on heartbeat.incident_transition (incident_id) where board_version is null;

-- What people did about an incident: acknowledge, take it back, comment.
create table heartbeat.incident_action (
    action_id      bigint generated always as identity primary key,
    incident_id    bigint not null references heartbeat.incident,
    at             timestamptz not null,
    by             text not null check (length(by) between 1 and 100),
    kind           text not null check (kind in ('acknowledge', 'release', 'comment')),
    text           text check (length(text) between 1 and 2000)
);
create index incident_action_of on heartbeat.incident_action (incident_id, action_id);

-- Messages that people do not want for a while. None of them hides anything from a screen.
create table heartbeat.silence (
    silence_id     bigint generated always as identity primary key,
    kind           text not null check (kind in ('snooze', 'silence', 'mute')),
    matcher        jsonb not null,          -- {"metric_id": …}, or any of area, owner, severity, kind, subject; all must hold
    starts_at      timestamptz not null,
    ends_at        timestamptz,             -- null for a mute alone
    made_at        timestamptz not null,
    made_by        text not null check (length(made_by) between 1 and 100),
    reason         text not null check (length(reason) between 1 and 1000),
    ended_at       timestamptz,             -- by hand, before its end
    ended_by       text,
    check (kind = 'mute' or ends_at > starts_at)
);
create index silence_in_force on heartbeat.silence (ends_at) where ended_at is null;

-- What is sent as one text. It is claimed by raising its fence; whoever has an older fence may not finish it.
create table heartbeat.message (
    message_id     bigint generated always as identity primary key,
    channel        text not null,
    recipient      text not null,           -- address where the channel has many, else ''
    form           text not null check (form in ('single', 'group', 'digest', 'test')),
    once_key       text unique,             -- of a digest: it is made once, whoever makes it
    state          text not null default 'queued'
                   check (state in ('queued', 'sending', 'retry', 'delivered', 'ambiguous', 'dead', 'superseded')),
    attempt        int not null default 0,
    fence          bigint not null default 0,
    lease_until    timestamptz,
    not_before     timestamptz not null,
    made_at        timestamptz not null,
    began_at       timestamptz,             -- of the first attempt
    ended_at       timestamptz,
    last_error     text,
    is_unsure      boolean not null default false,  -- an attempt may have been delivered
    content        jsonb,                   -- what was sent last, as rendered
    facts          jsonb not null default '{}',  -- of a digest or a test, which has no rows
    reference      jsonb                    -- how the channel calls what it took: thread, message id
);
create index message_waiting on heartbeat.message (not_before) where state in ('queued', 'retry', 'sending');
create index message_of_channel on heartbeat.message (channel, recipient, message_id);

create table heartbeat.delivery_attempt (
    message_id     bigint not null references heartbeat.message,
    fence          bigint not null,
    started_at     timestamptz not null,
    ended_at       timestamptz,             -- null: the process that sent it has not come back
    outcome        text check (outcome in ('delivered', 'retry', 'ambiguous', 'dead')),
    status         int,                     -- of HTTP or SMTP
    error          text,
    primary key (message_id, fence)
);

-- One row for whatever an incident tells somebody, written with the transition that tells it.
create table heartbeat.outbox (
    outbox_id      bigint generated always as identity primary key,
    incident_id    bigint not null references heartbeat.incident,
    seq            bigint not null,         -- of the incident
    kind           text not null check (kind in ('fire', 'escalate', 'resolve', 'close', 'flapping', 'remind', 'step')),
    channel        text not null,           -- '' where there is none
    recipient      text not null default '',
    state          text not null check (state in ('held', 'queued', 'digest', 'delivered', 'ambiguous', 'dead', 'superseded', 'suppressed')),
    reason         text,                    -- why it was suppressed, superseded or put off to the digest
    severity       text not null,
    payload        jsonb not null,          -- what it says; with the metric's entry of the board once that is published
    beat_id        bigint,
    made_at        timestamptz not null,
    ended_at       timestamptz,
    board_version  bigint,                  -- of the board that shows its cause
    message_id     bigint references heartbeat.message,
    unique (incident_id, seq, channel, recipient, kind)
);
create index outbox_held on heartbeat.outbox (incident_id) where state = 'held';
create index outbox_digest on heartbeat.outbox (channel, recipient) where state = 'digest';
create index outbox_of_message on heartbeat.outbox (message_id);
create index outbox_made on heartbeat.outbox (made_at);

-- What each channel and the pipeline last proved: a delivery, a dead one, a ping of the dead man's switch.
create table heartbeat.alert_proof (
    kind           text not null check (kind in ('channel', 'dead_man')),
    name           text not null,
    proven_at      timestamptz,             -- last confirmed
    failed_at      timestamptz,             -- last failure
    error          text,
    beat_id        bigint,                  -- of the ping
    primary key (kind, name)
);

grant select on heartbeat.alert_track, heartbeat.incident, heartbeat.incident_transition, heartbeat.incident_action, heartbeat.silence,
    heartbeat.message, heartbeat.delivery_attempt, heartbeat.outbox, heartbeat.alert_proof to hb_worker, hb_app, hb_config;
-- A reading, an edit and a deploy each move incidents, and an edit publishes at once.
grant insert, update on heartbeat.alert_track, heartbeat.incident to hb_worker, hb_app, hb_config;
grant insert, update (board_version) on heartbeat.incident_transition to hb_worker, hb_app, hb_config;
grant insert, update (state, reason, payload, ended_at, board_version, message_id) on heartbeat.outbox to hb_worker, hb_app, hb_config;
grant insert on heartbeat.message to hb_worker, hb_app, hb_config;
-- Only the worker sends.
grant update on heartbeat.message to hb_worker;
grant insert, update on heartbeat.delivery_attempt, heartbeat.alert_proof to hb_worker;
grant insert on heartbeat.incident_action, heartbeat.silence to hb_app;
-- An escalation ends a snooze, whatever it came from.
grant update (ended_at, ended_by) on heartbeat.silence to hb_worker, hb_app, hb_config;
