-- name: try_backfill_lock
-- why: held by the command for its whole life, however that ends.
select pg_try_advisory_lock(hashtextextended('heartbeat backfill ' || %(source_id)s, 0));

-- name: read_backfilled
-- why: whether a backfill goes on is told by its lock alone; asking for the lock would keep one from beginning.
with known as (
    select source_id, count(*) filter (where state = 'ok') as done, count(*) as tables,
           hashtextextended('heartbeat backfill ' || source_id, 0) as lock_key
    from landing.backfill
    group by source_id
)
select k.source_id, k.done, k.tables
from known k
where exists (
    select from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and l.classid = ((k.lock_key >> 32) & 4294967295)::oid and l.objid = (k.lock_key & 4294967295)::oid)
order by 1;

-- name: read_backfill
-- why: what ended well in an interrupted backfill is not loaded again.
select dataset, table_name, begun_at, is_again, state, started_at, rows, seconds
from landing.backfill
where source_id = %(source_id)s
order by dataset, table_name;

-- name: forget_backfill
-- why: a table that is no longer wanted must not count among those that are waited for.
delete from landing.backfill
where source_id = %(source_id)s and (dataset || '.' || table_name) <> all (%(tables)s::text[]);

-- name: enter_table
-- why: one row for each table, whatever became of it in an earlier backfill.
insert into landing.backfill (source_id, dataset, table_name, begun_at, is_again, started_at, state, rows, seconds)
values (%(source_id)s, %(dataset)s, %(table_name)s, %(begun_at)s, %(is_again)s, %(started_at)s, %(state)s, %(rows)s, %(seconds)s)
on conflict (dataset, table_name) do update
set source_id = excluded.source_id, begun_at = excluded.begun_at, is_again = excluded.is_again, started_at = excluded.started_at, ended_at = null,
    state = excluded.state, rows = excluded.rows, seconds = excluded.seconds, error = null;

-- name: start_table
update landing.backfill
set state = 'running', started_at = %(now)s, ended_at = null, rows = 0, seconds = null, error = null
where dataset = %(dataset)s and table_name = %(table_name)s;

-- name: note_rows
update landing.backfill set rows = %(rows)s where dataset = %(dataset)s and table_name = %(table_name)s;

-- name: end_table
update landing.backfill
set state = %(state)s, ended_at = %(now)s, rows = coalesce(%(rows)s, rows), seconds = %(seconds)s, error = left(%(error)s, 2000)
where dataset = %(dataset)s and table_name = %(table_name)s;
