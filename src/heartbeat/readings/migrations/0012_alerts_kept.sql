-- What has ended is not kept for ever, and what was let go is altered by nobody but whoever sends it.

grant delete on heartbeat.incident, heartbeat.incident_transition, heartbeat.incident_action, heartbeat.silence, heartbeat.message,
    heartbeat.delivery_attempt, heartbeat.outbox to hb_worker;

create index incident_open_of on heartbeat.incident (kind, subject) where state <> 'closed';
create index message_ended on heartbeat.message (ended_at) where ended_at is not null;

-- A browser's edit and a deploy write what is told and let it go with the board that shows it. How it ends is for the worker to say:
-- a row that came as delivered, or was made so, would be a message that nobody got.

create function heartbeat.guard_notice() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' and new.state in ('held', 'digest', 'suppressed') and new.board_version is null then
        return null;
    elsif tg_op = 'UPDATE' and old.board_version is null
          and (new.state = old.state or (old.state = 'held' and new.state = 'queued')) then
        return null;
    end if;
    raise exception 'Row % of the outbox was let go, or has an end: "%" may not % it.', new.outbox_id, session_user, lower(tg_op)
        using errcode = 'insufficient_privilege', hint = 'The worker alone says what becomes of a message.';
end
$$;

create function heartbeat.guard_new_message() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.state = 'queued' and new.fence = 0 and new.attempt = 0 and new.content is null and new.ended_at is null then
        return null;
    end if;
    raise exception 'A message of "%" is new: nobody has tried it.', session_user
        using errcode = 'insufficient_privilege', hint = 'The worker alone says what becomes of a message.';
end
$$;

revoke execute on function heartbeat.guard_notice(), heartbeat.guard_new_message() from public;
create trigger guard_rows after insert or update on heartbeat.outbox
    for each row when (session_user in ('hb_app', 'hb_config')) execute function heartbeat.guard_notice();
create trigger guard_rows after insert on heartbeat.message
    for each row when (session_user in ('hb_app', 'hb_config')) execute function heartbeat.guard_new_message();
alter table heartbeat.outbox enable always trigger guard_rows;
alter table heartbeat.message enable always trigger guard_rows;
