\echo Use "CREATE EXTENSION sqlinference" to load this file. \quit

-- Prediction functions ----------------------------------------------------------------------------------------------------

CREATE TABLE sqlinference.function (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  function oid NOT NULL,
  signature text NOT NULL,
  server int8 NOT NULL,
  model text NOT NULL,
  version int,
  output text NOT NULL,
  inputs text[] NOT NULL,
  accepts_null bool[] NOT NULL
);
COMMENT ON TABLE sqlinference.function IS 'prediction functions and the models that they ask; written by the extension alone';
COMMENT ON COLUMN sqlinference.function.signature IS 'the function''s name and types, by which it is found on another server, where its number is another';
COMMENT ON COLUMN sqlinference.function.server IS 'the server whose number it is';
-- Rows of functions that were dropped name nothing.
SELECT pg_catalog.pg_extension_config_dump('sqlinference.function', 'WHERE pg_catalog.to_regprocedure(signature) IS NOT NULL');
SELECT pg_catalog.pg_extension_config_dump('sqlinference.function_id_seq', '');

-- Rows that come by SQL are those of a dump.
CREATE FUNCTION sqlinference.bind_function() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  NEW.function := to_regprocedure(NEW.signature);
  NEW.server := (SELECT system_identifier FROM pg_control_system());
  RETURN CASE WHEN NEW.function IS NOT NULL THEN NEW END;
END
  $$;
COMMENT ON FUNCTION sqlinference.bind_function() IS 'finds the function of a row that is restored';

CREATE TRIGGER bind_function BEFORE INSERT ON sqlinference.function FOR EACH ROW EXECUTE FUNCTION sqlinference.bind_function();

CREATE FUNCTION sqlinference.follow_functions() RETURNS event_trigger
  LANGUAGE c AS 'MODULE_PATHNAME', 'sqlinference_follow_functions';
COMMENT ON FUNCTION sqlinference.follow_functions() IS 'keeps the rows of functions that are renamed, moved or dropped';

-- Before the statement, the functions of rows that another server has written are found; after it, what has changed is written down.
CREATE EVENT TRIGGER sqlinference_before ON ddl_command_start
  WHEN TAG IN ('ALTER FUNCTION', 'ALTER ROUTINE', 'ALTER SCHEMA', 'DROP FUNCTION', 'DROP ROUTINE', 'DROP SCHEMA', 'DROP OWNED')
  EXECUTE FUNCTION sqlinference.follow_functions();
CREATE EVENT TRIGGER sqlinference_after ON ddl_command_end
  WHEN TAG IN ('ALTER FUNCTION', 'ALTER ROUTINE', 'ALTER SCHEMA', 'DROP FUNCTION', 'DROP ROUTINE', 'DROP SCHEMA', 'DROP OWNED')
  EXECUTE FUNCTION sqlinference.follow_functions();

CREATE FUNCTION sqlinference.explain_index() RETURNS event_trigger
  LANGUAGE c AS 'MODULE_PATHNAME', 'sqlinference_explain_index';
COMMENT ON FUNCTION sqlinference.explain_index() IS 'says why there is no index on predictions';

CREATE EVENT TRIGGER sqlinference_index ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION sqlinference.explain_index();

CREATE FUNCTION sqlinference.predict_support(internal) RETURNS internal
  LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'sqlinference_predict_support';
COMMENT ON FUNCTION sqlinference.predict_support(internal) IS 'tells the planner which calls are predictions';

CREATE FUNCTION sqlinference.predict_bool(function_id int4, VARIADIC "any") RETURNS bool
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_bool(int4, "any") IS 'what prediction functions that return bool are made of';

CREATE FUNCTION sqlinference.predict_int2(function_id int4, VARIADIC "any") RETURNS int2
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_int2(int4, "any") IS 'what prediction functions that return int2 are made of';

CREATE FUNCTION sqlinference.predict_int4(function_id int4, VARIADIC "any") RETURNS int4
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_int4(int4, "any") IS 'what prediction functions that return int4 are made of';

