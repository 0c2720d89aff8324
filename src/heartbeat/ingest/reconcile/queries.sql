-- name: find_by_key
-- why: rows are found by their place: nobody moves them while the table is locked against that. Two rows are one when their keys
-- have the same text; their other columns differ when their text does. What Postgres calls equal may differ in text (1.0 and
-- 1.00), and the source's text is the truth.
create temporary table heartbeat_differing on commit drop as
select here.place as standing, there.place as staged
from (select ctid as place, {key}::uuid as key_hash, {row}::uuid as row_hash from {standing} where {wanted}) as here
full join (select ctid as place, {key}::uuid as key_hash, {row}::uuid as row_hash, ({coming}) is true as is_coming
           from {staged}) as there
  on here.key_hash = there.key_hash
where here.row_hash is distinct from there.row_hash and there.is_coming is not true;

-- name: find_by_row
-- why: without a key, equal rows are numbered, so that each has its own counterpart; what the next run reads anyway counts on
-- neither side.
create temporary table heartbeat_differing on commit drop as
with here as (
    select place, row_hash, row_number() over (partition by row_hash) as nth
    from (select ctid as place, {row}::uuid as row_hash from {standing} where {wanted} and ({coming}) is not true) as hashed
), there as (
    select place, row_hash, row_number() over (partition by row_hash) as nth
    from (select ctid as place, {row}::uuid as row_hash from {staged} where ({coming}) is not true) as hashed
)
select here.place as standing, there.place as staged
from here
full join there on here.row_hash = there.row_hash and here.nth = there.nth
where here.place is null or there.place is null;

-- name: count_differing
select count(*) filter (where staged is null) as deleted, count(*) filter (where standing is null) as missed,
       count(*) filter (where staged is not null and standing is not null) as changed
from {differing};

-- name: delete_gone
delete from {standing} as t using {differing} as d where t.ctid = d.standing and d.staged is null;

-- name: correct_changed
update {standing} as t set {assignments}
from {differing} as d
join {staged} as s on s.ctid = d.staged
where t.ctid = d.standing;

-- name: insert_missed
insert into {standing} ({names})
select {values}
from {differing} as d
join {staged} as s on s.ctid = d.staged
where d.standing is null;

-- name: lock_standing
-- why: what rewrites a table waits, readers and writers do not.
lock table {standing} in row exclusive mode;

-- name: drop_differing
drop table {differing};
