-- name: read_standing
-- why: asked by oid, so that a role without any grant may know how large a table is; indexes and long values count.
select n.nspname, c.relname, pg_catalog.pg_total_relation_size(c.oid),
       array(select a.attname::text from pg_catalog.pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
             order by a.attnum)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (%(datasets)s) and c.relkind in ('r', 'p', 'm') and c.relname not like '\_dlt\_%%'
order by 1, 2;

-- name: read_failing_tables
-- why: a failure stands until the table was read, or a later run over all tables came as far and did not meet it.
with told as (
    select r.id, r.dataset, r.started_at, failure.key as table_name, failure.value as failure
    from landing.source_run r
    cross join lateral jsonb_each(r.failures) failure
    where r.failures is not null
), newest as (
    select distinct on (dataset, table_name) * from told order by dataset, table_name, id desc
)
select n.dataset, n.table_name, n.failure ->> 'state', n.failure ->> 'code', n.failure ->> 'error', n.failure ->> 'hint',
       (select min(t.started_at) from told t
        where (t.dataset, t.table_name) = (n.dataset, n.table_name) and (read.at is null or t.started_at > read.at))
from newest n
left join lateral (
    select l.checked_at as at from landing.table_load l
    where (l.dataset, l.table_name) = (n.dataset, n.table_name)
    order by l.id desc limit 1) read on true
where (read.at is null or n.started_at > read.at)
  and not exists (
      select from landing.source_run later
      where later.dataset = n.dataset and later.id > n.id and later.is_whole
        and (later.state = 'ok' or (later.failures is not null and not later.failures ? n.table_name)))
order by 1, 2;

-- name: read_last_runs
select distinct on (source_id, dataset) dataset, started_at, ended_at, state, state = 'ok' or failures is not null
from landing.source_run
where ended_at is not null and is_whole
order by source_id, dataset, id desc;

-- name: read_reconciliations
select distinct on (dataset, table_name) dataset, table_name, started_at, ended_at, state, rows, ranges, differing, deleted, missed,
       changed, error
from landing.reconciliation
order by dataset, table_name, id desc;

-- name: read_file_counts
select dataset, table_name, count(*), sum(size)::bigint, max(modified_at),
       sum(rows_left_out)::bigint, min(file) filter (where rows_left_out > 0)
from landing.file_load
group by dataset, table_name
order by 1, 2;

-- name: read_waiting_deliveries
-- why: what came since the last run over its source is in intake and in no table yet.
select wanted.source_id, count(*), min(d.received_at)
from unnest(%(datasets)s::text[]) as wanted (source_id)
left join lateral (
    select max(l.checked_at) as checked_at from landing.table_load l where l.dataset = wanted.source_id) read on true
join landing.webhook_delivery d
    on d.source_id = wanted.source_id and (read.checked_at is null or d.received_at > read.checked_at)
group by wanted.source_id;
