-- name: read_columns
-- why: pg_catalog shows columns to a role without any grant; information_schema would hide them.
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = %(dataset)s and c.relkind in ('r', 'p', 'v', 'm') and c.relname not like '\_dlt\_%%'
order by c.relname, a.attnum;

-- name: may_enter
-- why: a grant that stands already would be written again with each run.
select pg_catalog.has_schema_privilege(%(role)s, n.oid, 'usage') from pg_catalog.pg_namespace n where n.nspname = %(dataset)s;

-- name: read_empty_columns
-- why: the planner's sample already knows which columns hold nothing, so no row is read again.
select attname, null_frac = 1
from pg_catalog.pg_stats
where schemaname = %(dataset)s and tablename = %(table)s;

-- name: read_indexes
-- why: ON CONFLICT needs a unique index of exactly the key's columns; one that stands need not be made. Null for what is no such.
select c.relname, x.relname,
       case when i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null then (
           select array_agg(a.attname::text) from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])) end
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = %(dataset)s and (%(table)s::text is null or c.relname = %(table)s);

-- name: read_table_facts
-- why: what an index would save is judged by the size of a table, and by the indexes over plain columns that it has: the columns of each,
-- in order. A condition or an expression makes an index serve some statements only.
select c.relname, pg_catalog.pg_table_size(c.oid), nullif(c.reltuples, -1)::float8,
       exists (select from pg_catalog.pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname),
       array(select array_to_string(array(
                 select a.attname from unnest(i.indkey::int2[]) with ordinality as part (attnum, place)
                 join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
                 where part.place <= i.indnkeyatts order by part.place), chr(31))
             from pg_catalog.pg_index i
             where i.indrelid = c.oid and i.indisvalid and i.indpred is null and i.indexprs is null)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = %(dataset)s and c.relkind in ('r', 'p', 'm') and c.relname not like '\_dlt\_%%';

-- name: read_grants
-- why: a table that takes another's place has none of the rights that people gave it. Null stands for everybody.
select r.rolname, array_agg(a.privilege_type order by a.privilege_type), a.is_grantable
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral pg_catalog.aclexplode(c.relacl) a
left join pg_catalog.pg_roles r on r.oid = a.grantee
where n.nspname = %(dataset)s and c.relname = %(table)s and a.grantee <> c.relowner
  and (a.grantee = 0 or r.rolname <> all (%(own_roles)s))
group by a.grantee, r.rolname, a.is_grantable;

-- name: read_comments
-- why: of the table (no column), and of those of its columns that its heir has too.
select a.attname, d.description
from pg_catalog.pg_description d
join pg_catalog.pg_class c on c.oid = d.objoid and d.classoid = 'pg_catalog.pg_class'::regclass
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
where n.nspname = %(dataset)s and c.relname = %(table)s
  and (d.objsubid = 0 or a.attname in (
      select h.attname from pg_catalog.pg_attribute h
      join pg_catalog.pg_class hc on hc.oid = h.attrelid and hc.relname = c.relname
      join pg_catalog.pg_namespace hn on hn.oid = hc.relnamespace and hn.nspname = %(heir_schema)s
      where h.attnum > 0 and not h.attisdropped));

-- name: read_openers
-- why: a table that somebody keeps open cannot be dropped, and only they or an administrator can end that.
select n.nspname, c.relname, array_agg(distinct coalesce(
           format('process %%s (%%s of %%s)', l.pid, coalesce(nullif(a.application_name, ''), a.backend_type, 'a session'), a.usename),
           'a prepared transaction'))
from pg_catalog.pg_locks l
join pg_catalog.pg_class c on c.oid = l.relation
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_catalog.pg_backend_pid()
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
  and n.nspname = any (%(schemas)s)
group by n.nspname, c.relname;

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
       newest.total_rows, newest.disposition, newest.cursor_column, loaded.load_id, newest.reason, newest.key_columns,
       newest.seconds, newest.note, newest.changed_columns, loaded.checked_at, loaded.rows, loaded.seconds
from landed
cross join lateral (
    select * from landing.table_load l
    where (l.dataset, l.table_name) = (landed.dataset, landed.table_name)
    order by l.id desc limit 1) newest
left join lateral (
    select l.load_id, l.checked_at, l.rows, l.seconds from landing.table_load l
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
-- What was seen before the table was last begun anew may have been a time, or another sequence.
select e.cursor_value
from landing.table_load e
where e.dataset = %(dataset)s and e.table_name = %(table)s and e.cursor_column = %(cursor_column)s
  and e.cursor_value is not null and e.cursor_value not in ('NaN', 'Infinity') and e.checked_at <= %(until)s
  and e.id >= coalesce((select max(a.id) from landing.table_load a
                        where a.dataset = %(dataset)s and a.table_name = %(table)s and a.starts_anew), 0)
order by e.id desc
limit 1;

-- name: open_run
-- why: a row exists from the first moment, so a run that dies is seen as one.
insert into landing.source_run (source_id, dataset, is_whole, started_at, state)
values (%(source_id)s, %(dataset)s, %(is_whole)s, %(now)s, 'running')
returning id;

-- name: close_lost_runs
-- why: whoever holds the dataset's lock knows that every older run of it is dead.
update landing.source_run
set state = %(state)s, ended_at = %(now)s, error_code = %(code)s, error = %(error)s, hint = %(hint)s
where dataset = %(dataset)s and state = 'running';

-- name: close_run
-- why: the outcome of a run commits together with what it published.
update landing.source_run
set state = %(state)s, ended_at = %(now)s, error_code = %(code)s, error = %(error)s, hint = %(hint)s, failures = %(failures)s
where id = %(run_id)s and state = 'running';

-- name: note_load
-- why: one row for each finished table, also when nothing was new.
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, cursor_column, cursor_value,
                                rows, total_rows, seconds, note, changed_columns, starts_anew, reason, key_columns)
