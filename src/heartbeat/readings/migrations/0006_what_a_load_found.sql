-- What a run found changed in the columns of a table, so that whoever judges the metrics that read them learns of it also when the
-- process that asked for the run is gone. And whether a load began the table anew: what its cursor said before means nothing then.

alter table landing.table_load
    add column changed_columns jsonb,       -- {column: what became of it, in words}; null when nothing changed
    add column starts_anew boolean not null default false;
create index table_load_changed on landing.table_load (dataset, table_name, id) where changed_columns is not null;
