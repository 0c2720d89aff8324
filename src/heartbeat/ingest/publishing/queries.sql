-- name: make_dlt_tables
-- why: what dlt itself would make at its first load of a dataset.
create table if not exists {dataset}._dlt_loads (load_id text not null, schema_name text, status bigint not null,
    inserted_at timestamptz not null, schema_version_hash text);
create table if not exists {dataset}._dlt_version (version bigint not null, engine_version bigint not null,
    inserted_at timestamptz not null, schema_name text not null, version_hash text not null, schema text not null);
create table if not exists {dataset}._dlt_pipeline_state (version bigint not null, engine_version bigint not null,
    pipeline_name text not null, state text not null, created_at timestamptz not null, version_hash text,
    _dlt_load_id text not null);

-- name: read_dlt_version
-- why: dlt takes the newest one of a name.
select version, version_hash from {dataset}._dlt_version where schema_name = %(name)s order by inserted_at desc, version desc limit 1;

-- name: write_dlt_version
-- why: dlt reads the columns of a dataset from there, not from the catalogue.
insert into {dataset}._dlt_version (version, engine_version, inserted_at, schema_name, version_hash, schema)
values (%(version)s, %(engine_version)s, clock_timestamp(), %(name)s, %(version_hash)s, %(schema)s);

-- name: write_dlt_state
-- why: whoever attaches a pipeline to the dataset finds its schema by this; it never changes.
insert into {dataset}._dlt_pipeline_state (version, engine_version, pipeline_name, state, created_at, version_hash, _dlt_load_id)
select 1, %(engine_version)s, %(name)s, %(state)s, clock_timestamp(), %(version_hash)s, %(load_id)s
where not exists (select from {dataset}._dlt_pipeline_state where pipeline_name = %(name)s);

-- name: write_dlt_load
-- why: dlt and other readers take a load without this row for one that has not ended.
insert into {dataset}._dlt_loads (load_id, schema_name, status, inserted_at, schema_version_hash)
values (%(load_id)s, %(name)s, 0, clock_timestamp(), %(version_hash)s);