CREATE FUNCTION sqlinference.predict_int8(function_id int4, VARIADIC "any") RETURNS int8
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_int8(int4, "any") IS 'what prediction functions that return int8 are made of';

CREATE FUNCTION sqlinference.predict_float4(function_id int4, VARIADIC "any") RETURNS float4
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_float4(int4, "any") IS 'what prediction functions that return float4 are made of';

CREATE FUNCTION sqlinference.predict_float8(function_id int4, VARIADIC "any") RETURNS float8
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_float8(int4, "any") IS 'what prediction functions that return float8 are made of';

CREATE FUNCTION sqlinference.predict_text(function_id int4, VARIADIC "any") RETURNS text
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_text(int4, "any") IS 'what prediction functions that return text are made of';

CREATE FUNCTION sqlinference.predict_date(function_id int4, VARIADIC "any") RETURNS date
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_date(int4, "any") IS 'what prediction functions that return date are made of';

CREATE FUNCTION sqlinference.predict_timestamp(function_id int4, VARIADIC "any") RETURNS timestamp
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_timestamp(int4, "any") IS 'what prediction functions that return timestamp are made of';

CREATE FUNCTION sqlinference.predict_timestamptz(function_id int4, VARIADIC "any") RETURNS timestamptz
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_timestamptz(int4, "any") IS 'what prediction functions that return timestamptz are made of';

CREATE FUNCTION sqlinference.predict_float4_array(function_id int4, VARIADIC "any") RETURNS float4[]
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_float4_array(int4, "any") IS 'what prediction functions that return float4[] are made of';

CREATE FUNCTION sqlinference.predict_float8_array(function_id int4, VARIADIC "any") RETURNS float8[]
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_predict';
COMMENT ON FUNCTION sqlinference.predict_float8_array(int4, "any") IS 'what prediction functions that return float8[] are made of';

-- Prediction functions are defined by statements of the service, which the caller's session runs under its own privileges ---

CREATE FUNCTION sqlinference.function_id(function regprocedure) RETURNS int4
  LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_function_id';
COMMENT ON FUNCTION sqlinference.function_id(regprocedure) IS 'the number of a prediction function; a new one for NULL';

CREATE FUNCTION sqlinference.register_function(
  function regprocedure, id int4, model text, version int4, output text, inputs text[], accepts_null bool[]) RETURNS void
  LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_register_function';
COMMENT ON FUNCTION sqlinference.register_function(regprocedure, int4, text, int4, text, text[], bool[])
  IS 'says which model the caller''s function asks';

CREATE FUNCTION sqlinference.unregister_function(function regprocedure) RETURNS void
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_unregister_function';
COMMENT ON FUNCTION sqlinference.unregister_function(regprocedure) IS 'forgets which model the caller''s function asks';

CREATE FUNCTION sqlinference.rename_model(old_name text, new_name text) RETURNS void
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_rename_model';
COMMENT ON FUNCTION sqlinference.rename_model(text, text) IS 'lets the caller''s functions ask a model by its new name';

