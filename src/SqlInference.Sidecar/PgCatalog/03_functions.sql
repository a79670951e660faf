-- The functions of models that the login may know of, with those that come along with them. What is in training has its first one only, which is an error so far.
CREATE VIEW prediction_functions AS
WITH model AS (
    SELECT function_schema AS schema, function_name || suffix AS name, schema_name AS model_schema, model_name AS model, string_split(function_parameters, ' ') AS names,
        string_split(function_parameter_types, ' ') AS types, CASE WHEN suffix = '' THEN function_return_type ELSE 'text' END AS returns, suffix = '' AS is_first
    FROM sqlinference_catalog('models'), (VALUES (''), ('_prob'), ('_probabilities'), ('_explain')) AS s(suffix)
    WHERE function_name IS NOT NULL)
SELECT schema, name, model_schema, model,
    -- Names may hold the blanks that they are separated by; a function that is there knows its own.
    coalesce(f.parameters, CASE WHEN len(names) = len(types) THEN names ELSE list_transform(types, (t, i) -> 'arg' || i) END) AS parameters, types, returns
FROM model m
LEFT JOIN duckdb_functions() f ON f.database_name = current_database() AND NOT f.internal AND lower(f.schema_name) = lower(m.schema) AND lower(f.function_name) = lower(m.name)
    AND len(f.parameters) = len(m.types)
WHERE is_first OR f.function_name IS NOT NULL;
-- Functions of models, which know their arguments, and macros of the users' own, which do not.
CREATE VIEW pg_proc AS
WITH function AS (
    SELECT f.function_oid AS oid, f.function_name AS name, s.oid AS schema_oid, f.parameters, f.function_type, f.macro_definition,
        list_transform(p.types, t -> named_type_oid(t)) AS types, named_type_oid(p.returns) AS returned
    FROM duckdb_functions() f
    JOIN duckdb_schemas() s ON s.database_name = f.database_name AND s.schema_name = f.schema_name
    LEFT JOIN prediction_functions p ON lower(p.schema) = lower(f.schema_name) AND lower(p.name) = lower(f.function_name) AND p.parameters = f.parameters
    WHERE f.database_name = current_database() AND NOT f.internal)
SELECT (oid + 300000) * 100 + len(parameters) AS oid, name AS proname, schema_oid + 100000 AS pronamespace, 10::BIGINT AS proowner, 14::BIGINT AS prolang, 1::REAL AS procost,
    CASE WHEN function_type = 'table_macro' THEN 1000 ELSE 0 END::REAL AS prorows, 0::BIGINT AS provariadic, '-' AS prosupport, 'f' AS prokind, false AS prosecdef, false AS proleakproof,
    false AS proisstrict, function_type = 'table_macro' AS proretset, 's' AS provolatile, 's' AS proparallel, len(parameters)::SMALLINT AS pronargs, 0::SMALLINT AS pronargdefaults,
    coalesce(returned, 25) AS prorettype, coalesce(types, list_transform(parameters, p -> 25::BIGINT)) AS proargtypes, NULL::BIGINT[] AS proallargtypes, NULL::VARCHAR[] AS proargmodes,
    parameters AS proargnames, NULL::VARCHAR AS proargdefaults, NULL::BIGINT[] AS protrftypes, macro_definition AS prosrc, NULL::VARCHAR AS probin, macro_definition AS prosqlbody,
    NULL::VARCHAR[] AS proconfig, NULL::VARCHAR[] AS proacl
