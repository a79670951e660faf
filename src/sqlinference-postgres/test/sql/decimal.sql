-- as_decimal answers what the server's own cast does, to the last digit and the same errors
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS sqlinference;
RESET client_min_messages;
\set SHOW_CONTEXT never
SELECT setseed(0.5);
-- Of all sizes, with few digits, and at or next to where rounding changes
CREATE TABLE number AS
  SELECT (CASE WHEN random() < 0.5 THEN -1 ELSE 1 END * x)::float8 AS x FROM (
    SELECT random() * 10 ^ (random() * 22 - 11) AS x FROM generate_series(1, 3000)
    UNION ALL SELECT round((random() * 10 ^ (random() * 9)::int)::numeric, (random() * 8)::int)::float8 FROM generate_series(1, 3000)
    UNION ALL SELECT (round(random() * 1000000) + 0.5) / 10 ^ (random() * 10)::int FROM generate_series(1, 3000)
    UNION ALL SELECT 10::float8 ^ n * (1 + e * 1e-15) FROM generate_series(-11, 14) AS n, generate_series(-2, 2) AS e
    UNION ALL SELECT 0) AS sizes;
DO $$
DECLARE
  bad int;
BEGIN
  FOR p IN 1..17 LOOP
    FOR s IN 0..least(p, 12) LOOP
      EXECUTE format('SELECT count(*) FROM number WHERE abs(x) < 9 * 10.0 ^ %s AND sqlinference.as_decimal(x, %s, %s)::text <> x::numeric(%2$s, %3$s)::text', p - s - 1, p, s) INTO bad;
      IF bad > 0 THEN
        RAISE EXCEPTION 'numeric(%, %): % differ', p, s, bad;
      END IF;
    END LOOP;
  END LOOP;
END
$$;
SELECT sqlinference.as_decimal(9999.9999994, 10, 6), sqlinference.as_decimal(-0.5, 1, 0), sqlinference.as_decimal(-0.4, 1, 0), sqlinference.as_decimal(1e300, 400, 2) = 1e300::float8::numeric;
SELECT sqlinference.as_decimal('NaN', 10, 6), sqlinference.as_decimal(1e-300, 4, 2), sqlinference.as_decimal(NULL, 4, 2);
SELECT sqlinference.as_decimal(9999.9999996, 10, 6);
SELECT sqlinference.as_decimal(-1e14, 10, 6);
DROP TABLE number;
