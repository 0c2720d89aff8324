-- name: record_audit
insert into heartbeat.metric_audit (metric_id, audited_at, verdict, definition_hash, file, reasons, document, content)
values (%(metric_id)s, %(audited_at)s, %(verdict)s, %(definition_hash)s, %(file)s, %(reasons)s, %(document)s, %(content)s)
returning id;

-- name: read_audits
select a.id as audit_id, a.audited_at, a.verdict, a.definition_hash, a.definition_hash = r.definition_hash as is_of_this_definition,
       a.file, a.reasons
  from heartbeat.metric_audit a join heartbeat.metric_registry r using (metric_id)
 where a.metric_id = %(metric_id)s
 order by a.id desc
 limit 20;

-- name: read_audit
select id as audit_id, metric_id, audited_at, verdict, definition_hash, file, reasons, document, content
  from heartbeat.metric_audit where metric_id = %(metric_id)s and id = %(audit_id)s;

-- name: read_days_as_of
select d, value, n, origin, as_of
  from heartbeat.history
 where metric_id = %(metric_id)s and definition_hash = %(definition_hash)s and d > %(after)s and board_version is not null
 order by d;

-- name: read_reading_record
-- Of the seconds only those count in which its SQL ran and gave a value.
with lately as (
    select * from heartbeat.reading
     where metric_id = %(metric_id)s and computed_at >= %(since)s and board_version is not null
)
select %(days)s::int as days, count(*) as total, count(*) filter (where health = 'error') as errors,
       count(*) filter (where health = 'no_data') as no_data, count(*) filter (where carried) as carried,
       percentile_cont(0.5) within group (order by seconds) filter (where health = 'ok' and not carried) as median_seconds,
       max(seconds) filter (where health = 'ok' and not carried) as longest_seconds,
       (array_agg(error order by seq desc) filter (where health = 'error'))[1] as last_error,
       max(computed_at) filter (where health = 'error') as last_error_at
  from lately;

-- name: read_standing
-- The last verification, why it ended if it did, and the days in the record of this definition.
select v.changed_by as verified_by, v.changed_at as verified_at,
       (select e.reason from heartbeat.operator_change e
         where e.metric_id = %(metric_id)s and e.column_name = 'verification_state' and e.value_to = 'changed'
           and (v.changed_at is null or (e.changed_at, e.id) > (v.changed_at, v.id))
         order by e.changed_at desc, e.id desc limit 1) as changed_because,
       own.first_day, own.days, own.earlier_definitions
  from (select min(d) filter (where definition_hash = %(definition_hash)s) as first_day,
               count(*) filter (where definition_hash = %(definition_hash)s) as days,
               count(distinct definition_hash) filter (where definition_hash <> %(definition_hash)s) as earlier_definitions
          from heartbeat.history where metric_id = %(metric_id)s and board_version is not null) own
  left join lateral (
       select id, changed_by, changed_at from heartbeat.operator_change
        where metric_id = %(metric_id)s and column_name = 'verification_state' and value_to = 'verified'
        order by changed_at desc, id desc limit 1) v on true;
