-- Who asked for a beat, where people sign in: a schedule and a command have no name.
alter table heartbeat.beat
    add column asked_by text[] not null default '{}';

grant update (asked_by) on heartbeat.beat to hb_app;