CREATE FUNCTION sqlinference.signature(schema text, name text, types text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT pg_catalog.format('%I.%I(%s)', schema, name, pg_catalog.array_to_string(types, ', ')) $$;
COMMENT ON FUNCTION sqlinference.signature(text, text, text[]) IS 'a function as statements name it';

CREATE FUNCTION sqlinference.as_decimal(value float8, "precision" int4, scale int4) RETURNS numeric
  LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'sqlinference_as_decimal';
COMMENT ON FUNCTION sqlinference.as_decimal(float8, int4, int4) IS 'the number as value::numeric(precision, scale) is, made faster';

-- Texts are cast to their types without lengths: with them, they would be cut.
CREATE FUNCTION sqlinference.call_text(id int4, parameters int4, returns text) RETURNS text
  LANGUAGE sql STABLE
  AS $$
    SELECT pg_catalog.format('SELECT ' || conversion, pg_catalog.format('sqlinference.predict_%s(%s)', kind, pg_catalog.concat_ws(', ', id, arguments)))
    FROM (SELECT CASE
            WHEN r = 'numeric'::regtype THEN 'float8'
            WHEN r IN ('varchar'::regtype, 'bpchar'::regtype) THEN 'text'
            WHEN r = 'float4[]'::regtype THEN 'float4_array'
            WHEN r = 'float8[]'::regtype THEN 'float8_array'
            ELSE (SELECT t.typname FROM pg_catalog.pg_type t WHERE t.oid = r) END AS kind,
          (SELECT pg_catalog.string_agg('$' || n, ', ' ORDER BY n) FROM pg_catalog.generate_series(1, parameters) AS n) AS arguments,
          CASE WHEN digits IS NOT NULL THEN pg_catalog.format('sqlinference.as_decimal(%%s, %s, %s)', digits[1], COALESCE(digits[2], '0'))
               WHEN r = 'numeric'::regtype THEN '%s::' || returns
               WHEN r = 'varchar'::regtype THEN '%s::varchar'
               WHEN r = 'bpchar'::regtype THEN '%s::bpchar' ELSE '%s' END AS conversion
      FROM (SELECT returns::regtype AS r,
              CASE WHEN returns::regtype = 'numeric'::regtype THEN pg_catalog.regexp_match(returns, '\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)') END AS digits)
        AS type) AS parts
  $$;
COMMENT ON FUNCTION sqlinference.call_text(int4, int4, text) IS 'the body of a prediction function';

CREATE FUNCTION sqlinference.define_function(
  schema text, name text, parameters text[], types text[], returns text, model text, version int4, output text, inputs text[],
  accepts_null bool[], cost real DEFAULT 1000) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  signature text := sqlinference.signature(schema, name, types);
  existing regprocedure := pg_catalog.to_regprocedure(signature);
  id int4 := sqlinference.function_id(existing);
  declared text;
BEGIN
  IF id IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SI107', MESSAGE = pg_catalog.format('Function %s exists and is not a prediction function.', signature),
      HINT = 'Name another function in the statement, or drop this one.';
  END IF;
  IF existing IS NOT NULL AND (SELECT p.prorettype <> returns::regtype OR p.proargnames IS DISTINCT FROM NULLIF(parameters, '{}')
                               FROM pg_catalog.pg_proc AS p WHERE p.oid = existing) THEN
    PERFORM sqlinference.unregister_function(existing);
    EXECUTE pg_catalog.format('DROP FUNCTION %s', signature);
    existing := NULL;
  END IF;
  SELECT pg_catalog.string_agg(pg_catalog.format('%I %s', p, t), ', ' ORDER BY n) INTO declared
    FROM ROWS FROM (pg_catalog.unnest(parameters), pg_catalog.unnest(types)) WITH ORDINALITY AS x(p, t, n);
  EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION %I.%I(%s) RETURNS %s LANGUAGE sql STABLE PARALLEL SAFE COST %s AS %L',
    schema, name, declared, returns, cost, sqlinference.call_text(id, pg_catalog.cardinality(types), returns));
  IF existing IS NULL THEN
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  END IF;
  PERFORM sqlinference.register_function(signature::regprocedure, id, model, version, output, inputs, accepts_null);
END
  $$;
COMMENT ON FUNCTION sqlinference.define_function(text, text, text[], text[], text, text, int4, text, text[], bool[], real)
  IS 'creates or replaces a prediction function';

