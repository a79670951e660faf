-- Prediction functions as objects of the database. Nothing here reaches a service.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS sqlinference;
RESET client_min_messages;
\set SHOW_CONTEXT never

-- What define_function makes
SELECT sqlinference.define_function('public', 'taxi', '{passengers,"when it was",price}', '{int4,"timestamp with time zone","numeric(10,2)"}',
  'numeric(10,6)', 'shop.public.taxi', 3, 'prediction', '{passengers,"when it was",price}', '{f,f,t}');
SELECT regexp_replace(pg_get_functiondef('taxi(int4,timestamptz,numeric)'::regprocedure), '\(\d+, \$1', '(ID, $1');
SELECT function::regprocedure, signature, model, version, output, inputs, accepts_null FROM sqlinference.function WHERE model = 'shop.public.taxi';
SELECT has_function_privilege('pg_monitor', 'taxi(int4,timestamptz,numeric)', 'EXECUTE');

-- The same function again keeps its number and its grants
SELECT id AS before FROM sqlinference.function WHERE model = 'shop.public.taxi' \gset
SELECT sqlinference.grant_function('public', 'taxi', '{int4,timestamptz,numeric}', 'pg_monitor', false, false, false);
SELECT sqlinference.define_function('public', 'taxi', '{passengers,"when it was",price}', '{int4,timestamptz,numeric}',
  'numeric(10,6)', 'shop.public.taxi', 4, 'prediction', '{passengers,"when it was",price}', '{f,f,t}');
SELECT id = :before AS same_number, version FROM sqlinference.function WHERE model = 'shop.public.taxi';
SELECT has_function_privilege('pg_monitor', 'taxi(int4,timestamptz,numeric)', 'EXECUTE');

-- Another type of result is another function
SELECT sqlinference.define_function('public', 'taxi', '{passengers,"when it was",price}', '{int4,timestamptz,numeric}',
  'text', 'shop.public.taxi', 5, 'prediction', '{passengers,"when it was",price}', '{f,f,t}');
SELECT pg_get_function_result('taxi(int4,timestamptz,numeric)'::regprocedure);
SELECT has_function_privilege('pg_monitor', 'taxi(int4,timestamptz,numeric)', 'EXECUTE');

-- Names that mean something in SQL
SELECT sqlinference.define_function('public', 'a"b''c$d', '{"select"}', '{int4}', 'varchar(5)', 'shop.public.odd%22', NULL, 'x', '{"select"}', '{f}');
SELECT prosrc ~ '^SELECT sqlinference.predict_text\([0-9]+, \$1\)::varchar$' AS body FROM pg_proc WHERE proname = 'a"b''c$d';

-- Bodies by the type of the result
SELECT returns, sqlinference.call_text(1, 2, returns)
  FROM unnest('{bool,int2,int4,int8,float4,float8,"numeric(5,2)","decimal(7)",numeric,text,char(3),date,timestamp,timestamptz,float4[],"double precision[]"}'::text[]) AS returns;

-- What others made is not overwritten, nor dropped
CREATE FUNCTION mine(a int4) RETURNS float8 LANGUAGE sql AS 'SELECT 1.0::float8';
SELECT sqlinference.define_function('public', 'mine', '{a}', '{int4}', 'float8', 'shop.public.mine', 1, 'prediction', '{a}', '{f}');
SELECT sqlinference.drop_function('public', 'mine', '{int4}');
SELECT mine(1);

-- No index on predictions, and why; functions that are only called like one are left alone
CREATE TABLE rides (passengers int4, at timestamptz, price numeric);
CREATE INDEX ON rides (passengers, upper(taxi(passengers, at, price)));
CREATE INDEX ON rides (passengers) WHERE taxi(passengers, at, price) = 'x';
CREATE INDEX ON rides (taxi(passengers));
CREATE FUNCTION taxi(a int4) RETURNS int4 LANGUAGE sql IMMUTABLE AS 'SELECT -a';
CREATE INDEX ON rides (taxi(passengers), abs(passengers)) WHERE price > 0;
ALTER TABLE rides ADD COLUMN score text GENERATED ALWAYS AS (taxi(passengers, at, price)) STORED;
DROP FUNCTION taxi(int4) CASCADE;
DROP TABLE rides;

-- A model gets another name
SELECT sqlinference.rename_model('shop.public.taxi', 'shop.public.cab');
SELECT model FROM sqlinference.function WHERE version = 5;

-- Errors before anybody is asked
SELECT sqlinference.predict_float8(999999, 1);
SELECT sqlinference.predict_float8(NULL, 1);
SELECT sqlinference.predict_float8(id, 1) FROM sqlinference.function WHERE model = 'shop.public.cab';
SELECT sqlinference.predict_text(id, VARIADIC ARRAY[1,2]) FROM sqlinference.function WHERE model = 'shop.public.cab';
SELECT sqlinference.predict_text(id, 1, now(), '{}'::json) FROM sqlinference.function WHERE model = 'shop.public.cab';
SELECT taxi(NULL, now(), 1);

-- What is renamed, moved or dropped by other means is followed
CREATE SCHEMA elsewhere;
ALTER FUNCTION taxi RENAME TO cab;
ALTER ROUTINE cab(int4, timestamptz, numeric) SET SCHEMA elsewhere;
ALTER SCHEMA elsewhere RENAME TO "some where";
SELECT signature FROM sqlinference.function WHERE version = 5;
DROP SCHEMA "some where" CASCADE;
SELECT signature FROM sqlinference.function;
SELECT sqlinference.drop_function('public', 'a"b''c$d', '{int4}');
SELECT sqlinference.define_function('public', 'again', '{a}', '{int4}', 'float8', 'shop.public.again', 1, 'prediction', '{a}', '{f}');
SELECT model FROM sqlinference.function;
SELECT proname FROM pg_proc WHERE proname IN ('taxi', 'a"b''c$d');
DROP FUNCTION mine, again;
