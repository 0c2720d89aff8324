-- What the roles may do in the cluster and in one database. Each measure stands alone, so that an administrator of a managed Postgres
-- applies what is allowed there. `{owner}`, `{loader}`, `{query}`, `{worker}`, `{app}`, `{config}`, `{database}` are identifiers.

-- name: database_closed
-- Every database lets everybody in and make temporary tables until told otherwise.
revoke all on database {database} from public;
grant connect on database {database} to {owner}, {loader}, {query}, {worker}, {app}, {config};
grant create, temporary on database {database} to {owner}, {loader}

-- name: public_schema_closed
revoke all on schema public from public

-- name: maintenance_closed
-- Only in a cluster of our own: its other databases are nobody's business either.
revoke connect on database postgres from public;
revoke connect on database template1 from public

-- name: query_limits
-- What metric SQL may cost when nobody said otherwise; the sandbox sets its own statement timeout per query.
alter role {query} set default_transaction_read_only = on;
alter role {query} set statement_timeout = '65s';
alter role {query} set lock_timeout = '10s';
alter role {query} set idle_in_transaction_session_timeout = '60s';
alter role {query} set search_path = pg_catalog;
alter role {query} connection limit 30

-- name: query_temp_files
-- A sort or join that spills more than this ends with an error instead of a full disk. Only a superuser may set it.
alter role {query} set temp_file_limit = '4GB'

-- name: watchdog_may_terminate
-- The watchdog ends a query that ran past its time although its client is gone.
grant pg_signal_backend to {worker}

-- name: owner_reads_datasets
-- A backup is made by the owner, so it has to read what the loader made.
grant {loader} to {owner}

-- name: datasets_readable
-- Run as the loader: tables it makes are readable by metric SQL; their schema opens when the dataset is published.
alter default privileges grant select on tables to {query}

-- name: functions_closed
-- Functions with effects outside the transaction, or that run SQL given as text, are not for metric SQL. They stay with the
-- other roles: pg_dump by the owner needs set_config and large objects.
do $$
declare
    routine regprocedure;
begin
    for routine in
        select p.oid::regprocedure
          from pg_catalog.pg_proc p
         where p.pronamespace = 'pg_catalog'::regnamespace
           and (p.proname = any ({closed_functions}) or p.proname ~ {closed_families})
           and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                        where a.grantee = 0 and a.privilege_type = 'EXECUTE')
    loop
        execute format('revoke execute on function %s from public', routine);
        execute format('grant execute on function %s to {owner}, {loader}, {worker}, {app}, {config}', routine);
    end loop;
end
$$
