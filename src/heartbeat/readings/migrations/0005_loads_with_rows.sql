-- The last load that brought rows, found at once also for a table that has been checked for a year and never changed.
create index table_load_with_rows on landing.table_load (dataset, table_name, id desc) where load_id is not null;
