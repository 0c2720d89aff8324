-- Who may look and who may edit: tokens, the sessions of people who signed in with one, televisions, and the codes that pair them.
--
-- No secret is kept: each is 256 random bits, and the hash of it is SHA-256. The role of the API makes and revokes; what a token or a
-- screen is and may do is written once, and what is revoked stays so.

create table heartbeat.access_token (
    token_id       bigint generated always as identity primary key,
    name           text not null check (length(name) between 1 and 100),  -- as which edits are logged
    role           text not null check (role in ('viewer', 'operator', 'admin')),
    hint           text not null,           -- its beginning and its last four characters, to know it by
    hash           bytea not null unique,
    created_at     timestamptz not null,
    created_by     text not null,
    last_used_at   timestamptz,
    expires_at     timestamptz,             -- null: it does not expire
    revoked_at     timestamptz,
    revoked_by     text
);
-- A name stands for one person or program at a time.
create unique index access_token_name on heartbeat.access_token (lower(name)) where revoked_at is null;

-- A browser in which somebody signed in. It ends with its token.
create table heartbeat.access_session (
    session_id     bigint generated always as identity primary key,
    token_id       bigint not null references heartbeat.access_token,
    hash           bytea not null unique,
    started_at     timestamptz not null,
    last_seen_at   timestamptz not null,
    expires_at     timestamptz not null,    -- moves on as long as it is used
    ended_at       timestamptz              -- signed out
);
create index access_session_expired on heartbeat.access_session (expires_at);

-- A television or another screen that was paired: it looks, and never expires.
create table heartbeat.access_device (
    device_id      bigint generated always as identity primary key,
    name           text not null check (length(name) between 1 and 100),
    hash           bytea not null unique,
    paired_at      timestamptz not null,
    paired_by      text not null,
    last_seen_at   timestamptz,
    revoked_at     timestamptz,
    revoked_by     text
);

-- A screen that asks to be let in. The code is what a person reads from it; the hash is of the cookie that the screen alone has.
create table heartbeat.access_pairing (
    pairing_id     bigint generated always as identity primary key,
    code           text not null,
    hash           bytea not null unique,
    device_hash    bytea not null,          -- of the cookie that it gets when it is approved
    address        text not null,           -- from which it asked, for the person who approves
    asked_at       timestamptz not null,
    expires_at     timestamptz not null,
    refused_at     timestamptz,
    device_id      bigint references heartbeat.access_device  -- when it was approved
);
create unique index access_pairing_code on heartbeat.access_pairing (code);
create index access_pairing_expired on heartbeat.access_pairing (expires_at);

grant select, insert on heartbeat.access_token, heartbeat.access_session, heartbeat.access_device, heartbeat.access_pairing to hb_app;
grant update (last_used_at, revoked_at, revoked_by) on heartbeat.access_token to hb_app;
grant update (last_seen_at, expires_at, ended_at) on heartbeat.access_session to hb_app;
grant update (last_seen_at, revoked_at, revoked_by) on heartbeat.access_device to hb_app;
grant update (expires_at, refused_at, device_id) on heartbeat.access_pairing to hb_app;
grant delete on heartbeat.access_session, heartbeat.access_pairing to hb_app;

create function heartbeat.guard_revoked() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.revoked_at is null or (new.revoked_at is not distinct from old.revoked_at
                                  and new.revoked_by is not distinct from old.revoked_by) then
        return null;
    end if;
    raise exception '"%" was revoked and stays so.', old.name
        using errcode = 'insufficient_privilege', hint = 'Make a new token, or pair the screen again.';
end
$$;

revoke execute on function heartbeat.guard_revoked() from public;
create trigger guard_rows after update on heartbeat.access_token for each row execute function heartbeat.guard_revoked();
create trigger guard_rows after update on heartbeat.access_device for each row execute function heartbeat.guard_revoked();
alter table heartbeat.access_token enable always trigger guard_rows;
alter table heartbeat.access_device enable always trigger guard_rows;