CREATE FUNCTION sqlinference.drop_function(schema text, name text, types text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  signature text := sqlinference.signature(schema, name, types);
  existing regprocedure := pg_catalog.to_regprocedure(signature);
BEGIN
  -- What the user dropped or replaced meanwhile is theirs.
  IF existing IS NULL OR sqlinference.function_id(existing) IS NULL THEN
    RETURN;
  END IF;
  PERFORM sqlinference.unregister_function(existing);
  EXECUTE pg_catalog.format('DROP FUNCTION %s', signature);
END
  $$;
COMMENT ON FUNCTION sqlinference.drop_function(text, text, text[]) IS 'drops a prediction function';

CREATE FUNCTION sqlinference.grant_function(
  schema text, name text, types text[], grantee text, is_public bool, is_revoke bool, with_grant_option bool) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  signature text := sqlinference.signature(schema, name, types);
  grantee_text text := CASE WHEN is_public THEN 'PUBLIC' ELSE pg_catalog.quote_ident(grantee) END;
BEGIN
  EXECUTE CASE
    WHEN is_revoke AND with_grant_option THEN pg_catalog.format('REVOKE GRANT OPTION FOR EXECUTE ON FUNCTION %s FROM %s', signature, grantee_text)
    WHEN is_revoke THEN pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM %s', signature, grantee_text)
    WHEN with_grant_option THEN pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO %s WITH GRANT OPTION', signature, grantee_text)
    ELSE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO %s', signature, grantee_text) END;
END
  $$;
COMMENT ON FUNCTION sqlinference.grant_function(text, text, text[], text, bool, bool, bool)
  IS 'grants or revokes EXECUTE on a prediction function';

-- Statements -----------------------------------------------------------------------------------------------------------------

CREATE TABLE sqlinference.unconfirmed (
  run text PRIMARY KEY,
  path text NOT NULL,
  owner oid NOT NULL,
  began timestamptz NOT NULL
);
COMMENT ON TABLE sqlinference.unconfirmed IS 'statements that the service is to be told of once they are committed; written by the extension alone';

CREATE FUNCTION sqlinference.request(method text, path text, body jsonb DEFAULT NULL) RETURNS jsonb
  LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_request';
COMMENT ON FUNCTION sqlinference.request(text, text, jsonb) IS 'asks the service as the current user';

CREATE FUNCTION sqlinference.database_path() RETURNS text
  LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'sqlinference_database_path';
COMMENT ON FUNCTION sqlinference.database_path() IS 'where the service has this database: /v1/databases/name';

CREATE FUNCTION sqlinference.encode_name(name text) RETURNS text
  LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'sqlinference_encode_name';
COMMENT ON FUNCTION sqlinference.encode_name(text) IS 'a name as paths of the service have it';

CREATE FUNCTION sqlinference.upload(query text, path text) RETURNS jsonb
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_upload';
COMMENT ON FUNCTION sqlinference.upload(text, text) IS 'sends the rows of a query to the service';

CREATE FUNCTION sqlinference.run_opened(path text) RETURNS void
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_run_opened';
COMMENT ON FUNCTION sqlinference.run_opened(text) IS 'a statement that is taken back unless this transaction commits';

CREATE FUNCTION sqlinference.run_closed(path text) RETURNS void
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_run_closed';
COMMENT ON FUNCTION sqlinference.run_closed(text) IS 'a statement that the service has ended';

CREATE FUNCTION sqlinference.run_remember(run text, path text) RETURNS void
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_run_remember';
COMMENT ON FUNCTION sqlinference.run_remember(text, text) IS 'a statement that is confirmed once this transaction is committed';

CREATE FUNCTION sqlinference.run_is_unconfirmed(run text) RETURNS bool
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_run_is_unconfirmed';
COMMENT ON FUNCTION sqlinference.run_is_unconfirmed(text) IS 'whether a statement is committed and not confirmed yet';

CREATE FUNCTION sqlinference.confirm_committed() RETURNS text[]
  LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'sqlinference_confirm_committed';
COMMENT ON FUNCTION sqlinference.confirm_committed() IS 'tells the service of committed statements, and answers which it knows of now';

CREATE FUNCTION sqlinference.confirm() RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  done text[] := sqlinference.confirm_committed();
BEGIN
  IF cardinality(done) > 0 AND NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' THEN
    -- Another session may be at the same row; it is of no use to either.
    DELETE FROM sqlinference.unconfirmed AS u
      USING (SELECT run FROM sqlinference.unconfirmed WHERE run = ANY (done) FOR UPDATE SKIP LOCKED) AS d
      WHERE u.run = d.run;
  END IF;
END
  $$;
COMMENT ON FUNCTION sqlinference.confirm() IS 'tells the service of committed statements';

CREATE FUNCTION sqlinference.lock_run(run text) RETURNS void
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
  AS $$ SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('sqlinference'), pg_catalog.hashtext(run)) $$;
