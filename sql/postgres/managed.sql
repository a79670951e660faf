-- Models for a PostgreSQL server that takes no extensions of one's own: its queries ask the sidecar of `sqlinference serve` by postgres_fdw and dblink.
-- docs/managed-postgresql.md says what an administrator grants before, and what to do after. Any client can run this, and run it again for a newer version.

BEGIN;
SET LOCAL client_min_messages = warning;

DO $do$
BEGIN
  IF pg_catalog.current_setting('server_version_num')::int < 140000 THEN
    RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = 'This needs PostgreSQL 14 or later.';
  END IF;
  IF (SELECT pg_catalog.count(*) FROM pg_catalog.pg_extension WHERE extname IN ('dblink', 'postgres_fdw')) < 2 THEN
    RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = 'The extensions dblink and postgres_fdw are not both in this database.',
      HINT = 'An administrator runs CREATE EXTENSION dblink, CREATE EXTENSION postgres_fdw, and GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw.';
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'sqlinference') THEN
    RAISE EXCEPTION USING ERRCODE = 'duplicate_schema', MESSAGE = 'The extension sqlinference is in this database, which needs no sidecar.';
  END IF;
  IF pg_catalog.to_regnamespace('sqlinference') IS NULL THEN
    CREATE SCHEMA sqlinference;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_foreign_server WHERE srvname = 'sqlinference') THEN
    CREATE SERVER sqlinference FOREIGN DATA WRAPPER postgres_fdw
      OPTIONS (host '127.0.0.1', port '5433', dbname 'local', fetch_size '10000', keep_connections 'on');
  END IF;
END
$do$;
COMMENT ON SCHEMA sqlinference IS 'models that the sidecar answers for';
COMMENT ON SERVER sqlinference IS 'the sidecar';

-- What there is ----------------------------------------------------------------------------------------------------------------

CREATE FOREIGN TABLE IF NOT EXISTS sqlinference.models (
  schema_name text, model_name text, owner text, kind text, model_type text, state text, failure_reason text, version int4,
  function_schema text, function_name text, function_parameters text, function_parameter_types text, function_return_type text,
  endpoint_name text, created_at timestamptz, changed_at timestamptz
) SERVER sqlinference OPTIONS (schema_name 'sqlinference', updatable 'false');
COMMENT ON FOREIGN TABLE sqlinference.models IS 'models that the login at the sidecar may see';

CREATE FOREIGN TABLE IF NOT EXISTS sqlinference.versions (
  schema_name text, model_name text, version int4, state text, progress float8, failure_reason text, metrics text,
  training_job_name text, artifact_id text, created_by text, created_at timestamptz, completed_at timestamptz
) SERVER sqlinference OPTIONS (schema_name 'sqlinference', updatable 'false');
COMMENT ON FOREIGN TABLE sqlinference.versions IS 'versions of these models';

CREATE FOREIGN TABLE IF NOT EXISTS sqlinference.endpoints (
  endpoint_name text, protocol text, model text, url text, credential text, created_by text, created_at timestamptz
) SERVER sqlinference OPTIONS (schema_name 'sqlinference', updatable 'false');
COMMENT ON FOREIGN TABLE sqlinference.endpoints IS 'endpoints that models can be made for';

CREATE FOREIGN TABLE IF NOT EXISTS sqlinference.statistics (
  schema_name text, model_name text, version int4, requests int8, rows_served int8, rows_null int8, rows_refused int8,
  duplicates_dropped int8, cache_hits int8, batches int8, batch_fill float8, failures int8,
  queue_ms_mean float8, queue_ms_p50 float8, queue_ms_p99 float8, run_ms_mean float8, run_ms_p50 float8, run_ms_p99 float8
) SERVER sqlinference OPTIONS (schema_name 'sqlinference', updatable 'false');
COMMENT ON FOREIGN TABLE sqlinference.statistics IS 'what models in memory have done';

-- The connection ---------------------------------------------------------------------------------------------------------------

