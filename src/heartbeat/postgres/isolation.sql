-- What still stands between metric SQL and the rest, asked of the catalog by any role.

-- name: role_attributes
-- One row for the query role; none when it does not exist.
select r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls,
       exists (select from pg_auth_members m where m.member = r.oid),
       coalesce(r.rolconfig, '{}')
  from pg_roles r
 where r.rolname = %(query)s

-- name: privileges
-- Temporary tables, schema public, what is not its own, and whether the watchdog may end a backend.
select has_database_privilege(%(query)s, current_database(), 'temporary'),
       coalesce((select bool_or(has_schema_privilege(%(query)s, n.oid, 'usage, create'))
                   from pg_namespace n where n.nspname = 'public'), false),
       coalesce((select bool_or(has_schema_privilege(%(query)s, n.oid, 'usage, create'))
                   from pg_namespace n where n.nspname in ('heartbeat', 'landing')), false),
       pg_has_role(%(worker)s, 'pg_signal_backend', 'usage')

-- name: open_functions
-- Functions with effects that the query role may still call.
select count(*)
  from pg_proc p
 where p.pronamespace = 'pg_catalog'::regnamespace
   and (p.proname = any (%(functions)s) or p.proname ~ %(families)s)
   and has_function_privilege(%(query)s, p.oid, 'execute')
