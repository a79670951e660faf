-- Queries whose rows would be stale or missing if a plan forgot on what its nodes depend, or that a join may have more than one match.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS sqlinference;
LOAD 'sqlinference';
CREATE FUNCTION score(x float8) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN x * 2; END';
CREATE TABLE item (id int PRIMARY KEY);
INSERT INTO item SELECT generate_series(1, 200);
CREATE TABLE price (a int, b float8, PRIMARY KEY (a, b));
INSERT INTO price SELECT a, b FROM generate_series(1, 20) AS a, generate_series(0, 40) AS b;
ANALYZE item, price;
SET enable_bitmapscan = off;

-- There is one match at most because of the condition that moves above the join
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_indexscan = off; SET enable_indexonlyscan = off;
EXPLAIN (COSTS OFF, VERBOSE) SELECT k, b FROM generate_series(1, 3) AS k JOIN price ON a = k AND b = score(k);
SELECT k, b FROM generate_series(1, 3) AS k JOIN price ON a = k AND b = score(k);

-- The same, out of a join within another, to which its condition moves first
SET join_collapse_limit = 1;
EXPLAIN (COSTS OFF, VERBOSE) SELECT id, p.* FROM item CROSS JOIN LATERAL
  (SELECT price.* FROM generate_series(1, id) AS k JOIN price ON a = k AND b = score(k)) p WHERE id < 4;
SELECT id, p.* FROM item CROSS JOIN LATERAL
  (SELECT price.* FROM generate_series(1, id) AS k JOIN price ON a = k AND b = score(k)) p WHERE id < 4 ORDER BY 1, 2;
RESET join_collapse_limit;

-- What the child depends on: a function's rows are kept from one scan to the next
EXPLAIN (COSTS OFF) SELECT id, (SELECT sum(score(k)) FROM generate_series(1, id) AS k) FROM item WHERE id < 4;
SELECT id, (SELECT sum(score(k)) FROM generate_series(1, id) AS k) FROM item WHERE id < 4;

-- What the node alone depends on: the rows above it are kept
EXPLAIN (COSTS OFF) SELECT id, (SELECT sum(s + q.b) FROM price p LEFT JOIN
  (SELECT score(b + id) AS s, b, random() AS r FROM price WHERE a = 1 AND b < 3 ORDER BY b) q ON r < p.b + 2 WHERE p.a = 1 AND p.b < 2) FROM item WHERE id < 4;
SELECT id, (SELECT sum(s + q.b) FROM price p LEFT JOIN
  (SELECT score(b + id) AS s, b, random() AS r FROM price WHERE a = 1 AND b < 3 ORDER BY b) q ON r < p.b + 2 WHERE p.a = 1 AND p.b < 2) FROM item WHERE id < 4;

-- The same at the top of a subplan that is computed once for each item: by the child, and by the node alone
EXPLAIN (COSTS OFF) SELECT id, (SELECT sum(b) FROM price WHERE a = 1 AND b < 7 AND b <> ALL
  (ARRAY(SELECT score(q.b) FROM price q WHERE q.a = 2 AND q.b < id))) FROM item WHERE id < 4;
SELECT id, (SELECT sum(b) FROM price WHERE a = 1 AND b < 7 AND b <> ALL
  (ARRAY(SELECT score(q.b) FROM price q WHERE q.a = 2 AND q.b < id))) FROM item WHERE id < 4;
EXPLAIN (COSTS OFF) SELECT id, (SELECT sum(b) FROM price WHERE a = 1 AND b < 7 AND b <> ALL
  (ARRAY(SELECT score(q.b + id) + 0 * random() FROM price q WHERE q.a = 2 AND q.b < 2 ORDER BY q.b))) FROM item WHERE id < 4;
SELECT id, (SELECT sum(b) FROM price WHERE a = 1 AND b < 7 AND b <> ALL
  (ARRAY(SELECT score(q.b + id) + 0 * random() FROM price q WHERE q.a = 2 AND q.b < 2 ORDER BY q.b))) FROM item WHERE id < 4;

-- Rows that are kept for a merge join
RESET enable_indexscan; RESET enable_indexonlyscan;
SET enable_nestloop = off; SET enable_mergejoin = on; SET enable_sort = off; SET enable_seqscan = off; SET enable_memoize = off;
EXPLAIN (COSTS OFF) SELECT id, (SELECT count(b) FROM item j LEFT JOIN price ON a = j.id AND score(b) > i.id) FROM item i WHERE id < 4;
SELECT id, (SELECT count(b) FROM item j LEFT JOIN price ON a = j.id AND score(b) > i.id) FROM item i WHERE id < 4;

DROP TABLE item, price;
DROP FUNCTION score;
