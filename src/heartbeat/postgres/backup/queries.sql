-- Restoring: making, exchanging and dropping databases. Names in braces are identifiers, composed with psycopg.sql.

-- name: database_exists
select true from pg_database where datname = %s

-- name: drop_database
drop database if exists {database} with (force)

-- name: rename_database
alter database {old} rename to {new}

-- name: read_users
-- By the name that each session gives itself; those of the server's own processes have no user.
select distinct coalesce(nullif(application_name, ''), usename::text) from pg_stat_activity
 where datname = %s and pid <> pg_backend_pid() and usename is not null order by 1

-- name: read_stamp
select to_char(clock_timestamp() at time zone 'UTC', 'YYYYMMDD_HH24MISS')