FROM function
-- By this one Npgsql knows arrays.
UNION ALL SELECT 2400, 'array_recv', 11, 10, 12, 1, 0, 0, '-', 'f', false, false, true, false, 's', 's', 3, 0, 2277, [2281, 26, 23], NULL, NULL, NULL, NULL, NULL, 'array_recv', NULL, NULL, NULL, NULL;
CREATE MACRO function_arguments(o) AS (SELECT array_to_string(list_transform(list_zip(proargnames, proargtypes), a -> a[1] || ' ' || type_name(a[2])), ', ') FROM pg_proc WHERE oid = o);
CREATE MACRO pg_get_function_arguments(o) AS function_arguments(o);
CREATE MACRO pg_get_function_identity_arguments(o) AS function_arguments(o);
CREATE MACRO pg_get_function_result(o) AS (SELECT type_name(prorettype) FROM pg_proc WHERE oid = o);
CREATE MACRO pg_get_function_sqlbody(o) AS NULL::VARCHAR;
CREATE MACRO pg_get_functiondef(o) AS (SELECT 'CREATE FUNCTION ' || proname || '(' || coalesce(function_arguments(oid), '') || ') AS ' || prosrc FROM pg_proc WHERE oid = o);
CREATE MACRO version() AS 'PostgreSQL 15.0 (SqlInference, DuckDB)';
CREATE MACRO _pg_expandarray(a) AS unnest(list_transform(a, (v, i) -> {'x': v, 'n': i}));
CREATE MACRO array_upper(a, d) AS len(a);
CREATE MACRO array_lower(a, d) AS 1;
CREATE MACRO pg_char_to_encoding(e) AS 6;
CREATE MACRO pg_get_userbyid(o) AS 'admin';
CREATE MACRO pg_table_is_visible(o) AS (SELECT count(*) > 0 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = o AND n.nspname IN ('public', 'main'));
CREATE MACRO pg_type_is_visible(o) AS true;
CREATE MACRO pg_function_is_visible(o) AS true;
CREATE MACRO pg_statistics_obj_is_visible(o) AS true;
CREATE MACRO pg_ts_config_is_visible(o) AS true;
CREATE MACRO pg_relation_is_publishable(o) AS false;
CREATE MACRO pg_is_in_recovery() AS false;
CREATE MACRO pg_encoding_to_char(e) AS 'UTF8';
CREATE MACRO index_columns(o) AS (
    SELECT list(a.attname ORDER BY list_position(i.indkey, a.attnum)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid WHERE i.indexrelid = o AND list_contains(i.indkey, a.attnum));
CREATE MACRO pg_get_indexdef(o, c := 0, p := false) AS CASE WHEN c > 0 THEN index_columns(o)[c] ELSE (
    SELECT any_value('CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || n.relname || ' ON ' || t.relname || ' USING btree (' || coalesce(i.indexprs[2:-2], array_to_string(index_columns(o), ', ')) || ')')
    FROM pg_index i JOIN pg_class n ON n.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid WHERE i.indexrelid = o) END;
CREATE MACRO pg_get_constraintdef(o, p := false) AS (SELECT condef FROM pg_constraint WHERE oid = o);
CREATE MACRO pg_get_expr(e, r, p := false) AS e;
CREATE MACRO pg_get_viewdef(o, p := false) AS (SELECT sql FROM duckdb_views() WHERE view_oid + 200000 = o);
CREATE MACRO pg_get_partkeydef(o) AS NULL::VARCHAR;
CREATE MACRO pg_get_statisticsobjdef_columns(o) AS NULL::VARCHAR;
CREATE MACRO pg_get_serial_sequence(t, c) AS NULL::VARCHAR;
CREATE MACRO pg_get_triggerdef(o, p := false) AS NULL::VARCHAR;
CREATE MACRO pg_get_ruledef(o, p := false) AS NULL::VARCHAR;
CREATE MACRO pg_tablespace_location(o) AS '';
CREATE MACRO pg_total_relation_size(o) AS 0::BIGINT;
CREATE MACRO pg_relation_size(o, f := 'main') AS 0::BIGINT;
CREATE MACRO pg_table_size(o) AS 0::BIGINT;
CREATE MACRO pg_database_size(o) AS 0::BIGINT;
CREATE MACRO pg_backend_pid() AS 0;
CREATE MACRO pg_indexes_size(o) AS 0::BIGINT;
CREATE MACRO shobj_description(o, c) AS NULL::VARCHAR;
CREATE MACRO obj_description(o, c := 'pg_class') AS (SELECT any_value(description) FROM pg_description d WHERE d.objoid = o AND d.objsubid = 0);
CREATE MACRO col_description(o, n) AS (SELECT any_value(description) FROM pg_description d WHERE d.objoid = o AND d.objsubid = n);
CREATE MACRO quote_ident(s) AS CASE WHEN regexp_full_match(s, '[a-z_][a-z0-9_]*') THEN s ELSE '"' || replace(s, '"', '""') || '"' END;
CREATE MACRO current_setting(n, missing_ok := false) AS CASE lower(n) WHEN 'server_version_num' THEN '150000' WHEN 'server_version' THEN '15.0' WHEN 'standard_conforming_strings' THEN 'on'
    WHEN 'integer_datetimes' THEN 'on' WHEN 'default_transaction_isolation' THEN 'repeatable read' WHEN 'server_encoding' THEN 'UTF8' WHEN 'client_encoding' THEN 'UTF8' ELSE NULL END;
CREATE MACRO set_config(n, v, is_local) AS v;
CREATE MACRO has_table_privilege(a, b, c := NULL) AS true;
CREATE MACRO has_schema_privilege(a, b, c := NULL) AS true;
CREATE MACRO has_database_privilege(a, b, c := NULL) AS true;
CREATE MACRO has_function_privilege(a, b, c := NULL) AS true;
-- The number of a relation by its name, for 'name'::regclass.
CREATE MACRO relation_oid(n) AS coalesce(
    CASE replace(n, 'pg_catalog.', '') WHEN 'pg_class' THEN 1259 WHEN 'pg_namespace' THEN 2615 WHEN 'pg_proc' THEN 1255 WHEN 'pg_type' THEN 1247 WHEN 'pg_database' THEN 1262
        WHEN 'pg_constraint' THEN 2606 WHEN 'pg_attrdef' THEN 2604 WHEN 'pg_authid' THEN 1260 WHEN 'pg_extension' THEN 3079 WHEN 'pg_trigger' THEN 2620 WHEN 'pg_rewrite' THEN 2618 END::BIGINT,
    (SELECT any_value(c.oid) FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE c.relname = replace(n, '"', '') AND s.nspname IN ('public', 'main') OR s.nspname || '.' || c.relname = replace(n, '"', '')));
-- Numbers of rows in the form of PostgreSQL's addresses, for whoever finds rows again by those.
CREATE MACRO row_address(n) AS '(' || (n >> 16) || ',' || (n & 65535) || ')';
CREATE MACRO row_number_of(address) AS (split_part(trim(address::VARCHAR, '()'), ',', 1)::BIGINT << 16) + split_part(trim(address::VARCHAR, '()'), ',', 2)::BIGINT;
