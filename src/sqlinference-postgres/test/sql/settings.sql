-- Settings, and a service that is not there.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS sqlinference;
LOAD 'sqlinference';
RESET client_min_messages;

SELECT name, setting, unit, context, min_val, max_val FROM pg_settings WHERE name LIKE 'sqlinference.%' ORDER BY name;
SET sqlinference.batch_rows = 0;
SET sqlinference.requests_in_flight = 9;
SET sqlinference.fuzz = 'perhaps';
SET sqlinference.no_such_setting = 1;

SET sqlinference.service = 'unix:/nowhere/service.sock';
\set SHOW_CONTEXT never
SELECT * FROM sqlinference.show_models();
SELECT count(*) FROM sqlinference.models;
SELECT sqlinference.confirm();
SELECT sqlinference.request('PUT', '/v1/service');
SELECT sqlinference.request('GET', '/v2');

SET sqlinference.database = 'Größe & Co';
SELECT sqlinference.database_path();
SELECT sqlinference.encode_name('a.b-c_d');

SET sqlinference.token_file = '/nowhere/token';
SELECT sqlinference.request('GET', '/v1/service');
