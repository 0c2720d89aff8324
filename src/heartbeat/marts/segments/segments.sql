-- name: wait_for_turn
-- why: two snapshots of one segment at a time would each miss what the other changes; until the end of the transaction.
select pg_advisory_xact_lock(hashtext('heartbeat.segments'));

-- name: begin_incoming
-- why: the worker may make no temporary table. Nobody sees this one: it is gone before the transaction ends, however it ends.
create unlogged table segments.incoming (entity text, value text);

-- name: count_incoming
-- why: all that is wrong is found by two passes in the server, however many rows there are.
select count(*), count(*) filter (where entity is null), count(*) filter (where value is null),
       count(*) filter (where entity = ''), count(*) filter (where length(entity) > %(longest)s),
       (select count(*) from (select from segments.incoming where entity is not null group by entity having count(*) > 1) doubled)
from segments.incoming;

-- name: find_unknown_values
-- why: a value that the file does not declare is named, with how many entities have it.
select value, count(*) from segments.incoming
where value <> all (%(known)s) group by value order by count(*) desc, value limit 3;

-- name: read_neighbours
-- why: between two days that were looked at an entity keeps what it had on the first.
select (select max(s.d) from segments.snapshot s where s.segment = %(segment)s and s.d < %(d)s),
       (select min(s.d) from segments.snapshot s where s.segment = %(segment)s and s.d > %(d)s);

-- name: count_moved
-- why: of the entities that were there on the day before that was looked at, those that have another value now.
select count(*)
from segments.incoming i
join segments.membership m on m.entity = i.entity
where m.segment = %(segment)s and m.from_d <= %(before)s and (m.to_d is null or m.to_d > %(before)s) and m.value <> i.value;

-- name: move
-- why: only entities whose value on this day is not what their intervals say are touched. Of these, every interval that overlaps
-- or touches the time from this day to the next one looked at is taken out; what of it lies outside, and the new value inside,
-- are put back, pieces that meet with one value as one. The deletion is read to its end before anything is inserted: the pieces are
-- sorted in between.
with standing as (
    select m.entity, m.value
    from segments.membership m
    where m.segment = %(segment)s and m.from_d <= %(d)s and (m.to_d is null or m.to_d > %(d)s)
), changed as materialized (
    select entity, i.value
    from segments.incoming i
    full join standing using (entity)
    where i.value is distinct from standing.value
), taken_out as (
    delete from segments.membership m
    using changed c
    where m.segment = %(segment)s and m.entity = c.entity
      and m.from_d <= %(until)s and (m.to_d is null or m.to_d >= %(d)s)
    returning m.entity, m.value, m.from_d, coalesce(m.to_d, 'infinity') as to_d
), pieces as (
    select entity, value, from_d, least(to_d, %(d)s::date) as to_d from taken_out where from_d < %(d)s
    union all
    select entity, value, greatest(from_d, %(until)s::date), to_d from taken_out where to_d > %(until)s
    union all
    select entity, value, %(d)s::date, %(until)s::date from changed where value is not null
), marked as (
    select *, (lag(value) over pieces_of is not distinct from value and lag(to_d) over pieces_of = from_d) is not true as begins
    from pieces
    window pieces_of as (partition by entity order by from_d)
), numbered as (
    select *, count(*) filter (where begins) over (partition by entity order by from_d) as number from marked
)
insert into segments.membership (segment, entity, value, from_d, to_d)
select %(segment)s, entity, value, min(from_d), nullif(max(to_d), 'infinity')
from numbered
group by entity, number, value;

-- name: note_snapshot
-- why: a day on which an entity does not appear is told apart from a day that was not looked at.
insert into segments.snapshot (segment, d, taken_at, as_of, entities)
values (%(segment)s, %(d)s, %(taken_at)s, %(as_of)s, %(entities)s)
on conflict (segment, d) do update
set taken_at = excluded.taken_at, as_of = excluded.as_of, entities = excluded.entities;

-- name: read_newest
-- why: the newest day of each segment is up to when it tells of its entities.
select distinct on (segment) segment, d, taken_at, as_of, entities from segments.snapshot order by segment, d desc;

-- name: read_days
-- why: a day that was looked at is not made up for from what the sources tell of it later.
select d from segments.snapshot where segment = %(segment)s and d between %(first)s and %(last)s;
