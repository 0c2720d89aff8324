-- name: read_schema
-- why: a schema that is missing and one that may not be used look the same in every other answer.
select pg_catalog.has_schema_privilege(n.oid, 'usage') from pg_catalog.pg_namespace n where n.nspname = %(schema)s;

-- name: read_tables
-- why: reltuples is the planner's estimate, free of charge; a partitioned table has the sum of its leaves.
-- Policies hide rows from some logins only: not from a superuser, the owner, or one with bypassrls.
select c.oid, c.relname, c.relkind in ('v', 'm', 'f') as is_view,
       case when c.relkind = 'p'
            then (select sum(greatest(leaf.reltuples, 0)) from pg_catalog.pg_partition_tree(c.oid) p
                  join pg_catalog.pg_class leaf on leaf.oid = p.relid where p.isleaf)
            when c.reltuples < 0 or c.relkind = 'v' then null
            else c.reltuples end::bigint as estimated_rows,
       pg_catalog.row_security_active(c.oid) as hides_rows
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = %(schema)s and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
order by c.relname;

-- name: read_columns
-- why: a domain is followed down to the type it stands on; an array tells the type of its elements. From version 18 on, a column may
-- be NOT NULL for new rows alone: then a constraint tells that it has not been validated.
with recursive typed as (
    select a.attrelid, a.attnum, a.attname, a.atttypid as type_id, a.atttypmod as typmod,
           a.attnotnull and not exists (
               select from pg_catalog.pg_constraint n
               where n.conrelid = a.attrelid and n.contype = 'n' and not n.convalidated and n.conkey = array[a.attnum]
           ) as is_never_null
    from pg_catalog.pg_attribute a
    where a.attrelid = any (%(tables)s) and a.attnum > 0 and not a.attisdropped
    union all
    select d.attrelid, d.attnum, d.attname, t.typbasetype, case when t.typtypmod <> -1 then t.typtypmod else d.typmod end,
           d.is_never_null
    from typed d
    join pg_catalog.pg_type t on t.oid = d.type_id and t.typtype = 'd'
)
select c.attrelid, c.attname, c.is_never_null, pg_catalog.format_type(c.type_id, c.typmod) as type_name,
       coalesce(e.typname, t.typname)::text as element_name, e.oid is not null as is_array,
       coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace
           and coalesce(e.typtype, t.typtype) in ('b', 'r', 'm') as is_core
from typed c
join pg_catalog.pg_type t on t.oid = c.type_id and t.typtype <> 'd'
left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'
order by c.attrelid, c.attnum;

-- name: read_keys
-- why: the primary key first, else the shortest unique index that always has a value for every row. A table that others inherit from
-- has none: it is read with their rows, which its own index does not know. NOT NULL may wait to be validated, as in read_columns.
select distinct on (i.indrelid) i.indrelid,
       (select array_agg(a.attname::text order by k.place)
        from unnest(i.indkey::int2[]) with ordinality k (attnum, place)
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where k.place <= i.indnkeyatts) as columns
from pg_catalog.pg_index i
where i.indrelid = any (%(tables)s) and i.indisunique and i.indisvalid and i.indimmediate
  and i.indpred is null and i.indexprs is null
  and not exists (select 1 from pg_catalog.pg_inherits h
                  join pg_catalog.pg_class parent on parent.oid = h.inhparent and parent.relkind = 'r'
                  where h.inhparent = i.indrelid)
  and not exists (select 1 from unnest(i.indkey::int2[]) with ordinality k (attnum, place)
                  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                  left join pg_catalog.pg_constraint n on n.conrelid = a.attrelid and n.contype = 'n' and n.conkey = array[a.attnum]
                  where k.place <= i.indnkeyatts and (not a.attnotnull or not n.convalidated))
order by i.indrelid, i.indisprimary desc, i.indnkeyatts, i.indexrelid;

-- name: read_moment
-- why: a cursor may not run ahead of the source's own clock; both renderings, for columns with and without a zone. What has no zone
-- may be written in UTC, or as the server's own zone has it: the earlier of the two hides no row.
select now()::text, least(localtimestamp, here)::text, least(localtimestamp, here)::date::text
from (select now() at time zone reset_val as here from pg_catalog.pg_settings where name = 'TimeZone') as server;

-- name: read_position
-- why: it is the first to ask for the snapshot of the transaction, which is taken just before the position is read: what the snapshot
-- shows was flushed before it (but for the last instant of commits that wait for no disk, `synchronous_commit = off`). What was written
-- and not flushed may be gone after a crash, and no standby has it yet: it would make a healthy server look older. A server and its
-- standbys have one log until a standby is promoted, which begins a new timeline.
select s.system_identifier || '/' || c.timeline_id as log,
       case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
            else pg_catalog.pg_current_wal_flush_lsn() end::text as position
from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c;

-- name: find_rebuilt
-- why: TRUNCATE, an ALTER TABLE that rewrites and an exchange of tables leave an older snapshot no row, and no error. pg_class has what
-- the snapshot sees, a function over an oid what is now. The locks name all that was read: partitions, children, what lies under
-- a view. Indexes are left out: one that is made anew hides no row. Nor does a partition or a child that has come hide any, unless
-- another has gone for it; that a new table is a child, where there were none, nothing here can tell.
with read as (
    select l.relation as oid, c.oid is not null as is_known, c.relfilenode, c.relkind = 'r' and c.relhassubclass as has_children,
           c.relispartition is not true and pg_catalog.pg_partition_root(l.relation) <> l.relation as is_attached
    from pg_catalog.pg_locks l
    left join pg_catalog.pg_class c on c.oid = l.relation
    where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.relation >= 16384
      and pg_catalog.pg_index_has_property(l.relation, 'clusterable') is null
), gone as (
    select h.inhrelid as oid
    from read parent
    join pg_catalog.pg_inherits h on h.inhparent = parent.oid
    join pg_catalog.pg_class c on c.oid = h.inhrelid
    where pg_catalog.pg_partition_root(c.oid) is distinct from pg_catalog.pg_partition_root(parent.oid)
       or (c.relfilenode <> 0 and pg_catalog.pg_relation_filenode(c.oid) is null)
)
select r.oid::regclass::text as rebuilt
from read r
where r.relfilenode <> coalesce(pg_catalog.pg_relation_filenode(r.oid), 0)
   or ((not r.is_known or r.is_attached) and exists (select 1 from gone))
   or (not r.is_known and r.is_attached is not true and not exists (select 1 from read parent where parent.has_children))
union
select here.name
from (select pg_catalog.format('%%I.%%I', %(schema)s::text, %(table)s::text) as name) as here
where pg_catalog.to_regclass(here.name) is distinct from (
    select c.oid from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %(schema)s and c.relname = %(table)s)
order by 1;
