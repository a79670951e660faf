-- Schemas, tables, views, columns and what belongs to them, of the database that the session is connected to.
CREATE VIEW pg_namespace AS
SELECT 11::BIGINT AS oid, 'pg_catalog' AS nspname, 10::BIGINT AS nspowner, NULL::VARCHAR[] AS nspacl
UNION ALL SELECT 13, 'information_schema', 10, NULL
UNION ALL SELECT oid + 100000, schema_name, 10, NULL FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal OR database_name = current_database() AND schema_name = 'main';
CREATE VIEW pg_class AS
WITH relation AS (
    SELECT table_oid AS oid, table_name AS name, schema_oid, 'r' AS kind, temporary, column_count, has_primary_key, index_count, check_constraint_count, estimated_size
    FROM duckdb_tables() WHERE database_name IN (current_database(), 'temp') AND NOT internal
    UNION ALL SELECT view_oid, view_name, schema_oid, 'v', temporary, column_count, false, 0, 0, 0 FROM duckdb_views() WHERE database_name IN (current_database(), 'temp') AND NOT internal
    UNION ALL SELECT sequence_oid, sequence_name, schema_oid, 'S', temporary, 0, false, 0, 0, 0 FROM duckdb_sequences() WHERE database_name IN (current_database(), 'temp')
    UNION ALL SELECT index_oid, index_name, schema_oid, 'i', false, 0, false, 0, 0, 0 FROM duckdb_indexes() WHERE database_name IN (current_database(), 'temp')
    -- Keys have an index with the name of their constraint.
    UNION ALL SELECT constraint_index + (table_oid + 200000) * 1000 - 200000, coalesce(constraint_name, table_name || '_' || constraint_index), schema_oid, 'i', false, len(constraint_column_indexes), false, 0, 0, 0
    FROM duckdb_constraints() WHERE database_name = current_database() AND constraint_type IN ('PRIMARY KEY', 'UNIQUE'))
SELECT oid + 200000 AS oid, name AS relname, schema_oid + 100000 AS relnamespace, 0::BIGINT AS reltype, 0::BIGINT AS reloftype, 10::BIGINT AS relowner,
    CASE kind WHEN 'r' THEN 2 WHEN 'i' THEN 403 ELSE 0 END::BIGINT AS relam, 0::BIGINT AS relfilenode, 0::BIGINT AS reltablespace, 0 AS relpages, estimated_size::REAL AS reltuples,
    0 AS relallvisible, 0::BIGINT AS reltoastrelid, index_count > 0 OR has_primary_key AS relhasindex, false AS relisshared,
    CASE WHEN temporary THEN 't' ELSE 'p' END AS relpersistence, kind AS relkind, column_count::SMALLINT AS relnatts, check_constraint_count::SMALLINT AS relchecks,
    false AS relhasoids, has_primary_key AS relhaspkey, kind = 'v' AS relhasrules, false AS relhastriggers, false AS relhassubclass, false AS relrowsecurity,
    false AS relforcerowsecurity, true AS relispopulated, 'd' AS relreplident, false AS relispartition, 0::BIGINT AS relrewrite, 0::BIGINT AS relfrozenxid,
    0::BIGINT AS relminmxid, NULL::VARCHAR[] AS relacl, NULL::VARCHAR[] AS reloptions, NULL::VARCHAR AS relpartbound
FROM relation;
CREATE VIEW pg_attribute AS
SELECT table_oid + 200000 AS attrelid, column_name AS attname, type_oid(data_type) AS atttypid, -1 AS attstattarget, -1::SMALLINT AS attlen,
    column_index::SMALLINT AS attnum, CASE WHEN data_type LIKE '%]' THEN 1 ELSE 0 END AS attndims, -1 AS attcacheoff,
    CASE WHEN data_type LIKE 'DECIMAL(%)' THEN ((numeric_precision << 16) | numeric_scale) + 4 ELSE -1 END::INTEGER AS atttypmod, false AS attbyval, 'x' AS attstorage, 'i' AS attalign,
    NOT is_nullable AS attnotnull, column_default IS NOT NULL AS atthasdef, false AS atthasmissing, '' AS attidentity, '' AS attgenerated, false AS attisdropped,
    true AS attislocal, 0 AS attinhcount, 0::BIGINT AS attcollation, '' AS attcompression, NULL::VARCHAR[] AS attacl, NULL::VARCHAR[] AS attoptions,
    NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
