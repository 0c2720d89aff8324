-- name: count_told_since
-- By one person, and by all.
select count(*) filter (where told_by is not distinct from %(told_by)s), count(*) from heartbeat.feedback where told_at > %(since)s;

-- name: tell
insert into heartbeat.feedback (told_at, told_by, message, page, page_version)
values (%(told_at)s, %(told_by)s, %(message)s, %(page)s, %(page_version)s)
returning feedback_id;

-- name: read_feedback
-- What is open first, each the newest first.
select feedback_id, told_at, told_by, message, page, page_version, done_at, done_by
  from heartbeat.feedback
 order by done_at is not null, feedback_id desc
 limit %(most)s;

-- name: count_feedback
select count(*) filter (where done_at is null) as open, count(*) filter (where done_at is not null) as done
  from heartbeat.feedback;

-- name: set_done
update heartbeat.feedback set done_at = %(done_at)s, done_by = %(done_by)s
 where feedback_id = %(feedback_id)s
returning feedback_id, told_at, told_by, message, page, page_version, done_at, done_by;
