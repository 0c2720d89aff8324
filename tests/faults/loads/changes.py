"""The tables of a moving source, and what its transactions do to them.

Each statement knows the generation `g` of its transaction, its moment `now`, and random numbers. Rows whose number ends in 7 are
left to transactions that are committed late, so that none waits for another.
"""

from __future__ import annotations


def _statements(text: str) -> tuple[str, ...]:
    near = "(created_at >= %(recent)s or created_at is null)"  # the next run reads all of these again
    return tuple(statement.strip().replace("NEAR", near) for statement in text.split(";") if statement.strip())


MAKE = _statements("""
create schema core;
create table core.payment (
    id bigint primary key, amount numeric(14, 4), note varchar(40), generation bigint not null, updated_at timestamptz);
create table core.entry (nr bigint, amount numeric(14, 4), note varchar(40), generation bigint not null, created_at timestamptz);
create table core.rate (nr bigint, amount numeric, note varchar(40), generation bigint not null)
""")

FILL = _statements("""
insert into core.payment
select n, n * 1.25, md5(n::text), 0, case when n %% 200 <> 0 then %(now)s::timestamptz - n %% 3000 * interval '7 minutes' end
from generate_series(1, %(payment)s) n;
insert into core.entry
select n, n * 1.25, md5(n::text), 0, case when n %% 200 <> 0 then %(now)s::timestamptz - n %% 3000 * interval '7 minutes' end
from generate_series(1, %(entry)s) n;
insert into core.rate
select n, n / 7.0, nullif(n %% 5, 0)::text, 0 from generate_series(1, %(rate)s) n
""")

# In every transaction: the generation is new in all tables.
INSERT = _statements("""
insert into core.payment
select n, n * 1.25, '', %(g)s, case when n %% 25 <> 0 then %(now)s::timestamptz - n %% 6 * %(back)s::interval end
from generate_series(%(next)s::bigint, %(next)s::bigint + %(few)s) n;
insert into core.entry
select n, n * 1.25, null, %(g)s, case when n %% 25 <> 0 then %(now)s::timestamptz - n %% 6 * %(back)s::interval end
from generate_series(%(next)s::bigint, %(next)s::bigint + %(few)s) n;
insert into core.rate
select n, n / 7.0, ',"', %(g)s from generate_series(%(next)s::bigint, %(next)s::bigint + %(few)s) n
""")

# In some: what each disposition promises to see.
CHANGE = _statements("""
update core.payment set amount = amount + 1, note = md5(%(g)s::text), generation = %(g)s, updated_at = %(now)s
where id %% %(share)s = %(r)s %% %(share)s and id %% 10 <> 7;
update core.payment set note = 'without', generation = %(g)s
where updated_at is null and id %% 3 = %(r)s %% 3 and id %% 10 <> 7;
update core.payment set updated_at = null, generation = %(g)s where id %% 9000 = %(r)s %% 9000 and id %% 10 <> 7;
insert into core.entry select * from core.entry where NEAR and nr %% 4 = %(r)s %% 4 order by nr limit 3;
update core.entry set note = md5(%(g)s::text), generation = %(g)s where NEAR and nr %% 5 = %(r)s %% 5;
update core.entry set created_at = %(now)s, generation = %(g)s where NEAR and nr %% 40 = %(r)s %% 40;
update core.entry set created_at = null, generation = %(g)s where NEAR and nr %% 50 = %(r)s %% 50;
delete from core.entry where NEAR and nr %% 30 = %(r)s %% 30;
update core.rate set amount = amount + 1, note = null, generation = %(g)s
where nr %% %(share)s = %(r)s %% %(share)s and nr %% 10 <> 7;
delete from core.rate where nr %% 3000 = %(r)s %% 3000 and nr %% 10 <> 7;
insert into core.rate select nr, amount, note, %(g)s from core.rate where nr %% 3000 = %(r)s %% 3000 limit 5
""")

# These rows have landed without a cursor value. One that never landed and got such an old one would be seen by nobody.
SELDOM = _statements("""
update core.entry set created_at = %(now)s - interval '3 days'
where created_at is null and generation = 0 and nr %% 1000 = %(r)s %% 5 * 200
""")

# What no increment sees, but of the replaced table: rows whose cursor is long past.
UNSEEN = _statements("""
delete from core.payment where updated_at < %(past)s and id %% 900 = %(r)s %% 900;
update core.payment set note = 'unmoved' where updated_at < %(past)s and id %% 700 = %(r)s %% 700;
update core.payment set updated_at = updated_at - interval '1 day' where updated_at < %(past)s and id %% 1100 = %(r)s %% 1100;
insert into core.payment
select n + 100000000, 1, 'missed', %(g)s, %(past)s::timestamptz - interval '1 day'
from generate_series(%(next)s::bigint, %(next)s::bigint + %(few)s) n;
delete from core.entry where created_at < %(past)s and nr %% 900 = %(r)s %% 900;
update core.entry set amount = amount + 1 where created_at < %(past)s and nr %% 700 = %(r)s %% 700;
insert into core.entry select * from core.entry where created_at < %(past)s and nr %% 1100 = %(r)s %% 1100;
insert into core.entry
select n, 1, 'missed', %(g)s, %(past)s::timestamptz - interval '1 day'
from generate_series(%(next)s::bigint, %(next)s::bigint + %(few)s) n
""")

LATE = _statements("""
update core.payment set note = 'late', generation = %(g)s, updated_at = %(now)s where id %% 3000 = 7 + %(r)s %% 300 * 10;
update core.rate set note = 'late', generation = %(g)s where nr %% 3000 = 7 + %(r)s %% 300 * 10
""")