values (%(source_id)s, %(dataset)s, %(table_name)s, %(load_id)s, %(checked_at)s, %(disposition)s, %(cursor_column)s,
        %(cursor_value)s, %(rows)s, %(total_rows)s, %(seconds)s, %(note)s, %(changed_columns)s, %(starts_anew)s,
        %(reason)s, %(key_columns)s);

-- name: forget_files
-- why: a table that was read in full holds the rows of the files of that read alone.
delete from landing.file_load where dataset = %(dataset)s and table_name = %(table_name)s;

-- name: forget_replaced_files
-- why: their rows stand under another name of the same file by now.
delete from landing.file_load
where dataset = %(dataset)s and table_name = %(table_name)s and file = any (%(files)s);

-- name: note_file
-- why: a file that is as it was is not read again.
insert into landing.file_load (source_id, dataset, table_name, file, modified_at, size, rows, rows_left_out, loaded_at)
values (%(source_id)s, %(dataset)s, %(table_name)s, %(file)s, %(modified_at)s, %(size)s, %(rows)s, %(rows_left_out)s, %(now)s)
on conflict (dataset, table_name, file) do update
set source_id = excluded.source_id, modified_at = excluded.modified_at, size = excluded.size, rows = excluded.rows,
    rows_left_out = excluded.rows_left_out, loaded_at = excluded.loaded_at;

-- name: read_files
-- why: compared with the files that are there now, it tells which are new and which have changed.
select file, modified_at, size, rows, rows_left_out from landing.file_load where dataset = %(dataset)s and table_name = %(table_name)s;

-- name: read_changed_columns
-- why: a column that stays gone is found by each run anew. A finding begins with the run whose predecessor did not make it, and
-- begins again when it had gone away meanwhile; only its newest beginning is told.
select distinct on (l.dataset, l.table_name, found.key, found.value) l.dataset, l.table_name, l.checked_at, found.key, found.value
from landing.table_load l
cross join lateral jsonb_each_text(l.changed_columns) found
left join lateral (
    select e.changed_columns from landing.table_load e
    where (e.dataset, e.table_name) = (l.dataset, l.table_name) and e.id < l.id
    order by e.id desc limit 1) before on true
where l.changed_columns is not null and before.changed_columns ->> found.key is distinct from found.value
order by l.dataset, l.table_name, found.key, found.value, l.id desc;

-- name: read_whole_runs
-- why: a schedule asks when all of a dataset was read last. A run in which a table failed or was held does not count.
select dataset, max(started_at) from landing.source_run where state = 'ok' and is_whole group by dataset;

-- name: read_conditions
-- why: `since` is the first failure after the last success, whatever the run of this moment is doing. A run over some tables knows
-- nothing of the others: it tells whether the source can be reached, and neither mends nor makes any other failure of the dataset.
with last_ok as (
    select source_id, dataset, max(id) as any_id, max(id) filter (where is_whole) as whole_id, max(ended_at) as ended_at
    from landing.source_run where state = 'ok'
    group by source_id, dataset
), telling as (
    select r.*, r.state in ('error', 'held')
                and r.id > case r.error_code when 'source-unreachable' then coalesce(o.any_id, 0) else coalesce(o.whole_id, 0) end
                as is_standing
    from landing.source_run r
    left join last_ok o using (source_id, dataset)
    where r.state in ('running', 'ok') or r.is_whole or r.error_code = 'source-unreachable'
), newest as (
    select distinct on (source_id, dataset) source_id, dataset, state
    from telling
    order by source_id, dataset, id desc
), failures as (
    select source_id, dataset, min(started_at) as since, max(id) as last_id
    from telling where is_standing
    group by source_id, dataset
)
select n.source_id, n.dataset, n.state, f.state, f.error, failures.since, o.ended_at, f.error_code, f.hint,
       coalesce(f.failures is not null, false)
from newest n
left join last_ok o using (source_id, dataset)
left join failures using (source_id, dataset)
left join landing.source_run f on f.id = failures.last_id
order by n.source_id, n.dataset;

-- name: make_durable
-- why: a delivery is acknowledged once and for all, so its commit waits for the disk also where a server does not by default. Its time
-- of receipt must not lie long before its commit, even where this process is stopped in between, or the run that reads up to that
-- time would miss it.
select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'
union all select set_config('statement_timeout', '5s', true)
union all select set_config('idle_in_transaction_session_timeout', '60s', true);

-- name: keep_delivery
-- why: the text is read as jsonb by Postgres itself, so numbers keep all their digits. `strict $.**{n}` are the values n levels down.
with delivered as materialized (select %(body)s::text::jsonb as payload),
judged as materialized (
    select payload, jsonb_path_exists(payload, ('strict $.**{' || %(deepest)s::int + 1 || '}')::jsonpath) as is_too_deep from delivered
),
kept as (
    insert into landing.webhook_delivery (source_id, webhook_id, sent_at, received_at, event_type, payload)
    select %(source_id)s, %(webhook_id)s, %(sent_at)s, clock_timestamp(),
           case jsonb_typeof(payload -> 'type') when 'string' then payload ->> 'type' end, payload
    from judged
    where not is_too_deep
    on conflict (source_id, webhook_id) do nothing
    returning true
)
select is_too_deep, exists (select from kept) from judged;

-- name: is_same_delivery
-- why: a second statement sees what a first one, that came at the same moment, has committed meanwhile.
select payload = %(body)s::text::jsonb from landing.webhook_delivery
where source_id = %(source_id)s and webhook_id = %(webhook_id)s;
