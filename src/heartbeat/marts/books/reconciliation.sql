-- name: open_comparison
-- why: a row exists from the first moment, so that one which dies is seen, and not repeated at once.
insert into landing.reconciliation (source_id, dataset, table_name, started_at, state)
values (%(source_id)s, %(dataset)s, %(table_name)s, %(now)s, 'running')
returning id;

-- name: close_comparison
-- why: the outcome commits together with what it mended.
update landing.reconciliation
set state = %(state)s, ended_at = %(now)s, rows = %(rows)s, ranges = %(ranges)s, differing = %(differing)s,
    deleted = %(deleted)s, missed = %(missed)s, changed = %(changed)s, error = left(%(error)s, 2000)
where id = %(id)s and state = 'running';

-- name: forget_comparison
delete from landing.reconciliation where id = %(id)s;

-- name: close_lost_comparisons
-- why: whoever holds the dataset's lock knows that every older one of it is dead.
update landing.reconciliation
set state = 'error', ended_at = %(now)s, error = left(%(error)s, 2000)
where dataset = %(dataset)s and state = 'running';

-- name: read_last_comparisons
-- why: a table that was loaded anew in full needs no comparison for as long as one that was compared.
select wanted.table_name, newest.started_at, newest.state, anew.checked_at
from unnest(%(tables)s::text[]) as wanted (table_name)
left join lateral (
    select r.started_at, r.state from landing.reconciliation r
    where (r.dataset, r.table_name) = (%(dataset)s, wanted.table_name)
    order by r.id desc limit 1) newest on true
left join lateral (
    select l.checked_at from landing.table_load l
    where (l.dataset, l.table_name) = (%(dataset)s, wanted.table_name) and l.starts_anew
    order by l.id desc limit 1) anew on true;

-- name: note_repair
-- why: the table is as far as its last run had brought it; only its rows are others, so that what is measured from them is due.
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, cursor_column, cursor_value,
                                rows, total_rows, seconds, note, changed_columns, reason, key_columns)
select source_id, dataset, table_name, %(load_id)s, checked_at, disposition, cursor_column, cursor_value,
       %(rows)s, %(total_rows)s, %(seconds)s, %(note)s, changed_columns, reason, key_columns
from landing.table_load
where dataset = %(dataset)s and table_name = %(table_name)s
order by id desc
limit 1;
