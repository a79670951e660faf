-- Takes back what sql/postgres/managed.sql made: functions, foreign tables, server and user mappings, and whatever was built on them.
-- The models stay with the service.

BEGIN;
DROP SERVER IF EXISTS sqlinference CASCADE;
DROP SCHEMA IF EXISTS sqlinference CASCADE;
COMMIT;