FROM duckdb_columns() WHERE database_name IN (current_database(), 'temp') AND NOT internal;
CREATE VIEW pg_attrdef AS
SELECT (table_oid + 200000) * 10000 + column_index AS oid, table_oid + 200000 AS adrelid, column_index::SMALLINT AS adnum, column_default AS adbin
FROM duckdb_columns() WHERE database_name IN (current_database(), 'temp') AND NOT internal AND column_default IS NOT NULL;
CREATE VIEW pg_constraint AS
SELECT constraint_index + (table_oid + 200000) * 1000 AS oid, coalesce(constraint_name, table_name || '_' || constraint_index) AS conname, schema_oid + 100000 AS connamespace,
    CASE constraint_type WHEN 'PRIMARY KEY' THEN 'p' WHEN 'UNIQUE' THEN 'u' WHEN 'FOREIGN KEY' THEN 'f' ELSE 'c' END AS contype,
    false AS condeferrable, false AS condeferred, true AS convalidated, table_oid + 200000 AS conrelid, 0::BIGINT AS contypid,
    constraint_index + (table_oid + 200000) * 1000 AS conindid, 0::BIGINT AS conparentid,
    coalesce((SELECT any_value(t.table_oid) + 200000 FROM duckdb_tables() t WHERE t.database_name = c.database_name AND t.schema_name = c.schema_name AND t.table_name = c.referenced_table), 0)::BIGINT AS confrelid, 'a' AS confupdtype, 'a' AS confdeltype, 's' AS confmatchtype,
    true AS conislocal, 0 AS coninhcount, true AS connoinherit, list_transform(constraint_column_indexes, i -> (i + 1)::SMALLINT) AS conkey, 
    (SELECT list(k.column_index::SMALLINT ORDER BY list_position(c.referenced_column_names, k.column_name)) FROM duckdb_columns() k WHERE k.database_name = c.database_name AND k.schema_name = c.schema_name
        AND k.table_name = c.referenced_table AND list_contains(c.referenced_column_names, k.column_name)) AS confkey,
    NULL::BIGINT[] AS conpfeqop, NULL::VARCHAR AS conbin, constraint_text AS condef
FROM duckdb_constraints() c WHERE database_name = current_database() AND constraint_type <> 'NOT NULL';
CREATE VIEW pg_index AS
SELECT oid AS indexrelid, conrelid AS indrelid, len(conkey)::SMALLINT AS indnatts, len(conkey)::SMALLINT AS indnkeyatts, true AS indisunique, false AS indnullsnotdistinct,
    contype = 'p' AS indisprimary, false AS indisexclusion, true AS indimmediate, false AS indisclustered, true AS indisvalid, false AS indcheckxmin, true AS indisready, true AS indislive,
    false AS indisreplident, conkey AS indkey, list_transform(conkey, i -> 0::BIGINT) AS indcollation, list_transform(conkey, i -> 0::BIGINT) AS indclass,
    list_transform(conkey, i -> 0::SMALLINT) AS indoption, NULL::VARCHAR AS indexprs, NULL::VARCHAR AS indpred
FROM pg_constraint WHERE contype IN ('p', 'u')
UNION ALL
SELECT index_oid + 200000, table_oid + 200000, len(keys)::SMALLINT, len(keys)::SMALLINT, is_unique, false, is_primary, false, true, false, true, false, true, true, false,
    keys, list_transform(keys, i -> 0::BIGINT), list_transform(keys, i -> 0::BIGINT), list_transform(keys, i -> 0::SMALLINT), CASE WHEN list_contains(keys, 0) THEN expressions END, NULL
FROM (
    -- What is no column of the table is an expression.
    SELECT index_oid, table_oid, is_unique, is_primary, expressions, list(coalesce(k.number, 0)::SMALLINT ORDER BY i.position) AS keys
    FROM (
        SELECT *, unnest(parts) AS part, unnest(range(1, len(parts) + 1)) AS position
        FROM (SELECT *, string_split(expressions[2:-2], ', ') AS parts FROM duckdb_indexes() WHERE database_name = current_database())) AS i
    LEFT JOIN (SELECT table_oid AS owner, column_name AS name, column_index AS number FROM duckdb_columns() WHERE database_name = current_database()) AS k ON k.owner = i.table_oid AND k.name = trim(i.part, '"')
    GROUP BY index_oid, table_oid, is_unique, is_primary, expressions) AS x;
CREATE VIEW pg_tables AS
SELECT schema_name AS schemaname, table_name AS tablename, 'admin' AS tableowner, NULL::VARCHAR AS tablespace, index_count > 0 AS hasindexes, false AS hasrules, false AS hastriggers, false AS rowsecurity
FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal;
CREATE VIEW pg_views AS
SELECT schema_name AS schemaname, view_name AS viewname, 'admin' AS viewowner, sql AS definition FROM duckdb_views() WHERE database_name = current_database() AND NOT internal;
CREATE VIEW pg_matviews AS SELECT '' AS schemaname, '' AS matviewname, '' AS matviewowner, '' AS definition WHERE false;
CREATE VIEW pg_sequence AS
SELECT sequence_oid + 200000 AS seqrelid, 20::BIGINT AS seqtypid, start_value AS seqstart, increment_by AS seqincrement, max_value AS seqmax, min_value AS seqmin, 1::BIGINT AS seqcache, cycle AS seqcycle
FROM duckdb_sequences() WHERE database_name = current_database();
CREATE VIEW pg_description AS
SELECT table_oid + 200000 AS objoid, 1259::BIGINT AS classoid, 0 AS objsubid, comment AS description FROM duckdb_tables() WHERE database_name = current_database() AND comment IS NOT NULL
UNION ALL SELECT view_oid + 200000, 1259, 0, comment FROM duckdb_views() WHERE database_name = current_database() AND comment IS NOT NULL AND NOT internal
UNION ALL SELECT table_oid + 200000, 1259, column_index, comment FROM duckdb_columns() WHERE database_name = current_database() AND comment IS NOT NULL;
