-- What plans become of queries that predict, and that they give the same rows. Models are functions of the test: those that name the
-- extension's support function are batched, and computed by themselves where no service is asked.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS sqlinference;
LOAD 'sqlinference';
CREATE FUNCTION score(x float8) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN coalesce(x, -3) * 2; END';
CREATE FUNCTION inverse(x float8) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN 1 / x; END';
CREATE FUNCTION label(t text) RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN upper(t); END';
CREATE FUNCTION wrapped(n int) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT score(n)::numeric(10,2)';

CREATE TABLE item (id int PRIMARY KEY, x float8, g text, n int);
INSERT INTO item SELECT i, nullif(i % 10, 7), chr(97 + i % 3), i % 50 FROM generate_series(1, 200) i;
CREATE TABLE sale (item int, amount float8);
INSERT INTO sale SELECT i % 200 + 1, i % 13 FROM generate_series(1, 500) i;
CREATE INDEX ON sale (item);
ANALYZE item, sale;

-- What EXPLAIN ANALYZE counts, without what depends on the machine.
CREATE FUNCTION counts(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ' || query LOOP
    IF line !~ 'Sort Method|Memory|Heap Fetches|Disabled' THEN RETURN NEXT line; END IF;
  END LOOP;
END $$;

-- Target lists
EXPLAIN (COSTS OFF, VERBOSE) SELECT id, score(x) FROM item;
EXPLAIN (COSTS OFF, VERBOSE) SELECT round(score(x)::numeric, 2) + 1 FROM item;
EXPLAIN (COSTS OFF, VERBOSE) SELECT score(x), label(g) FROM item;
EXPLAIN (COSTS OFF, VERBOSE) SELECT score(score(x) + 1) FROM item;
EXPLAIN (COSTS OFF, VERBOSE) SELECT wrapped(n), wrapped(n) * 2 FROM item;
SELECT id, score(score(x) + 1), label(g), wrapped(n) FROM item WHERE id < 9 ORDER BY id;

-- Calls that do not depend on the row are computed once
SELECT counts('SELECT score(5), x FROM item');

-- Conditions: the call's and what follows it move up, one node for each, so that later calls see the rows that are left
EXPLAIN (COSTS OFF) SELECT id FROM item WHERE score(x) > 3 AND id < 50;
SELECT counts('SELECT score(x), inverse(n) FROM item WHERE score(x) > 14 AND inverse(n) < 0.1 AND n > 0');
SELECT count(*) FROM item WHERE score(x) > 14 AND inverse(n) < 0.1 AND n > 0;

-- Aggregates: a call in several is one
SELECT counts('SELECT avg(score(x)), stddev(score(x)), count(*) FILTER (WHERE score(x) > 3) FROM item');
EXPLAIN (COSTS OFF) SELECT g, sum(inverse(n)) FILTER (WHERE n <> 0) FROM item GROUP BY g;
SELECT g, round(sum(inverse(n)) FILTER (WHERE n <> 0)::numeric, 6) FROM item GROUP BY g ORDER BY g;
EXPLAIN (COSTS OFF) SELECT label(g), count(*) FROM item GROUP BY label(g);
EXPLAIN (COSTS OFF) SELECT DISTINCT label(g) FROM item;
EXPLAIN (COSTS OFF) SELECT label(g), n % 2, sum(x) FROM item GROUP BY GROUPING SETS ((label(g)), (n % 2), ());
SELECT label(g), n % 2, sum(x) FROM item GROUP BY GROUPING SETS ((label(g)), (n % 2), ()) ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT g FROM item GROUP BY g HAVING score(sum(x)) > 500;
SELECT g FROM item GROUP BY g HAVING score(sum(x)) > 500 ORDER BY g;

-- Limits: exactly the rows that are wanted; with a condition, small batches first
EXPLAIN (COSTS OFF) SELECT score(x) AS s FROM item ORDER BY s LIMIT 5;
SELECT counts('SELECT score(x) FROM item ORDER BY id LIMIT 10');
SELECT counts('SELECT score(x) FROM item LIMIT 10 OFFSET 5');
SELECT counts('SELECT id FROM item WHERE score(x) > 15 LIMIT 10');
PREPARE few (bigint) AS SELECT score(x) FROM item LIMIT $1;
SET plan_cache_mode = force_generic_plan;
SELECT counts('EXECUTE few(7)');
SELECT counts('EXECUTE few(NULL)');
-- Plans that are kept are made anew when batches are turned off
SET sqlinference.batching = off;
EXPLAIN (COSTS OFF) EXECUTE few(7);
RESET sqlinference.batching;
RESET plan_cache_mode;

-- Window functions
EXPLAIN (COSTS OFF) SELECT id, sum(score(x)) OVER (PARTITION BY g ORDER BY id) FROM item;
EXPLAIN (COSTS OFF) SELECT id, rank() OVER (ORDER BY score(x)) FROM item;
EXPLAIN (COSTS OFF) SELECT id, lag(score(x)) OVER (ORDER BY id), lead(score(x / n)) OVER (ORDER BY id) FROM item WHERE n > 0;
SELECT * FROM (SELECT id, score(x), row_number() OVER (ORDER BY id DESC) AS r FROM item) s WHERE r <= 3 ORDER BY r;
SELECT counts('SELECT * FROM (SELECT id, score(x), row_number() OVER (ORDER BY id DESC) AS r FROM item) s WHERE r <= 3');

-- Joins
SET enable_nestloop = off; SET enable_mergejoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM item a JOIN item b ON score(a.x) = score(b.n);
SELECT count(*) FROM item a JOIN item b ON score(a.x) = score(b.n);
SET enable_mergejoin = on; SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM item a JOIN item b ON score(a.x) = score(b.n);
SELECT count(*) FROM item a JOIN item b ON score(a.x) = score(b.n);
EXPLAIN (COSTS OFF) SELECT * FROM sale s JOIN item i ON i.id = s.item WHERE label(i.g) = 'A';
SELECT count(*) FROM sale s JOIN item i ON i.id = s.item WHERE label(i.g) = 'A';
RESET enable_nestloop; RESET enable_hashjoin;
EXPLAIN (COSTS OFF) SELECT score(a.x + b.amount) FROM item a LEFT JOIN sale b ON b.item = a.id WHERE score(b.amount) IS NULL OR b.item < 5;
EXPLAIN (COSTS OFF) SELECT count(*) FROM item a LEFT JOIN sale b ON b.item = a.id AND score(a.x + b.amount) > 4;
SELECT count(*) FROM item a LEFT JOIN sale b ON b.item = a.id AND score(a.x + b.amount) > 4;

-- The inner side of a nested loop would make a batch for each outer row: its conditions move to the join
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_memoize = off;
SELECT counts('SELECT i.id FROM item i JOIN sale s ON s.item = i.id WHERE score(s.amount) > 20 AND i.id < 20');
SELECT i.id, s.amount FROM item i JOIN sale s ON s.item = i.id WHERE score(s.amount) > 20 AND i.id < 20 ORDER BY 1, 2;
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_memoize;

-- Subqueries, common table expressions, sets
EXPLAIN (COSTS OFF) SELECT id, l.s FROM item i, LATERAL (SELECT max(score(amount)) AS s FROM sale WHERE item = i.id) l;
EXPLAIN (COSTS OFF) SELECT id FROM item i WHERE EXISTS (SELECT 1 FROM sale WHERE item = i.id AND score(amount + i.x) > 30);
SELECT count(*) FROM item i WHERE EXISTS (SELECT 1 FROM sale WHERE item = i.id AND score(amount + i.x) > 30);
EXPLAIN (COSTS OFF) SELECT id FROM item WHERE score(x) NOT IN (SELECT amount FROM sale);
SELECT count(*) FROM item WHERE score(x) NOT IN (SELECT amount FROM sale);
EXPLAIN (COSTS OFF) WITH c AS MATERIALIZED (SELECT id, score(x) AS s FROM item) SELECT * FROM c a JOIN c b USING (id);
EXPLAIN (COSTS OFF) SELECT score(x) FROM item UNION SELECT score(amount) FROM sale;
EXPLAIN (COSTS OFF) SELECT score(x), generate_series(1, score(n)::int) FROM item;
SELECT score(x), generate_series(1, score(n)::int) FROM item WHERE id < 3;
WITH RECURSIVE r (i, v) AS (SELECT 1, score(1) UNION ALL SELECT i + 1, score(v) FROM r WHERE i < 5) SELECT * FROM r;

-- Partitions
CREATE TABLE part (id int, x float8) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (100);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (100) TO (300);
INSERT INTO part SELECT id, x FROM item;
EXPLAIN (COSTS OFF) SELECT id FROM part WHERE score(x) > 10;
SELECT count(*) FROM part WHERE score(x) > 10;

-- Changes
EXPLAIN (COSTS OFF) CREATE TABLE scored AS SELECT id, score(x) FROM item;
EXPLAIN (COSTS OFF) INSERT INTO sale SELECT id, score(x) FROM item;
EXPLAIN (COSTS OFF) UPDATE item SET x = score(i.amount) FROM sale i WHERE i.item = id;
EXPLAIN (COSTS OFF) UPDATE item SET (x, n) = (SELECT score(amount), 1 FROM sale WHERE item = id LIMIT 1);
EXPLAIN (COSTS OFF) DELETE FROM item WHERE score(x) > 3 RETURNING label(g);
BEGIN;
UPDATE item SET x = score(x) WHERE score(x) > 17 RETURNING id, x, score(x);
ROLLBACK;

-- Conditions under which a call is computed
EXPLAIN (COSTS OFF) SELECT CASE WHEN n <> 0 THEN inverse(n) ELSE score(x) END FROM item;
EXPLAIN (COSTS OFF) SELECT CASE n WHEN 0 THEN 0 WHEN score(x) THEN 1 ELSE inverse(n) END FROM item;
EXPLAIN (COSTS OFF) SELECT coalesce(x, score(n)) FROM item;
EXPLAIN (COSTS OFF) SELECT n = 0 OR inverse(n) > 0.5, n <> 0 AND inverse(n) > 0.5 FROM item;
EXPLAIN (COSTS OFF) SELECT CASE WHEN n > 10 THEN inverse(n) END, CASE WHEN n < 0 THEN inverse(n) END FROM item;
EXPLAIN (COSTS OFF) SELECT CASE WHEN score(x) > 3 THEN inverse(score(x)) END FROM item;
SELECT counts('SELECT CASE WHEN n <> 0 THEN inverse(n) ELSE score(x) END FROM item');
SELECT sum(CASE WHEN n <> 0 THEN inverse(n) ELSE score(x) END) > 0, count(*) FILTER (WHERE n = 0 OR inverse(n) > 0.5),
  sum(CASE n WHEN 0 THEN 0 WHEN score(x) THEN 1 ELSE inverse(n) END) > 0, sum(coalesce(x, score(n))) FROM item;

-- What stays row by row, and why
EXPLAIN (COSTS OFF) SELECT score(1);
EXPLAIN (COSTS OFF) SELECT score(random()) FROM item;
EXPLAIN (COSTS OFF) SELECT CASE WHEN random() > 2 THEN score(x) END FROM item;
EXPLAIN (COSTS OFF) SELECT (x, score(x / n)) < (1, 2) FROM item;
EXPLAIN (COSTS OFF) SELECT CASE WHEN EXISTS (SELECT 1 FROM sale WHERE item = id) THEN score(x) END FROM item;
EXPLAIN (COSTS OFF) SELECT * FROM generate_series(1, score(2)::int);
EXPLAIN (COSTS OFF, FORMAT JSON) VALUES (score(1)), (score(2));
SET sqlinference.batching = off;
EXPLAIN (COSTS OFF) SELECT score(x) FROM item;
RESET sqlinference.batching;

-- Formats
EXPLAIN (COSTS OFF, FORMAT JSON) SELECT CASE WHEN x > 0 THEN score(x) END FROM item;

-- Cursors
BEGIN;
DECLARE c CURSOR FOR SELECT id, score(x) FROM item ORDER BY id;
FETCH 2 FROM c;
FETCH BACKWARD 1 FROM c;
ROLLBACK;
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT id, score(x) FROM item ORDER BY id;
FETCH 3 FROM c;
FETCH BACKWARD 2 FROM c;
FETCH LAST FROM c;
ROLLBACK;
BEGIN;
DECLARE c CURSOR FOR SELECT id, score(x) FROM item ORDER BY id FOR UPDATE;
FETCH 2 FROM c;
UPDATE item SET x = 0 WHERE CURRENT OF c RETURNING id;
ROLLBACK;
DECLARE c CURSOR WITH HOLD FOR SELECT id, score(x) FROM item ORDER BY id LIMIT 3;
FETCH ALL FROM c;
CLOSE c;

-- Security: what a policy or a barrier hides is not shown to conditions, wherever the calls stand
CREATE ROLE regress_reader;
CREATE FUNCTION leak(t text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE 'seen %', t; RETURN true; END $$;
CREATE VIEW guarded WITH (security_barrier) AS SELECT * FROM item WHERE label(g) = 'A';
SET client_min_messages = notice;
SELECT DISTINCT g FROM guarded WHERE leak(g) AND id < 7;
SET client_min_messages = warning;
REVOKE EXECUTE ON FUNCTION score FROM PUBLIC;
GRANT SELECT ON item TO regress_reader;
SET ROLE regress_reader;
SELECT score(x) FROM item;
RESET ROLE;
DROP OWNED BY regress_reader;
DROP ROLE regress_reader;

-- An index on a prediction would grow stale: PostgreSQL refuses it
CREATE INDEX ON item (score(x));

-- Workers
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT id FROM item WHERE score(x) > 3;
EXPLAIN (COSTS OFF) SELECT g, avg(score(x)) FROM item GROUP BY g;
SELECT sum(score(x)) FROM item;
SELECT regexp_replace(c, '\d+', 'N', 'g') FROM counts('SELECT sum(score(x)) FROM item') c WHERE c ~ 'Rows: 200 *$';
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

DROP TABLE item, sale, part CASCADE;
DROP FUNCTION score, inverse, label, wrapped, counts, leak;
