-- name: read_columns
-- why: pg_catalog shows columns to a role without any grant; information_schema would hide them.
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = %(dataset)s and c.relkind in ('r', 'p', 'v', 'm') and c.relname not like '\_dlt\_%%'
order by c.relname, a.attnum;

-- name: read_empty_columns
-- why: the planner's sample already knows which columns hold nothing, so no row is read again.
select attname, null_frac = 1
from pg_catalog.pg_stats
where schemaname = %(dataset)s and tablename = %(table)s;

-- name: read_unique_keys
-- why: ON CONFLICT needs an index of exactly the key's columns.
select array_agg(a.attname::text)
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])
where n.nspname = %(dataset)s and c.relname = %(table)s
  and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
group by i.indexrelid;

-- name: read_newest_loads
-- why: the newest row of a table is its state; its evidence is the last load that brought rows. A year of hourly checks is
-- stepped over from one table to the next by the index, never read.
with recursive landed as (
    (select l.dataset, l.table_name from landing.table_load l
     where %(dataset)s::text is null or l.dataset = %(dataset)s
     order by l.dataset, l.table_name limit 1)
    union all
    select following.dataset, following.table_name
    from landed
    cross join lateral (
        select l.dataset, l.table_name from landing.table_load l
        where (l.dataset, l.table_name) > (landed.dataset, landed.table_name)
          and (%(dataset)s::text is null or l.dataset = %(dataset)s)
        order by l.dataset, l.table_name limit 1) following
)
select newest.dataset, newest.table_name, newest.source_id, newest.checked_at, newest.cursor_value, newest.rows,
       newest.total_rows, newest.disposition, newest.cursor_column, loaded.load_id
from landed
cross join lateral (
    select * from landing.table_load l
    where (l.dataset, l.table_name) = (landed.dataset, landed.table_name)
    order by l.id desc limit 1) newest
left join lateral (
    select l.load_id from landing.table_load l
    where (l.dataset, l.table_name) = (landed.dataset, landed.table_name) and l.load_id is not null
    order by l.id desc limit 1) loaded on true
order by 1, 2;

-- name: read_foreign_datasets
-- why: a dataset that another dlt pipeline fills has loads of its own and no row of ours.
select n.nspname
from pg_catalog.pg_namespace n
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = '_dlt_loads' and c.relkind = 'r'
where not exists (select 1 from landing.table_load l where l.dataset = n.nspname)
  and n.nspname not like '%%\_staging'
  and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select')
order by 1;

-- name: read_earlier_cursor
-- why: a cursor without a time (a number) has no "minus ten minutes"; what a run saw that long before the last one is the same.
select e.cursor_value
from landing.table_load e
where e.dataset = %(dataset)s and e.table_name = %(table)s and e.cursor_column = %(cursor_column)s
  and e.cursor_value is not null and e.checked_at <= %(until)s
order by e.id desc
limit 1;

-- name: open_run
-- why: a row exists from the first moment, so a run that dies is seen as one.
insert into landing.source_run (source_id, dataset, started_at, state)
values (%(source_id)s, %(dataset)s, %(now)s, 'running')
returning id;

-- name: close_lost_runs
-- why: whoever holds the dataset's lock knows that every older run of it is dead.
update landing.source_run
set state = 'error', ended_at = %(now)s, error_code = %(code)s, error = %(error)s
where dataset = %(dataset)s and state = 'running';

-- name: close_run
-- why: the outcome of a run commits together with what it published.
update landing.source_run
set state = %(state)s, ended_at = %(now)s, error_code = %(code)s, error = %(error)s
where id = %(run_id)s and state = 'running';

-- name: note_load
-- why: one row for each finished table, also when nothing was new.
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, cursor_column, cursor_value,
                                rows, total_rows, seconds, note)
values (%(source_id)s, %(dataset)s, %(table_name)s, %(load_id)s, %(checked_at)s, %(disposition)s, %(cursor_column)s,
        %(cursor_value)s, %(rows)s, %(total_rows)s, %(seconds)s, %(note)s);

-- name: read_conditions
-- why: `since` is the first failure after the last success, whatever the run of this moment is doing.
with newest as (
    select distinct on (source_id, dataset) id, source_id, dataset, state
    from landing.source_run
    order by source_id, dataset, id desc
), last_ok as (
    select source_id, dataset, max(id) as id, max(ended_at) as ended_at
    from landing.source_run where state = 'ok'
    group by source_id, dataset
), failures as (
    select r.source_id, r.dataset, min(r.started_at) as since, max(r.id) as last_id
    from landing.source_run r
    left join last_ok o using (source_id, dataset)
    where r.state in ('error', 'held') and r.id > coalesce(o.id, 0)
    group by r.source_id, r.dataset
)
select n.source_id, n.dataset, n.state, f.state, f.error, failures.since, o.ended_at, f.error_code
from newest n
left join last_ok o using (source_id, dataset)
left join failures using (source_id, dataset)
left join landing.source_run f on f.id = failures.last_id
order by n.source_id, n.dataset;
