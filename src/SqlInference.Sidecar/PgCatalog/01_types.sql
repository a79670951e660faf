-- PostgreSQL's types: those of the wire, by their numbers.
CREATE TABLE known_type (oid BIGINT, typname VARCHAR, typlen INTEGER, typcategory VARCHAR, typarray BIGINT, sqlname VARCHAR);
INSERT INTO known_type VALUES
    (16, 'bool', 1, 'B', 1000, 'boolean'), (17, 'bytea', -1, 'U', 1001, 'bytea'), (18, 'char', 1, 'Z', 1002, '"char"'),
    (19, 'name', 64, 'S', 1003, 'name'), (20, 'int8', 8, 'N', 1016, 'bigint'), (21, 'int2', 2, 'N', 1005, 'smallint'),
    (23, 'int4', 4, 'N', 1007, 'integer'), (24, 'regproc', 4, 'N', 1008, 'regproc'), (25, 'text', -1, 'S', 1009, 'text'),
    (26, 'oid', 4, 'N', 1028, 'oid'), (114, 'json', -1, 'U', 199, 'json'), (700, 'float4', 4, 'N', 1021, 'real'),
    (701, 'float8', 8, 'N', 1022, 'double precision'), (705, 'unknown', -2, 'X', 0, 'unknown'), (1042, 'bpchar', -1, 'S', 1014, 'character'),
    (1043, 'varchar', -1, 'S', 1015, 'character varying'), (1082, 'date', 4, 'D', 1182, 'date'),
    (1083, 'time', 8, 'D', 1183, 'time without time zone'), (1114, 'timestamp', 8, 'D', 1115, 'timestamp without time zone'),
    (1184, 'timestamptz', 8, 'D', 1185, 'timestamp with time zone'), (1186, 'interval', 16, 'T', 1187, 'interval'),
    (1266, 'timetz', 12, 'D', 1270, 'time with time zone'), (1562, 'varbit', -1, 'V', 1563, 'bit varying'),
    (1700, 'numeric', -1, 'N', 1231, 'numeric'), (2205, 'regclass', 4, 'N', 2210, 'regclass'), (2206, 'regtype', 4, 'N', 2211, 'regtype'),
    (2249, 'record', -1, 'P', 2287, 'record'), (2278, 'void', 4, 'P', 0, 'void'), (2950, 'uuid', 16, 'U', 2951, 'uuid'),
    (3802, 'jsonb', -1, 'U', 3807, 'jsonb');
-- A cast to one of these is a cast to what it is here.
CREATE TYPE regproc AS VARCHAR;
CREATE TYPE regprocedure AS VARCHAR;
CREATE TYPE regclass AS VARCHAR;
CREATE TYPE regtype AS VARCHAR;
CREATE TYPE regnamespace AS VARCHAR;
CREATE TYPE regrole AS VARCHAR;
CREATE TYPE regoper AS VARCHAR;
CREATE TYPE regoperator AS VARCHAR;
CREATE TYPE regconfig AS VARCHAR;
CREATE TYPE regdictionary AS VARCHAR;
CREATE TYPE oidvector AS VARCHAR;
CREATE TYPE int2vector AS VARCHAR;
CREATE TYPE jsonb AS JSON;
-- The number of a type of the engine, given as the engine writes it.
CREATE MACRO scalar_type_oid(t) AS CASE
    WHEN t = 'BOOLEAN' THEN 16 WHEN t = 'BLOB' THEN 17 WHEN t IN ('TINYINT', 'UTINYINT', 'SMALLINT') THEN 21
    WHEN t IN ('INTEGER', 'USMALLINT') THEN 23 WHEN t IN ('BIGINT', 'UINTEGER') THEN 20 WHEN t = 'FLOAT' THEN 700 WHEN t = 'DOUBLE' THEN 701
    WHEN t LIKE 'DECIMAL%' OR t IN ('HUGEINT', 'UHUGEINT', 'UBIGINT', 'BIGNUM', 'NUMERIC') THEN 1700 WHEN t = 'JSON' THEN 114 WHEN t = 'DATE' THEN 1082
    WHEN t IN ('TIME', 'TIME_NS') THEN 1083 WHEN t = 'TIME WITH TIME ZONE' THEN 1266
    WHEN t IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS') THEN 1114 WHEN t = 'TIMESTAMP WITH TIME ZONE' THEN 1184
    WHEN t = 'INTERVAL' THEN 1186 WHEN t = 'BIT' THEN 1562 WHEN t = 'UUID' THEN 2950 ELSE 25 END;
CREATE MACRO array_oid(o) AS CASE o
    WHEN 16 THEN 1000 WHEN 17 THEN 1001 WHEN 20 THEN 1016 WHEN 21 THEN 1005 WHEN 23 THEN 1007 WHEN 25 THEN 1009 WHEN 114 THEN 199 WHEN 700 THEN 1021
    WHEN 701 THEN 1022 WHEN 1082 THEN 1182 WHEN 1083 THEN 1183 WHEN 1114 THEN 1115 WHEN 1184 THEN 1185 WHEN 1186 THEN 1187 WHEN 1266 THEN 1270
    WHEN 1562 THEN 1563 WHEN 1700 THEN 1231 WHEN 2950 THEN 2951 ELSE 1009 END;
