-- Making roles and one database. Names in braces are identifiers, composed with psycopg.sql.

-- name: role_exists
-- Roles belong to the whole cluster, so one may be there from an earlier database.
select true from pg_roles where rolname = %s

-- name: database_owner
-- No row when the database does not exist.
select pg_get_userbyid(datdba) from pg_database where datname = %s

-- name: is_superuser
select rolsuper from pg_roles where rolname = current_user

-- name: create_role
create role {role} login password {password}

-- name: set_password
alter role {role} login password {password}

-- name: create_database
create database {database} owner {owner}

-- name: give_database
alter database {database} owner to {owner}

-- name: open_database
-- For a database that belongs to somebody else: enough to make the schemas in it.
grant create, connect on database {database} to {owner}

-- name: join_owner
grant {owner} to current_user

-- name: leave_owner
revoke {owner} from current_user

-- name: applied_migrations
-- In the order of their names, which is the order they were applied in.
select name, checksum from heartbeat.migration order by name

-- name: has_migration_table
select to_regclass('heartbeat.migration') is not null

-- name: make_migration_table
create table heartbeat.migration (
    name       text primary key,
    checksum   text not null,              -- sha256 of the file, prefix not yet replaced
    applied_at timestamptz not null default clock_timestamp()
)

-- name: record_migration
insert into heartbeat.migration (name, checksum) values (%s, %s)

-- name: lock_migrations
-- Held to the end of the transaction; a second process waits and then finds nothing to do.
select pg_advisory_xact_lock(hashtextextended('heartbeat.migration', 0))
