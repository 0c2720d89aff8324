-- name: read_standings
-- What the secrets with these hashes stand for now, whether they are tokens, sessions or screens.
with found as (
    select 'token' as kind, hash, name, role, expires_at, revoked_at, null::timestamptz as ended_at
      from heartbeat.access_token where hash = any (%(hashes)s)
    union all
    select 'session', s.hash, t.name, t.role, least(s.expires_at, t.expires_at), t.revoked_at, s.ended_at
      from heartbeat.access_session s join heartbeat.access_token t using (token_id) where s.hash = any (%(hashes)s)
    union all
    select 'device', hash, name, 'viewer', null, revoked_at, null
      from heartbeat.access_device where hash = any (%(hashes)s)
)
select kind, hash, name, role, expires_at,
       case when revoked_at is not null then 'revoked' when ended_at is not null then 'ended'
            when expires_at <= clock_timestamp() then 'expired' else 'good' end as state,
       extract(epoch from expires_at - clock_timestamp())::double precision as expires_in_seconds
  from found;

-- name: note_tokens_used
-- One that lets nobody in any more is not used, however often it is brought. None of these waits for a row that somebody
-- holds: who comes in, and whose time is over, is read behind them.
update heartbeat.access_token set last_used_at = clock_timestamp() where token_id in (
select t.token_id from heartbeat.access_token t
 where (t.hash = any (%(hashes)s)
        or exists (select from heartbeat.access_session s
                    where s.token_id = t.token_id and s.hash = any (%(hashes)s)
                      and s.ended_at is null and s.expires_at > clock_timestamp()))
   and t.revoked_at is null and coalesce(t.expires_at > clock_timestamp(), true)
   and (t.last_used_at is null or t.last_used_at < clock_timestamp() - interval '1 minute')
   for no key update skip locked);

-- name: note_sessions_seen
-- A session that is used goes on.
update heartbeat.access_session set last_seen_at = clock_timestamp(), expires_at = clock_timestamp() + %(idle)s
 where session_id in (
select session_id from heartbeat.access_session
 where hash = any (%(hashes)s) and ended_at is null and expires_at > clock_timestamp()
   and last_seen_at < clock_timestamp() - interval '1 minute'
   for no key update skip locked);

-- name: note_devices_seen
update heartbeat.access_device set last_seen_at = clock_timestamp() where device_id in (
select device_id from heartbeat.access_device
 where hash = any (%(hashes)s) and revoked_at is null
   and (last_seen_at is null or last_seen_at < clock_timestamp() - interval '1 minute')
   for no key update skip locked);

-- name: insert_token
insert into heartbeat.access_token (name, role, hint, hash, created_at, created_by, expires_at)
values (%(name)s, %(role)s, %(hint)s, %(hash)s, %(now)s, %(by)s, %(expires_at)s)
on conflict do nothing
returning token_id;

-- name: read_tokens
-- Those that are good first, then by name; each with the browsers in which somebody is signed in with it.
with signed_in as (
    select token_id, count(*) as sessions from heartbeat.access_session
     where ended_at is null and expires_at > clock_timestamp() group by token_id
)
select token_id as id, name, role, hint, created_at, created_by, last_used_at, expires_at, revoked_at,
       case when revoked_at is null and coalesce(expires_at > clock_timestamp(), true)
            then coalesce(sessions, 0) else 0 end as sessions
  from heartbeat.access_token left join signed_in using (token_id)
 order by revoked_at is not null or coalesce(expires_at <= clock_timestamp(), false), lower(name), token_id;

-- name: read_token_by_hash
select token_id, expires_at, revoked_at from heartbeat.access_token where hash = %(hash)s;

-- name: revoke_token
update heartbeat.access_token set revoked_at = %(now)s, revoked_by = %(by)s
 where token_id = %(id)s and revoked_at is null;

-- name: has_token_of
-- Whether somebody could sign in with one of these roles.
select exists (select from heartbeat.access_token
                where role = any (%(roles)s) and revoked_at is null and coalesce(expires_at > clock_timestamp(), true));

-- name: insert_session
insert into heartbeat.access_session (token_id, hash, started_at, last_seen_at, expires_at)
values (%(token_id)s, %(hash)s, %(now)s, %(now)s, %(now)s::timestamptz + %(idle)s);

-- name: end_session
update heartbeat.access_session set ended_at = clock_timestamp() where hash = %(hash)s and ended_at is null;

-- name: prune_sessions
-- One that ended is known for a while, so that its browser is told why it has to sign in again.
delete from heartbeat.access_session where greatest(expires_at, ended_at) < %(now)s::timestamptz - interval '90 days';

-- name: read_devices
select device_id as id, name, paired_at, paired_by, last_seen_at, revoked_at
  from heartbeat.access_device order by revoked_at is not null, lower(name), device_id;

-- name: insert_device
insert into heartbeat.access_device (name, hash, paired_at, paired_by) values (%(name)s, %(hash)s, %(now)s, %(by)s)
returning device_id;

-- name: revoke_device
update heartbeat.access_device set revoked_at = %(now)s, revoked_by = %(by)s
 where device_id = %(id)s and revoked_at is null;

-- name: prune_pairings
delete from heartbeat.access_pairing where expires_at < %(now)s::timestamptz - interval '1 hour';

-- name: read_places
-- Who waits to be let in, the one that asked first first.
select pairing_id, address from heartbeat.access_pairing
 where device_id is null and refused_at is null and expires_at > clock_timestamp()
 order by pairing_id;

-- name: displace_pairings
-- One that was decided meanwhile stays.
delete from heartbeat.access_pairing
 where pairing_id = any (%(pairing_ids)s::bigint[]) and device_id is null and refused_at is null;

-- name: insert_pairing
insert into heartbeat.access_pairing (code, hash, device_hash, address, asked_at, expires_at)
values (%(code)s, %(hash)s, %(device_hash)s, %(address)s, %(now)s, %(expires_at)s)
on conflict do nothing
returning pairing_id;

-- name: read_pairing
-- That of the screen with this cookie, and whether the screen that it became is still let in.
select p.code, p.asked_at, p.expires_at, p.refused_at, p.device_id, d.revoked_at, p.expires_at > clock_timestamp() as is_open
  from heartbeat.access_pairing p left join heartbeat.access_device d using (device_id)
 where p.hash = %(hash)s;

-- name: hold_pairing
select pairing_id, device_hash, refused_at, device_id, expires_at > %(now)s as is_open
  from heartbeat.access_pairing where code = %(code)s for no key update;

-- name: approve_pairing
-- The screen has five minutes to hear of it, however late somebody decided.
update heartbeat.access_pairing
   set device_id = %(device_id)s, expires_at = greatest(expires_at, %(now)s::timestamptz + interval '5 minutes')
 where pairing_id = %(pairing_id)s;

-- name: refuse_pairing
update heartbeat.access_pairing set refused_at = %(now)s where pairing_id = %(pairing_id)s;

-- name: read_waiting
select code, asked_at, expires_at, address from heartbeat.access_pairing
 where device_id is null and refused_at is null and expires_at > clock_timestamp()
 order by pairing_id;