-- Roles have logins of their own, and SET ROLE must not lead to another's.
CREATE OR REPLACE FUNCTION sqlinference.connection() RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT 'sqlinference ' || r.oid FROM pg_roles AS r WHERE r.rolname = current_user $$;
COMMENT ON FUNCTION sqlinference.connection() IS 'the name that dblink knows the kept connection by';

-- dblink is called by its schema, wherever that is.
DO $do$
DECLARE
  dblink text := (SELECT pg_catalog.format('%I.', n.nspname) FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'dblink');
BEGIN
  EXECUTE pg_catalog.replace($sql$
    CREATE OR REPLACE FUNCTION sqlinference.disconnect() RETURNS void
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
      AS $$
    BEGIN
      IF sqlinference.connection() = ANY (dblink.dblink_get_connections()) THEN
        PERFORM dblink.dblink_disconnect(sqlinference.connection());
      END IF;
    END
      $$
  $sql$, 'dblink.', dblink);

  -- What dblink does not know as a name, it takes for an address.
  EXECUTE pg_catalog.replace($sql$
    CREATE OR REPLACE FUNCTION sqlinference.connected() RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
      AS $$
    DECLARE
      name text := sqlinference.connection();
    BEGIN
      IF COALESCE(name <> ALL (dblink.dblink_get_connections()), true) THEN
        PERFORM dblink.dblink_connect(name, 'sqlinference');
      END IF;
      RETURN name;
    END
      $$
  $sql$, 'dblink.', dblink);

  -- A question can be asked twice: a connection that has ended is made anew, once.
  EXECUTE pg_catalog.replace($sql$
    CREATE OR REPLACE FUNCTION sqlinference.ask(question text) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
      AS $$
    BEGIN
      BEGIN
        RETURN (SELECT t.answer FROM dblink.dblink(sqlinference.connected(), question) AS t(answer text));
      EXCEPTION WHEN connection_exception OR admin_shutdown OR crash_shutdown OR cannot_connect_now OR idle_session_timeout THEN
        PERFORM sqlinference.disconnect();
      END;
      RETURN (SELECT t.answer FROM dblink.dblink(sqlinference.connected(), question) AS t(answer text));
    END
      $$
  $sql$, 'dblink.', dblink);

  EXECUTE pg_catalog.replace($sql$
    CREATE OR REPLACE FUNCTION sqlinference.tell(command text) RETURNS void
      LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
      AS $$
    BEGIN
      PERFORM dblink.dblink_exec(sqlinference.connected(), command);
    END
      $$
  $sql$, 'dblink.', dblink);

  EXECUTE pg_catalog.replace($sql$
    CREATE OR REPLACE FUNCTION sqlinference.rows_of(statement text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
      AS $$
        SELECT format('SELECT * FROM dblink.dblink(%L, %L) AS t(c1 text, c2 text%s)', sqlinference.connection(), statement,
          CASE WHEN statement ~* '^\s*SHOW\s+ENDPOINT\s+ALL' THEN ', c3 text' END)
        WHERE statement ~* '^\s*SHOW\s+(MODELS?|ENDPOINT)\M'
      $$
  $sql$, 'dblink.', dblink);
END
$do$;
COMMENT ON FUNCTION sqlinference.disconnect() IS 'ends the kept connection';
COMMENT ON FUNCTION sqlinference.connected() IS 'the name of the kept connection, which is made by the current user''s mapping if need be';
COMMENT ON FUNCTION sqlinference.ask(text) IS 'the one value that a query at the sidecar answers';
COMMENT ON FUNCTION sqlinference.tell(text) IS 'runs a command at the sidecar';
COMMENT ON FUNCTION sqlinference.rows_of(text) IS 'a query for the rows of a statement; NULL for one that has none';

-- Values on their way ----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sqlinference.engine_name(name text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT '"' || replace(name, '"', '""') || '"' $$;
COMMENT ON FUNCTION sqlinference.engine_name(text) IS 'a name as the sidecar takes it, whose reserved words are others';

CREATE OR REPLACE FUNCTION sqlinference.engine_type(type text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT CASE type WHEN 'numeric' THEN 'DECIMAL(38, 18)' WHEN '_float4' THEN 'REAL[]' WHEN '_float8' THEN 'DOUBLE[]' ELSE type END $$;
COMMENT ON FUNCTION sqlinference.engine_type(text) IS 'the type of a function''s argument as the sidecar writes it';

CREATE OR REPLACE FUNCTION sqlinference.as_json(numbers_or_texts anyarray) RETURNS json
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' SET extra_float_digits = '1' SET bytea_output = 'hex'
  AS $$ SELECT to_json(numbers_or_texts::text[]) $$;
COMMENT ON FUNCTION sqlinference.as_json(anyarray) IS 'a column, every value as text: the same whatever the session''s settings are';

CREATE OR REPLACE FUNCTION sqlinference.unnested(columns json[]) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT string_agg(format('unnest(CAST(CAST(%L AS JSON) AS VARCHAR[])) AS a%s', c, n), ', ' ORDER BY n) FROM unnest(columns) WITH ORDINALITY AS x(c, n) $$;
COMMENT ON FUNCTION sqlinference.unnested(json[]) IS 'columns as the sidecar takes them in a query';

-- Predictions ------------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sqlinference.predict(function text, types text[], arguments record) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET extra_float_digits = '1'
  AS $$
BEGIN
  RETURN sqlinference.ask(format('SELECT %s(%s)', function,
    (SELECT string_agg(format('CAST(%L AS %s)', value, sqlinference.engine_type(types[n])), ', ' ORDER BY n)
       FROM json_each_text(row_to_json(arguments)) WITH ORDINALITY AS x(key, value, n))));
END
  $$;
COMMENT ON FUNCTION sqlinference.predict(text, text[], record) IS 'what prediction functions are made of';

CREATE OR REPLACE FUNCTION sqlinference.predict_batch(function text, types text[], returns text, VARIADIC columns json[]) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  call text := format('%s(%s)', function, (SELECT string_agg(format('CAST(a%s AS %s)', n, sqlinference.engine_type(t)), ', ' ORDER BY n) FROM unnest(types) WITH ORDINALITY AS x(t, n)));
  answer text;
BEGIN
  IF EXISTS (SELECT FROM unnest(columns) AS c WHERE c IS NULL) THEN
    RETURN NULL;
  END IF;
  IF cardinality(columns) > 1 AND (SELECT count(DISTINCT json_array_length(c)) FROM unnest(columns) AS c) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'array_subscript_error', MESSAGE = format('The arrays for %s have different lengths.', function);
  END IF;
  -- Lists of lists come as the engine writes them.
  answer := sqlinference.ask(format('SELECT list(%s) FROM (SELECT %s AS p FROM (SELECT %s))',
    CASE WHEN returns LIKE '\_%' THEN 'CAST(p AS VARCHAR)' ELSE 'p' END, call, sqlinference.unnested(columns)));
  RETURN COALESCE(answer, '{}');
END
  $$;
COMMENT ON FUNCTION sqlinference.predict_batch(text, text[], text, json[]) IS 'predictions for rows that come as columns, as the text of an array';

-- Functions --------------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sqlinference.functions()
  RETURNS TABLE (schema text, name text, model_schema text, model text, parameters text[], types text[], returns text)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  AS $$
    SELECT f.* FROM json_to_recordset(sqlinference.ask('SELECT to_json(list(f)) FROM sqlinference_pg.main.prediction_functions AS f')::json)
      AS f(schema text, name text, model_schema text, model text, parameters text[], types text[], returns text)
  $$;
COMMENT ON FUNCTION sqlinference.functions() IS 'prediction functions that the login at the sidecar may call';

-- The comment says what a function was made from, so that only what has changed is made anew, and nothing of somebody else's. Names and types
-- come from the sidecar: all of them are quoted. Types have their internal names, which begin with an underscore for arrays.
CREATE OR REPLACE FUNCTION sqlinference.define(name text, parameters text[], types text[], returns text, body text, source text) RETURNS text
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  declared text := (SELECT string_agg(format('%I %I', p, t), ', ' ORDER BY n) FROM ROWS FROM (unnest(parameters), unnest(types)) WITH ORDINALITY AS x(p, t, n));
  signature text := format('%s(%s)', name, (SELECT string_agg(quote_ident(t), ', ' ORDER BY n) FROM unnest(types) WITH ORDINALITY AS x(t, n)));
  mark text := 'prediction function of the sidecar: ';
  description text := format('%s%s, (%s) returns %I', mark, source, declared, returns);
  existing regprocedure := to_regprocedure(signature);
  found text := obj_description(existing, 'pg_proc');
BEGIN
  IF existing IS NOT NULL AND found = description THEN
    RETURN signature;
  END IF;
  IF existing IS NOT NULL AND NOT COALESCE(starts_with(found, mark), false) THEN
    RAISE WARNING USING ERRCODE = 'SI107', MESSAGE = format('Function %s exists and is not a prediction function: that of %s is not made.', signature, source);
    RETURN signature;
  END IF;
  IF existing IS NOT NULL THEN
    EXECUTE format('DROP FUNCTION %s', signature);
  END IF;
  EXECUTE format('CREATE FUNCTION %s(%s) RETURNS %I LANGUAGE sql STABLE COST 100000 RETURN CAST(%s AS %I)', name, declared, returns, body, returns);
  EXECUTE format('COMMENT ON FUNCTION %s IS %L', signature, description);
  RETURN signature;
END
  $$;
COMMENT ON FUNCTION sqlinference.define(text, text[], text[], text, text, text) IS 'makes a prediction function, unless it is there, and answers its signature';

CREATE OR REPLACE PROCEDURE sqlinference.sync(local_schema text DEFAULT pg_catalog.current_schema())
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  f record;
  target text;
  remote text;
  signatures text[] := '{}';
  targets text[] := ARRAY[local_schema];
  stale regprocedure;
BEGIN
  IF local_schema IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name', MESSAGE = 'No schema has been selected to make functions in.', HINT = 'Name one: CALL sqlinference.sync(''public'').';
  END IF;
  FOR f IN SELECT * FROM sqlinference.functions() AS x ORDER BY x.schema, x.name LOOP
    target := CASE WHEN f.schema IN ('public', 'main') THEN local_schema ELSE f.schema END;
    IF to_regnamespace(quote_ident(target)) IS NULL THEN
      RAISE NOTICE 'There is no schema % for the function % of the sidecar.', quote_ident(target), quote_ident(f.name);
      CONTINUE;
    END IF;
    targets := targets || target;
    remote := sqlinference.engine_name(f.schema) || '.' || sqlinference.engine_name(f.name);
    signatures := signatures || sqlinference.define(format('%I.%I', target, f.name), f.parameters, f.types, f.returns, format('sqlinference.predict(%L, %L, ROW(%s))', remote, f.types,
      (SELECT string_agg(quote_ident(p), ', ' ORDER BY n) FROM unnest(f.parameters) WITH ORDINALITY AS x(p, n))), remote);
    -- There are no arrays of arrays, and no names this long.
    IF octet_length(f.name || '_batch') < 64 AND NOT EXISTS (SELECT FROM unnest(f.types || f.returns) AS t WHERE starts_with(t, '_')) THEN
      signatures := signatures || sqlinference.define(format('%I.%I', target, f.name || '_batch'), f.parameters, ARRAY(SELECT '_' || t FROM unnest(f.types) AS t), '_' || f.returns,
        format('sqlinference.predict_batch(%L, %L, %L, %s)', remote, f.types, f.returns,
          (SELECT string_agg(format('sqlinference.as_json(%I)', p), ', ' ORDER BY n) FROM unnest(f.parameters) WITH ORDINALITY AS x(p, n))), remote);
    END IF;
  END LOOP;
  FOR stale IN
    SELECT p.oid FROM pg_proc AS p
    WHERE p.pronamespace = ANY (SELECT to_regnamespace(quote_ident(t)) FROM unnest(targets) AS t) AND p.proowner = (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = current_user)
      AND starts_with(obj_description(p.oid, 'pg_proc'), 'prediction function of the sidecar: ')
      AND p.oid <> ALL (SELECT to_regprocedure(s) FROM unnest(signatures) AS s)
  LOOP
    EXECUTE format('DROP FUNCTION %s', stale);
  END LOOP;
END
  $$;
COMMENT ON PROCEDURE sqlinference.sync(text) IS 'makes functions for the models of the sidecar, and drops those whose models are gone';

-- A query's rows at a time -----------------------------------------------------------------------------------------------------

-- What runs a query of the caller's leaves their search path alone, and names everything by its schema.

CREATE OR REPLACE FUNCTION sqlinference.next_rows(cursor refcursor, number int4) RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE
  AS $$
BEGIN
  RETURN QUERY EXECUTE pg_catalog.format('FETCH FORWARD %s FROM %I', number, cursor);
END
  $$;
COMMENT ON FUNCTION sqlinference.next_rows(refcursor, int4) IS 'the rows that a cursor gives next';

CREATE OR REPLACE FUNCTION sqlinference.columns_of(query text, OUT names text[], OUT types oid[])
  LANGUAGE plpgsql VOLATILE
  AS $$
DECLARE
  nothing record;
  aliases text;
BEGIN
  EXECUTE pg_catalog.format(E'SELECT * FROM (%s\n) AS q LIMIT 0', query) INTO nothing;
  names := ARRAY(SELECT k FROM pg_catalog.json_object_keys(pg_catalog.row_to_json(nothing)) AS k);
  SELECT pg_catalog.string_agg(pg_catalog.format('c%s', n), ', ' ORDER BY n) INTO aliases FROM pg_catalog.generate_subscripts(names, 1) AS n;
  EXECUTE pg_catalog.format(E'SELECT ARRAY(SELECT pg_catalog.unnest(ARRAY[%s])::pg_catalog.oid) FROM (SELECT) AS one LEFT JOIN (SELECT * FROM (%s\n) AS q LIMIT 0) AS q(%s) ON true',
    pg_catalog.regexp_replace(aliases, 'c\d+', 'pg_catalog.pg_typeof(\&)', 'g'), query, aliases) INTO types;
END
  $$;
COMMENT ON FUNCTION sqlinference.columns_of(text) IS 'names and types of a query''s columns';

-- A column as an array, and its values out of that: arrays, which cannot be elements of arrays of any shape, are texts in between.
CREATE OR REPLACE FUNCTION sqlinference.is_array(type oid) RETURNS bool
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT t.typcategory = 'A' FROM pg_type AS t WHERE t.oid = type $$;
COMMENT ON FUNCTION sqlinference.is_array(oid) IS 'whether the values of a type are arrays';

-- With its schema always: the caller's search path may find another type first.
CREATE OR REPLACE FUNCTION sqlinference.type_name(type oid) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT format('%I.%I', n.nspname, t.typname) FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace WHERE t.oid = type $$;
COMMENT ON FUNCTION sqlinference.type_name(oid) IS 'a type as any session names it';

CREATE OR REPLACE FUNCTION sqlinference.function_named(name text, OUT remote text, OUT parameters text[], OUT types text[], OUT returns text)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  parts text[] := parse_ident(name);
  wanted text := parts[cardinality(parts)];
BEGIN
  -- A model's own function comes first of all that it has, one of the schema public before others.
  SELECT sqlinference.engine_name(f.schema) || '.' || sqlinference.engine_name(f.name), f.parameters, f.types, f.returns INTO remote, parameters, types, returns
  FROM sqlinference.functions() AS f, LATERAL (SELECT f.model = wanted AND (cardinality(parts) = 1 OR f.model_schema = parts[1]) AS is_model) AS m
  WHERE is_model OR (f.name = wanted AND (cardinality(parts) = 1 OR f.schema = parts[1]))
  ORDER BY NOT is_model, f.schema <> 'public', f.name LIMIT 1;
  IF remote IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SI101', MESSAGE = format('There is no model or prediction function %s.', name),
      HINT = 'SELECT * FROM sqlinference.models lists what there is and you may see.';
  END IF;
END
  $$;
COMMENT ON FUNCTION sqlinference.function_named(text) IS 'the function at the sidecar that belongs to a model, or has a name';

CREATE OR REPLACE FUNCTION sqlinference.scored_query(model text, names text[], types oid[]) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  f record := sqlinference.function_named(model);
  -- Functions that were declared without names take what comes last.
  by_position bool := f.parameters[1] = 'arg1';
  taken int4[] := ARRAY(
    SELECT CASE WHEN by_position THEN cardinality(names) - cardinality(f.parameters) + i
      ELSE (SELECT min(n) FROM unnest(names) WITH ORDINALITY AS x(name, n) WHERE lower(name) = lower(f.parameters[i])) END
    FROM generate_subscripts(f.parameters, 1) AS i ORDER BY i);
  missing text;
BEGIN
  SELECT string_agg(quote_ident(f.parameters[i]), ', ' ORDER BY i) INTO missing FROM generate_subscripts(f.parameters, 1) AS i WHERE COALESCE(taken[i] < 1, true);
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'undefined_column', MESSAGE = format('The query has no column %s, which %s takes.', missing, model), HINT = 'Name the columns of the query with AS.';
  END IF;
  RETURN (
    WITH c AS (
      SELECT n, sqlinference.type_name(type) AS type, n = ANY (taken) AS is_taken, sqlinference.is_array(type) AS is_array
      FROM unnest(types) WITH ORDINALITY AS x(type, n))
    SELECT concat(
      'SELECT ', string_agg(format(CASE WHEN is_array THEN 'u.c%s::%s, ' ELSE 'u.c%s, ' END, n, type), '' ORDER BY n) FILTER (WHERE NOT is_taken),
      CASE WHEN starts_with(f.returns, '_') THEN 'pg_catalog.translate(u.prediction, ''[]'', ''{}'')' ELSE 'u.prediction' END, '::', sqlinference.type_name(f.returns::regtype),
      ' FROM (SELECT ', string_agg(format(
        CASE WHEN NOT is_array THEN 'pg_catalog.array_agg(q.c%1$s) AS c%1$s'
          WHEN is_taken THEN 'pg_catalog.array_agg(pg_catalog.translate(q.c%1$s::pg_catalog.text, ''{}'', ''[]'')) AS c%1$s'
          ELSE 'pg_catalog.array_agg(q.c%1$s::pg_catalog.text) AS c%1$s' END, n), ', ' ORDER BY n),
      ' FROM sqlinference.next_rows($1, $2) AS q(', string_agg(format('c%s %s', n, type), ', ' ORDER BY n), ')) AS b,',
      ' LATERAL ROWS FROM (', string_agg(format('pg_catalog.unnest(b.c%s), ', n), '' ORDER BY n) FILTER (WHERE NOT is_taken),
      format('pg_catalog.unnest(sqlinference.predict_batch(%L, %L, %L, ', f.remote, f.types, f.returns),
      (SELECT string_agg(format('sqlinference.as_json(b.c%s)', t), ', ' ORDER BY i) FROM unnest(taken) WITH ORDINALITY AS x(t, i)), ')::pg_catalog.text[]))',
      ' AS u(', string_agg(format('c%s, ', n), '' ORDER BY n) FILTER (WHERE NOT is_taken), 'prediction)')
    FROM c);
END
  $$;
COMMENT ON FUNCTION sqlinference.scored_query(text, text[], oid[]) IS 'a query for the next rows of a cursor with their predictions';

CREATE OR REPLACE FUNCTION sqlinference.score(query text, model text, batch_rows int4 DEFAULT 8192) RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE COST 1000000 ROWS 100000 SET extra_float_digits = '1'
  AS $$
DECLARE
  asked text := pg_catalog.rtrim(query, E' \t\r\n;');
  columns record := sqlinference.columns_of(asked);
  scored text := sqlinference.scored_query(model, columns.names, columns.types);
  rows refcursor;
BEGIN
  OPEN rows NO SCROLL FOR EXECUTE asked;
  LOOP
    RETURN QUERY EXECUTE scored USING rows, batch_rows;
    EXIT WHEN NOT FOUND;
  END LOOP;
  CLOSE rows;
END
  $$;
COMMENT ON FUNCTION sqlinference.score(text, text, int4) IS 'the columns of a query that the model does not take, and the prediction for each row';

-- Statements -------------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sqlinference.ship(query text) RETURNS void
  LANGUAGE plpgsql VOLATILE SET extra_float_digits = '1'
  AS $$
DECLARE
  asked text := pg_catalog.rtrim(query, E' \t\r\n;');
  columns record := sqlinference.columns_of(asked);
  shipped text := sqlinference.shipped_query(columns.names, columns.types);
  rows refcursor;
  command text;
BEGIN
  OPEN rows NO SCROLL FOR EXECUTE asked;
  LOOP
    EXECUTE shipped INTO command USING rows, 8192;
    EXIT WHEN command IS NULL;
    PERFORM sqlinference.tell(command);
  END LOOP;
  CLOSE rows;
END
  $$;
COMMENT ON FUNCTION sqlinference.ship(text) IS 'copies the rows of a query into the temporary table sqlinference_rows at the sidecar';

CREATE OR REPLACE FUNCTION sqlinference.shipped_query(names text[], types oid[]) RETURNS text
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  kept text[] := ARRAY(
    SELECT CASE
        WHEN base IN ('int2', 'int4', 'int8', 'float4', 'float8', 'bool', 'date', 'timestamp', 'timestamptz', '_float4', '_float8') THEN sqlinference.engine_type(base)
        WHEN base = 'numeric' THEN 'DOUBLE' ELSE 'VARCHAR' END
    FROM unnest(types) WITH ORDINALITY AS x(type, n), LATERAL (
      SELECT CASE WHEN t.typtype = 'd' THEN (SELECT b.typname FROM pg_type AS b WHERE b.oid = t.typbasetype) ELSE t.typname END AS base FROM pg_type AS t WHERE t.oid = type) AS y
    ORDER BY n);
BEGIN
  PERFORM sqlinference.tell(format('CREATE OR REPLACE TEMP TABLE sqlinference_rows (%s)',
    (SELECT string_agg(sqlinference.engine_name(name) || ' ' || k, ', ' ORDER BY n) FROM ROWS FROM (unnest(names), unnest(kept)) WITH ORDINALITY AS x(name, k, n))));
  RETURN (
    SELECT format($sql$SELECT 'INSERT INTO sqlinference_rows SELECT %s FROM (SELECT ' OPERATOR(pg_catalog.||) sqlinference.unnested(ARRAY[%s]) OPERATOR(pg_catalog.||) ')'
        FROM (SELECT %s, pg_catalog.count(*) AS number FROM sqlinference.next_rows($1, $2) AS q(%s)) AS b WHERE b.number OPERATOR(pg_catalog.>) 0$sql$,
      string_agg(format('CAST(a%s AS %s)', n, k), ', ' ORDER BY n),
      string_agg(format('sqlinference.as_json(b.c%s)', n), ', ' ORDER BY n),
      string_agg(format(CASE WHEN sqlinference.is_array(type) THEN 'pg_catalog.array_agg(pg_catalog.translate(q.c%1$s::pg_catalog.text, ''{}'', ''[]'')) AS c%1$s'
        ELSE 'pg_catalog.array_agg(q.c%1$s) AS c%1$s' END, n), ', ' ORDER BY n),
      string_agg(format('c%s %s', n, sqlinference.type_name(type)), ', ' ORDER BY n))
    FROM ROWS FROM (unnest(types), unnest(kept)) WITH ORDINALITY AS x(type, k, n));
END
  $$;
COMMENT ON FUNCTION sqlinference.shipped_query(text[], oid[]) IS 'makes the table sqlinference_rows, and a query for the command that fills it with a cursor''s next rows';

CREATE OR REPLACE FUNCTION sqlinference.carry_out(statement text, is_training bool) RETURNS bool
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  PERFORM sqlinference.tell(format('SET sqlinference.wait_for_training = %L', COALESCE(NULLIF(current_setting('sqlinference.wait_for_training', true), ''), 'off')));
  PERFORM sqlinference.tell(format('SET sqlinference.training_rows = %L', CASE WHEN is_training THEN 'sqlinference_rows' ELSE '' END));
  PERFORM sqlinference.tell(statement);
  PERFORM sqlinference.tell('DROP TABLE IF EXISTS temp.sqlinference_rows');
  RETURN statement ~* '\m(CREATE|ALTER|DROP)\M.*\m(MODEL|FUNCTION)\M';
END
  $$;
COMMENT ON FUNCTION sqlinference.carry_out(text, bool) IS 'runs a statement at the sidecar, and says whether functions may be others now';

CREATE OR REPLACE FUNCTION sqlinference.run(statement text) RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE STRICT COST 1000000 ROWS 10
  AS $$
DECLARE
  -- The first question finds a connection that has ended.
  training text := sqlinference.ask(pg_catalog.format('SELECT training_query(%L)', statement));
  shown text := sqlinference.rows_of(statement);
BEGIN
  IF shown IS NOT NULL THEN
    RETURN QUERY EXECUTE shown;
    RETURN;
  END IF;
  IF training IS NOT NULL THEN
    PERFORM sqlinference.ship(training);
  END IF;
  IF sqlinference.carry_out(statement, training IS NOT NULL) THEN
    CALL sqlinference.sync();
  END IF;
END
  $$;
COMMENT ON FUNCTION sqlinference.run(text) IS 'runs a statement about models; a training query runs here, in the caller''s session';

CREATE OR REPLACE FUNCTION sqlinference.show_models() RETURNS TABLE ("Schema Name" text, "Model Name" text)
  LANGUAGE sql VOLATILE
  AS $$ SELECT * FROM sqlinference.run('SHOW MODEL ALL') AS t("Schema Name" text, "Model Name" text) $$;
COMMENT ON FUNCTION sqlinference.show_models() IS 'SHOW MODEL ALL';

CREATE OR REPLACE FUNCTION sqlinference.show_model(name text) RETURNS TABLE ("Key" text, "Value" text)
  LANGUAGE sql VOLATILE STRICT
  AS $$ SELECT * FROM sqlinference.run(pg_catalog.concat('SHOW MODEL ', name)) AS t("Key" text, "Value" text) $$;
COMMENT ON FUNCTION sqlinference.show_model(text) IS 'SHOW MODEL name';

CREATE OR REPLACE FUNCTION sqlinference.explain_model(name text) RETURNS jsonb
  LANGUAGE sql VOLATILE STRICT SET search_path = pg_catalog, pg_temp
  AS $$ SELECT sqlinference.ask(format('SELECT explain_model(%L)', name))::jsonb $$;
COMMENT ON FUNCTION sqlinference.explain_model(text) IS 'what the columns of a model contribute';

CREATE OR REPLACE FUNCTION sqlinference.forecast(model text) RETURNS TABLE (id text, "time" timestamp, percentiles jsonb)
  LANGUAGE sql VOLATILE STRICT SET search_path = pg_catalog, pg_temp
  AS $$
    SELECT row ->> 'id', (row ->> 'time')::timestamp, row - '{id,time}'::text[]
    FROM jsonb_array_elements(sqlinference.ask(format('SELECT to_json(list(f)) FROM forecast(%L) AS f', model))::jsonb) AS rows (row)
  $$;
COMMENT ON FUNCTION sqlinference.forecast(text) IS 'what a FORECAST model says of the time to come';

COMMIT;