COMMENT ON FUNCTION sqlinference.lock_run(text) IS 'shows others that the transaction of a statement is under way';

-- Locks are let go when all can see the rows of the transaction: first the lock, then the rows.
CREATE FUNCTION sqlinference.is_orphan(run text) RETURNS bool
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
BEGIN
  IF pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtext('sqlinference'), pg_catalog.hashtext(run)) THEN
    RETURN NOT sqlinference.run_is_unconfirmed(run);
  END IF;
  RETURN false;
END
  $$;
COMMENT ON FUNCTION sqlinference.is_orphan(text) IS 'whether the transaction of a statement is over and was not committed';

CREATE FUNCTION sqlinference.begin_statement(statement text) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  path text := sqlinference.database_path() || '/statements';
  body jsonb := pg_catalog.jsonb_build_object('statement', statement, 'engine', 'postgresql',
    'background', NOT pg_catalog.current_setting('sqlinference.wait_for_training')::bool,
    'search_path', pg_catalog.to_jsonb(pg_catalog.current_schemas(false)),
    'transaction', pg_catalog.pg_backend_pid() || '.' || pg_catalog.date_part('epoch', pg_catalog.now()));
  detail text;
  run text;
BEGIN
  BEGIN
    RETURN sqlinference.request('POST', path, body);
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    run := pg_catalog.substring(detail, '^The statement''s run is ([0-9A-Za-z_-]+)\.$');
    -- A version of the model is pending. If its transaction is over, it stands in nobody's way.
    IF run IS NULL OR NOT sqlinference.is_orphan(run) THEN
      RAISE;
    END IF;
  END;
  PERFORM sqlinference.request('DELETE', path || '/' || run);
  RETURN sqlinference.request('POST', path, body);
END
  $$;
COMMENT ON FUNCTION sqlinference.begin_statement(text) IS 'gives a statement to the service';

