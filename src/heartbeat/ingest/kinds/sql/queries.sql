-- name: read_mysql_moment
-- why: before the session takes UTC. What has no zone may be written as the server calls now and today, or in UTC: the earlier of
-- the two hides no row.
select utc_timestamp(6), least(now(6), utc_timestamp(6)), least(curdate(), utc_date());

-- name: read_mysql_schema
-- why: a database that is missing, or of which the login may see nothing, looks like an empty one in every other answer.
select 1 from information_schema.schemata where schema_name = %(schema)s;

-- name: read_mysql_tables
-- why: table_rows is the storage engine's estimate, free of charge. A sequence of MariaDB is no table.
select table_name, table_type, engine, table_rows from information_schema.tables
where table_schema = %(schema)s and table_type <> 'SEQUENCE' order by table_name;

-- name: read_mysql_columns
select table_name, column_name, data_type, column_type, is_nullable, character_maximum_length, numeric_precision, numeric_scale
from information_schema.columns where table_schema = %(schema)s order by table_name, ordinal_position;

-- name: read_mysql_keys
-- why: an index over the beginning of a value, or over an expression, is unique otherwise than the column is.
select table_name, index_name, column_name, sub_part is not null or column_name is null or nullable = 'YES' as is_no_key
from information_schema.statistics where table_schema = %(schema)s and non_unique = 0
order by table_name, index_name, seq_in_index;

-- name: read_mariadb_checks
-- why: MariaDB keeps JSON as text that is checked, and says nowhere else that it is JSON.
select table_name, check_clause from information_schema.check_constraints where constraint_schema = %(schema)s;

-- name: read_mariadb_idle_limits
-- why: each ends a session whose transaction waits for the next statement, as ours does while marts are busy; old servers have none.
show session variables where variable_name in ('idle_transaction_timeout', 'idle_readonly_transaction_timeout');

-- name: read_sqlite_moment
select strftime('%Y-%m-%d %H:%M:%f', 'now'), date('now');

-- name: hold_sqlite
-- why: a transaction begins to hold the file with the first thing that it reads.
select count(*) from sqlite_master;

-- name: read_sqlite_tables
-- why: a virtual table is read as a view is, when the source's file lists it.
select name, case type when 'table' then 'table' else 'view' end from pragma_table_list
where schema = 'main' and type in ('table', 'view', 'virtual') and name not like 'sqlite\_%' escape '\' order by name;

-- name: read_sqlite_master
select name, case when type = 'table' and sql not like 'create virtual%' then 'table' else 'view' end from sqlite_master
where type in ('table', 'view') and name not like 'sqlite\_%' escape '\' order by name;

-- name: read_sqlite_columns
-- why: the hidden columns of a virtual table are parameters of it, while generated columns are columns.
select name, type, "notnull", pk from pragma_table_xinfo(:table) where hidden <> 1 order by cid;

-- name: read_sqlite_keys
-- why: of a partial index nothing follows; the name of an expression is null, and no column is called so.
select l.name, l.origin, coalesce(i.name, '') from pragma_index_list(:table) l, pragma_index_info(l.name) i
where l."unique" and not l.partial order by l.name, i.seqno;
