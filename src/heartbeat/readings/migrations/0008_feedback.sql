-- What people tell those who run this cockpit, from the page on which they thought of it.

create table heartbeat.feedback (
    feedback_id    bigint generated always as identity primary key,
    told_at        timestamptz not null,
    told_by        text check (length(told_by) between 1 and 100),  -- as far as it is known
    message        text not null check (length(message) between 1 and 4000),
    page           text not null check (length(page) between 1 and 500),  -- path and query of the page, without the host
    page_version   text not null check (length(page_version) between 1 and 50),
    done_at        timestamptz,             -- null: open
    done_by        text check (length(done_by) between 1 and 100),
    check ((done_at is null) = (done_by is null))
);
create index feedback_told on heartbeat.feedback (told_at);

-- What was told stays as it was told; only whether it is done changes.
grant select on heartbeat.feedback to hb_app;
grant insert (told_at, told_by, message, page, page_version) on heartbeat.feedback to hb_app;
grant update (done_at, done_by) on heartbeat.feedback to hb_app;