CREATE FUNCTION sqlinference.train(answer jsonb, path text) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  state text;
BEGIN
  answer := sqlinference.upload(answer #>> '{training,query}', answer #>> '{training,upload}');
  LOOP
    state := answer ->> 'state';
    -- The definitions are there already, and the model is trained without this session.
    IF state = 'training' AND (answer ->> 'confirmable')::bool THEN
      RETURN answer;
    END IF;
    EXIT WHEN state IS DISTINCT FROM 'training' AND state IS DISTINCT FROM 'receiving_rows';
    answer := sqlinference.request('GET', path || '?wait=10');
    IF answer ->> 'state' = state THEN
      PERFORM pg_catalog.pg_sleep(0.1);
    END IF;
  END LOOP;
  IF state IS DISTINCT FROM 'awaiting_confirmation' THEN
    RAISE EXCEPTION USING ERRCODE = COALESCE(answer #>> '{error,code}', 'SI999'),
      MESSAGE = COALESCE(answer #>> '{error,detail}', pg_catalog.format('The statement is %s, and its model is not trained.', state)),
      HINT = COALESCE(answer #>> '{error,hint}', '');
  END IF;
  RETURN answer;
END
  $$;
COMMENT ON FUNCTION sqlinference.train(jsonb, text) IS 'does the caller''s part in training: rows, and waiting where that is wanted';

CREATE FUNCTION sqlinference.show_notices(answer jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  notice text;
BEGIN
  FOR notice IN SELECT pg_catalog.jsonb_array_elements_text(answer -> 'notices') LOOP
    RAISE NOTICE '%', notice;
  END LOOP;
END
  $$;
COMMENT ON FUNCTION sqlinference.show_notices(jsonb) IS 'shows the service''s remarks';

-- What is wrong already must not be hidden by a service that cannot be told so.
CREATE FUNCTION sqlinference.fail(path text, reason text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
BEGIN
  PERFORM sqlinference.request('POST', path || '/fail', pg_catalog.jsonb_build_object('reason', reason));
  PERFORM sqlinference.run_closed(path);
EXCEPTION WHEN OTHERS THEN
  RETURN;
END
  $$;
COMMENT ON FUNCTION sqlinference.fail(text, text) IS 'tells the service that the session could not do its part';

CREATE FUNCTION sqlinference.define_functions(answer jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  AS $$
DECLARE
  definition text;
BEGIN
  FOR definition IN SELECT pg_catalog.jsonb_array_elements_text(answer -> 'functions') LOOP
    EXECUTE definition;
  END LOOP;
END
  $$;
COMMENT ON FUNCTION sqlinference.define_functions(jsonb) IS 'does the caller''s part in a statement: definitions';

CREATE FUNCTION sqlinference.execute(statement text) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
  AS $$
DECLARE
  answer jsonb;
  run text;
  path text;
BEGIN
  PERFORM sqlinference.confirm();
  answer := sqlinference.begin_statement(statement);
  run := answer ->> 'run';
  IF run IS NULL THEN
    PERFORM sqlinference.define_functions(answer);
    PERFORM sqlinference.show_notices(answer);
    RETURN answer;
  END IF;
  path := sqlinference.database_path() || '/statements/' || run;
  PERFORM sqlinference.run_opened(path);
  PERFORM sqlinference.lock_run(run);
  BEGIN
    IF pg_catalog.jsonb_typeof(answer -> 'training') = 'object' THEN
      answer := sqlinference.train(answer, path);
    END IF;
    PERFORM sqlinference.define_functions(answer);
  EXCEPTION WHEN OTHERS THEN
    PERFORM sqlinference.fail(path, SQLERRM);
    RAISE;
  END;
  PERFORM sqlinference.show_notices(answer);
  PERFORM sqlinference.run_remember(run, path);
  RETURN answer;
END
  $$;
COMMENT ON FUNCTION sqlinference.execute(text) IS 'runs a model statement and answers the service''s document of it';

CREATE FUNCTION sqlinference.run(statement text) RETURNS SETOF record
  LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 10 AS 'MODULE_PATHNAME', 'sqlinference_run';
COMMENT ON FUNCTION sqlinference.run(text) IS 'runs a model statement, such as CREATE MODEL or SHOW MODEL ALL';

CREATE FUNCTION sqlinference.show_models() RETURNS TABLE ("Schema Name" text, "Model Name" text)
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
  AS $$ SELECT * FROM sqlinference.run('SHOW MODEL ALL') AS t("Schema Name" text, "Model Name" text) $$;
COMMENT ON FUNCTION sqlinference.show_models() IS 'SHOW MODEL ALL';

CREATE FUNCTION sqlinference.show_model(name text) RETURNS TABLE ("Key" text, "Value" text)
  LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
  AS $$ SELECT * FROM sqlinference.run('SHOW MODEL ' || name) AS t("Key" text, "Value" text) $$;
COMMENT ON FUNCTION sqlinference.show_model(text) IS 'SHOW MODEL name';

-- What there is --------------------------------------------------------------------------------------------------------------

-- Models come in pages.
CREATE FUNCTION sqlinference.model_documents() RETURNS SETOF jsonb
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 100
  AS $$
DECLARE
  path text := sqlinference.database_path() || '/models';
  page jsonb := sqlinference.request('GET', path);
BEGIN
  LOOP
    RETURN QUERY SELECT pg_catalog.jsonb_array_elements(page -> 'models');
    EXIT WHEN page ->> 'next' IS NULL;
    page := sqlinference.request('GET', path || '?after=' || pg_catalog.replace(page ->> 'next', '%', '%25'));
  END LOOP;
END
  $$;
COMMENT ON FUNCTION sqlinference.model_documents() IS 'the models of this database, as the service describes them';

CREATE VIEW sqlinference.models AS
  SELECT m ->> 'schema' AS schema, m ->> 'name' AS model, m ->> 'owner' AS owner, m ->> 'kind' AS kind, m ->> 'model_type' AS model_type,
    m ->> 'state' AS state, m ->> 'failure_reason' AS failure_reason, (m ->> 'current_version')::int4 AS current_version,
    m #>> '{function,schema}' AS function_schema, m #>> '{function,name}' AS function,
    (SELECT pg_catalog.array_agg((p ->> 'name') || ' ' || (p ->> 'type') ORDER BY n)
       FROM pg_catalog.jsonb_array_elements(m #> '{function,parameters}') WITH ORDINALITY AS x(p, n)) AS parameters,
    m #>> '{function,returns}' AS returns, m ->> 'endpoint' AS endpoint,
    (SELECT pg_catalog.jsonb_object_agg(s ->> 'name', s ->> 'value') FROM pg_catalog.jsonb_array_elements(m -> 'settings') AS s) AS settings,
    (m ->> 'created_at')::timestamptz AS created_at, (m ->> 'changed_at')::timestamptz AS changed_at, m ->> 'wire_name' AS wire_name
  FROM sqlinference.model_documents() AS m;
COMMENT ON VIEW sqlinference.models IS 'models that the current user may see';

CREATE FUNCTION sqlinference.model_path(wire_name text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT sqlinference.database_path() || '/models/' || pg_catalog.substring(wire_name, pg_catalog.strpos(wire_name, '.') + 1) $$;
COMMENT ON FUNCTION sqlinference.model_path(text) IS 'where the service has a model of this database';

CREATE VIEW sqlinference.versions AS
  SELECT m.schema, m.model, (v ->> 'version')::int4 AS version, v ->> 'state' AS state, (v ->> 'progress')::float8 AS progress,
    v ->> 'failure_reason' AS failure_reason,
    (SELECT pg_catalog.jsonb_object_agg(x ->> 'name', x -> 'value') FROM pg_catalog.jsonb_array_elements(v -> 'metrics') AS x) AS metrics,
    v ->> 'training_job_name' AS training_job_name, v ->> 'artifact_id' AS artifact_id, v ->> 'created_by' AS created_by,
    (v ->> 'created_at')::timestamptz AS created_at, (v ->> 'completed_at')::timestamptz AS completed_at
  FROM sqlinference.models AS m,
    pg_catalog.jsonb_array_elements(sqlinference.request('GET', sqlinference.model_path(m.wire_name) || '/versions') -> 'versions') AS v;
COMMENT ON VIEW sqlinference.versions IS 'versions of the models that the current user may see';

CREATE VIEW sqlinference.endpoints AS
  SELECT e ->> 'name' AS endpoint, e ->> 'protocol' AS protocol, e ->> 'model' AS model, e ->> 'url' AS url, e ->> 'credential' AS credential,
    e ->> 'created_by' AS created_by, (e ->> 'created_at')::timestamptz AS created_at
  FROM pg_catalog.jsonb_array_elements(sqlinference.request('GET', '/v1/endpoints') -> 'endpoints') AS e;
COMMENT ON VIEW sqlinference.endpoints IS 'endpoints that the current user may see';

CREATE VIEW sqlinference.statistics AS
  SELECT s ->> 'model' AS model, (s ->> 'version')::int4 AS version, (s ->> 'requests')::int8 AS requests, (s ->> 'rows_served')::int8 AS rows_served,
    (s ->> 'rows_null')::int8 AS rows_null, (s ->> 'rows_refused')::int8 AS rows_refused, (s ->> 'duplicates_dropped')::int8 AS duplicates_dropped,
    (s ->> 'cache_hits')::int8 AS cache_hits, (s ->> 'batches')::int8 AS batches, (s ->> 'batch_fill')::float8 AS batch_fill,
    (s ->> 'failures')::int8 AS failures, (s #>> '{run,p50_ms}')::float8 AS run_p50_ms, (s #>> '{run,p99_ms}')::float8 AS run_p99_ms,
    (s #>> '{queue,p50_ms}')::float8 AS queue_p50_ms, (s #>> '{queue,p99_ms}')::float8 AS queue_p99_ms
  FROM pg_catalog.jsonb_array_elements(sqlinference.request('GET', '/v1/statistics') -> 'statistics') AS s;
COMMENT ON VIEW sqlinference.statistics IS 'what models in memory have done';

CREATE VIEW sqlinference.svv_ml_model_info AS
  SELECT pg_catalog.current_database()::text AS database_name, m.schema AS schema_name, m.owner AS user_name, m.model AS model_name,
    'Active'::text AS life_cycle, 0 AS is_refreshable, pg_catalog.upper(m.state) AS model_state
  FROM sqlinference.models AS m;
COMMENT ON VIEW sqlinference.svv_ml_model_info IS 'models as Redshift shows them';

CREATE VIEW sqlinference.svv_ml_model_privileges AS
  SELECT m.schema AS namespace_name, m.model AS model_name, m.current_version AS model_version, pg_catalog.upper(g ->> 'privilege') AS privilege_type,
    CASE WHEN g ->> 'grantee_kind' = 'public' THEN 'public' ELSE g ->> 'grantee' END AS identity_name, g ->> 'grantee_kind' AS identity_type,
    (g ->> 'grant_option')::bool AS admin_option
  FROM sqlinference.models AS m
    JOIN pg_catalog.jsonb_array_elements(sqlinference.request('GET', sqlinference.database_path() || '/grants') -> 'grants') AS g
      ON g ->> 'model' = m.wire_name;
COMMENT ON VIEW sqlinference.svv_ml_model_privileges IS 'grants on models as Redshift shows them';

CREATE FUNCTION sqlinference.named_model_path(name text) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  AS $$
DECLARE
  parts text[] := pg_catalog.parse_ident(name);
BEGIN
  IF pg_catalog.cardinality(parts) = 1 THEN
    parts := ARRAY[pg_catalog.current_schema()::text] || parts;
  END IF;
  RETURN sqlinference.database_path() || '/models/' || sqlinference.encode_name(parts[1]) || '.' || sqlinference.encode_name(parts[2]);
END
  $$;
COMMENT ON FUNCTION sqlinference.named_model_path(text) IS 'where the service has a model that is named as in statements';

CREATE FUNCTION sqlinference.explain_model(model text) RETURNS jsonb
  LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
  AS $$ SELECT sqlinference.request('GET', sqlinference.named_model_path(model) || '/explanation') $$;
COMMENT ON FUNCTION sqlinference.explain_model(text) IS 'what the columns contribute to a model''s predictions';

CREATE FUNCTION sqlinference.forecast(model text) RETURNS TABLE (id text, "time" timestamp, percentiles jsonb)
  LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
  AS $$
SELECT row ->> 'id', (row ->> 'time')::timestamp, row -> 'values'
FROM pg_catalog.jsonb_array_elements(sqlinference.request('GET', sqlinference.named_model_path(model) || '/forecast') -> 'forecast') AS rows (row)
  $$;
COMMENT ON FUNCTION sqlinference.forecast(text) IS 'what a FORECAST model says of the time to come';

GRANT USAGE ON SCHEMA sqlinference TO PUBLIC;
GRANT SELECT ON sqlinference.models, sqlinference.versions, sqlinference.endpoints, sqlinference.statistics,
  sqlinference.svv_ml_model_info, sqlinference.svv_ml_model_privileges TO PUBLIC;
