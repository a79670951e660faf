\echo Use "CREATE EXTENSION sqlinference" to load this file. \quit

-- Prediction functions ----------------------------------------------------------------------------------------------------

CREATE TABLE sqlinference.function (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  function regprocedure NOT NULL UNIQUE,
  model text NOT NULL,
  version int,
  output text NOT NULL,
  inputs text[] NOT NULL,
  accepts_null bool[] NOT NULL
);
COMMENT ON TABLE sqlinference.function IS 'prediction functions and the models that they ask; written by the extension alone';
SELECT pg_catalog.pg_extension_config_dump('sqlinference.function', '');
SELECT pg_catalog.pg_extension_config_dump('sqlinference.function_id_seq', '');

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
