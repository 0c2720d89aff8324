-- The ledger and the messages in a few numbers, for whoever watches Heartbeat itself.

-- name: count_beats
-- Abandoned ones rising tells of a process that dies.
select state, count(*) from heartbeat.beat group by state

-- name: last_beat
-- How long the last whole beat took, and when it ended.
select ended_at, extract(epoch from ended_at - started_at)::double precision
from heartbeat.beat where state = 'done' order by beat_id desc limit 1

-- name: count_messages
-- Dead ones rising tells of a channel that does not work.
select channel, state, count(*) from heartbeat.message group by channel, state

-- name: read_proofs
-- When each channel last confirmed a delivery.
select name, proven_at from heartbeat.alert_proof where kind = 'channel' and proven_at is not null

-- name: count_open_incidents
-- As the last board shows them.
select kind, shown_severity, count(*) from heartbeat.incident where shown_state in ('firing', 'recovering') group by kind, shown_severity
