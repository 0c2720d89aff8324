-- The ledger in a few numbers, for whoever watches Heartbeat itself.

-- name: count_beats
-- Abandoned ones rising tells of a process that dies.
select state, count(*) from heartbeat.beat group by state

-- name: last_beat
-- How long the last whole beat took, and when it ended.
select ended_at, extract(epoch from ended_at - started_at)::double precision
from heartbeat.beat where state = 'done' order by beat_id desc limit 1