CREATE MACRO type_oid(t) AS (CASE
    WHEN t LIKE '%]' AND regexp_replace(t, '\[\d*\]$', '') NOT LIKE '%]' AND t NOT LIKE '%(%,%)%' OR t LIKE 'DECIMAL(%)[%]'
        THEN array_oid(scalar_type_oid(regexp_replace(t, '\[\d*\]$', '')))
    ELSE scalar_type_oid(t) END)::BIGINT;
-- The number of a type as PostgreSQL names it inside.
CREATE MACRO named_type_oid(n) AS (CASE n WHEN 'int2' THEN 21 WHEN 'int4' THEN 23 WHEN 'int8' THEN 20 WHEN 'float4' THEN 700 WHEN 'float8' THEN 701
    WHEN 'numeric' THEN 1700 WHEN 'bool' THEN 16 WHEN 'varchar' THEN 1043 WHEN 'bpchar' THEN 1042 WHEN 'date' THEN 1082 WHEN 'timestamp' THEN 1114
    WHEN 'timestamptz' THEN 1184 WHEN '_float4' THEN 1021 WHEN '_float8' THEN 1022 ELSE 25 END)::BIGINT;
CREATE MACRO type_name(o) AS CASE o::BIGINT
    WHEN 16 THEN 'boolean' WHEN 17 THEN 'bytea' WHEN 18 THEN '"char"' WHEN 19 THEN 'name' WHEN 20 THEN 'bigint' WHEN 21 THEN 'smallint'
    WHEN 23 THEN 'integer' WHEN 24 THEN 'regproc' WHEN 25 THEN 'text' WHEN 26 THEN 'oid' WHEN 114 THEN 'json' WHEN 700 THEN 'real'
    WHEN 701 THEN 'double precision' WHEN 1042 THEN 'character' WHEN 1043 THEN 'character varying' WHEN 1082 THEN 'date'
    WHEN 1083 THEN 'time without time zone' WHEN 1114 THEN 'timestamp without time zone' WHEN 1184 THEN 'timestamp with time zone'
    WHEN 1186 THEN 'interval' WHEN 1266 THEN 'time with time zone' WHEN 1562 THEN 'bit varying' WHEN 1700 THEN 'numeric' WHEN 2205 THEN 'regclass'
    WHEN 2206 THEN 'regtype' WHEN 2249 THEN 'record' WHEN 2278 THEN 'void' WHEN 2950 THEN 'uuid' WHEN 3802 THEN 'jsonb'
    WHEN 1000 THEN 'boolean[]' WHEN 1001 THEN 'bytea[]' WHEN 1016 THEN 'bigint[]' WHEN 1005 THEN 'smallint[]' WHEN 1007 THEN 'integer[]'
    WHEN 1009 THEN 'text[]' WHEN 199 THEN 'json[]' WHEN 1021 THEN 'real[]' WHEN 1022 THEN 'double precision[]' WHEN 1182 THEN 'date[]'
    WHEN 1183 THEN 'time without time zone[]' WHEN 1115 THEN 'timestamp without time zone[]' WHEN 1185 THEN 'timestamp with time zone[]'
    WHEN 1187 THEN 'interval[]' WHEN 1270 THEN 'time with time zone[]' WHEN 1563 THEN 'bit varying[]' WHEN 1231 THEN 'numeric[]'
    WHEN 2951 THEN 'uuid[]' WHEN 0 THEN '-' ELSE NULL END;
CREATE MACRO format_type(o, m) AS CASE WHEN o IS NULL THEN NULL
    WHEN o::BIGINT = 1700 AND m >= 4 THEN 'numeric(' || ((m - 4) >> 16) || ',' || ((m - 4) & 65535) || ')' ELSE coalesce(type_name(o), '???') END;
CREATE VIEW pg_type AS
SELECT oid, typname, 11::BIGINT AS typnamespace, 10::BIGINT AS typowner, typlen::SMALLINT AS typlen, typlen BETWEEN 1 AND 8 AS typbyval,
    CASE typcategory WHEN 'P' THEN 'p' ELSE 'b' END AS typtype, typcategory, false AS typispreferred, true AS typisdefined, ',' AS typdelim,
    0::BIGINT AS typrelid, '-' AS typsubscript, 0::BIGINT AS typelem, typarray, typname || 'in' AS typinput, typname || 'out' AS typoutput,
    0::BIGINT AS typreceive, typname || 'send' AS typsend, '-' AS typmodin, '-' AS typmodout, '-' AS typanalyze, 'i' AS typalign, 'x' AS typstorage,
    false AS typnotnull, 0::BIGINT AS typbasetype, -1 AS typtypmod, 0 AS typndims, CASE WHEN typcategory = 'S' THEN 100 ELSE 0 END::BIGINT AS typcollation,
    NULL::VARCHAR AS typdefaultbin, NULL::VARCHAR AS typdefault, NULL::VARCHAR[] AS typacl
FROM known_type
UNION ALL
SELECT typarray, '_' || typname, 11, 10, -1, false, 'b', 'A', false, true, ',', 0, 'array_subscript_handler', oid, 0, 'array_in', 'array_out',
    2400, 'array_send', '-', '-', '-', 'i', 'x', false, 0, -1, 0, 0, NULL, NULL, NULL
FROM known_type WHERE typarray <> 0;
