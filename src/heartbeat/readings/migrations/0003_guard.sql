-- The guard: what a file declares changes only through `heartbeat deploy`.
--
-- It decides on session_user, the role that logged in. A foreign-key cascade, a view, or a function with its owner's rights changes
-- current_user, a session setting can be set by anybody; none of them changes session_user. The triggers are ENABLE ALWAYS, so
-- session_replication_role does not silence them, and they run AFTER the row, so they judge what is really stored.
-- Columns are compared as a whole minus those that are allowed: a column that a later migration adds is protected from its first day.
-- The owner is refused like everybody else. A migration that has to rewrite registry rows disables these triggers and enables them
-- again (ALWAYS) in the same file, where a reviewer sees it.

create function heartbeat.guard_metric_registry() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    operator_columns constant text[] := array['owner', 'verification_state', 'norm_value', 'alert_value', 'target_value',
                                              'target_due_date'];
    was     jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
    ended   boolean := was ->> 'verification_state' = 'verified' and becomes ->> 'verification_state' = 'changed';
    kept    boolean := was ->> 'verification_state' = becomes ->> 'verification_state';
    file    text := coalesce(was ->> 'file', becomes ->> 'file');
    changed text;
begin
    if session_user = 'hb_config' then
        -- deploy may end a verification, never give one: a person stands behind a number, not a file
        if tg_op = 'DELETE' or kept or ended or (tg_op = 'INSERT' and becomes ->> 'verification_state' = 'unverified') then
            return null;
        end if;
        raise exception 'Metric "%" (%) cannot be verified by a deploy.', becomes ->> 'metric_id', file
            using errcode = 'insufficient_privilege', hint = 'Its owner verifies it in the browser.';
    elsif session_user = 'hb_app' and tg_op = 'UPDATE' and was - operator_columns = becomes - operator_columns
          and (kept or becomes ->> 'verification_state' <> 'changed') then  -- a person verifies or withdraws; "changed" is found, not said
        return null;
    elsif session_user = 'hb_worker' and tg_op = 'UPDATE' and (kept or ended)
          and was - 'verification_state' = becomes - 'verification_state' then
        return null;
    end if;
    select string_agg(coalesce(a.key, b.key), ', ' order by coalesce(a.key, b.key)) into changed
      from jsonb_each(was) a full join jsonb_each(becomes) b on a.key = b.key
     where a.value is distinct from b.value and tg_op = 'UPDATE';
    raise exception 'Metric "%" is declared in %: "%" may not % it here%.', coalesce(was ->> 'metric_id', becomes ->> 'metric_id'),
        file, session_user, lower(tg_op), coalesce(' (' || changed || ')', '')
        using errcode = 'insufficient_privilege', hint = format('Edit %s and run "heartbeat deploy".', file);
end
$$;

create function heartbeat.guard_declared_row() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    declared jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    file     text := coalesce(declared ->> 'file', 'heartbeat.yaml');
begin
    if session_user = 'hb_config' then
        return null;
    end if;
    raise exception 'What % says may not be changed in %.% by "%".', file, tg_table_schema, tg_table_name, session_user
        using errcode = 'insufficient_privilege', hint = format('Edit %s and run "heartbeat deploy".', file);
end
$$;

create function heartbeat.guard_whole_table() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '%.% may not be emptied by "%": it is declared in the files under %.', tg_table_schema, tg_table_name, session_user,
        case tg_table_name when 'metric_registry' then 'metrics/' when 'source_registry' then 'sources/' else 'heartbeat.yaml' end
        using errcode = 'insufficient_privilege', hint = 'Remove the files and run "heartbeat deploy".';
end
$$;

revoke execute on function heartbeat.guard_metric_registry(), heartbeat.guard_declared_row(), heartbeat.guard_whole_table() from public;

create trigger guard_rows after insert or update or delete on heartbeat.metric_registry
    for each row execute function heartbeat.guard_metric_registry();
create trigger guard_rows after insert or update or delete on heartbeat.source_registry
    for each row execute function heartbeat.guard_declared_row();
create trigger guard_rows after insert or update or delete on heartbeat.workspace
    for each row execute function heartbeat.guard_declared_row();

create trigger guard_table before truncate on heartbeat.metric_registry
    for each statement execute function heartbeat.guard_whole_table();
create trigger guard_table before truncate on heartbeat.source_registry
    for each statement execute function heartbeat.guard_whole_table();
create trigger guard_table before truncate on heartbeat.workspace
    for each statement execute function heartbeat.guard_whole_table();

alter table heartbeat.metric_registry enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.source_registry enable always trigger guard_rows, enable always trigger guard_table;
alter table heartbeat.workspace enable always trigger guard_rows, enable always trigger guard_table;

-- Who asks for a beat may widen the one that waits. What a beat that runs or has ended was asked for is a fact.

create function heartbeat.guard_beat_request() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if session_user not in ('hb_app', 'hb_config') or old.state = 'queued' then
        return null;
    end if;
    raise exception 'Beat % does not wait any more: what it was asked for may not be changed by "%".', old.beat_id, session_user
        using errcode = 'insufficient_privilege', hint = 'Ask for another beat.';
end
$$;

revoke execute on function heartbeat.guard_beat_request() from public;
create trigger guard_rows after update on heartbeat.beat for each row execute function heartbeat.guard_beat_request();
alter table heartbeat.beat enable always trigger guard_rows;
