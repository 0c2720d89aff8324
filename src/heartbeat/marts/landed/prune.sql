-- name: prune_loads
-- why: what the newest state, the last load with rows, an earlier cursor and the beginning of a change are read from stays, however
-- old; so every question about tables has the same answer before and after.
with newest as (
    select dataset, table_name, max(id) as id, max(checked_at) - interval '7 days' as week_before,
           max(id) filter (where load_id is not null) as with_rows, max(id) filter (where starts_anew) as anew
    from landing.table_load
    group by dataset, table_name
), ordered as (
    select id, changed_columns is distinct from lag(changed_columns) over (partition by dataset, table_name order by id) as is_change
    from landing.table_load
), resumed as (
    -- A cursor without a time goes back to what was seen a lag before, which a source that is read seldom saw weeks ago.
    select max(l.id) as id
    from landing.table_load l
    join newest n using (dataset, table_name)
    where l.cursor_value is not null and l.cursor_value not in ('NaN', 'Infinity') and l.checked_at < n.week_before
    group by l.dataset, l.table_name, l.cursor_column
)
delete from landing.table_load l
using newest n, ordered o
where (n.dataset, n.table_name, o.id) = (l.dataset, l.table_name, l.id)
  and l.checked_at < %(before)s and l.checked_at < n.week_before
  and l.id not in (n.id, coalesce(n.with_rows, 0), coalesce(n.anew, 0)) and not o.is_change
  and not exists (select from resumed r where r.id = l.id);

-- name: prune_runs
-- why: the last good runs stay, and of each kind of failure that stands the first and the last, so that "failing since" and what
-- failed are told as before.
with good as (
    select source_id, dataset, max(id) filter (where state = 'ok') as some_id,
           max(id) filter (where state = 'ok' and is_whole) as whole_id,
           max(id) filter (where is_whole and ended_at is not null) as ended_id
    from landing.source_run
    group by source_id, dataset
), standing as (
    select r.id, r.source_id, r.dataset, r.is_whole,
           case when r.error_code = 'source-unreachable' then 'source' when r.failures is null then 'run' else 'tables' end as what
    from landing.source_run r
    join good g using (source_id, dataset)
    where r.state in ('error', 'held')
      and r.id > coalesce(case r.error_code when 'source-unreachable' then g.some_id else g.whole_id end, 0)
), of_tables as (
    select min(r.id) as first_id, max(r.id) as last_id
    from landing.source_run r
    cross join lateral jsonb_object_keys(r.failures) as failed (table_name)
    left join lateral (
        select l.checked_at as at from landing.table_load l
        where (l.dataset, l.table_name) = (r.dataset, failed.table_name)
        order by l.id desc limit 1) read on true
    where r.failures is not null and (read.at is null or r.started_at > read.at)
    group by r.dataset, failed.table_name
), kept as (
    select unnest(array[some_id, whole_id, ended_id]) as id from good
    union
    select unnest(array[min(id), max(id)]) from standing group by source_id, dataset, is_whole, what
    union
    select unnest(array[first_id, last_id]) from of_tables
)
delete from landing.source_run r
where r.started_at < %(before)s and r.state <> 'running'
  and not exists (select from kept k where k.id = r.id);

-- name: prune_reconciliations
-- why: the last comparison of a table, and the last one that came to its end, are told however old they are.
with newest as (
    select max(id) as id, max(id) filter (where state = 'ok') as ended_id
    from landing.reconciliation
    group by dataset, table_name
)
delete from landing.reconciliation r
where r.started_at < %(before)s and r.state <> 'running'
  and not exists (select from newest n where r.id in (n.id, coalesce(n.ended_id, 0)));
