/* What the host keeps for itself: /* nested; */ nothing in here is ours; CREATE MODEL x */
SET search_path = public;
SHOW search_path;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
GRANT ALL ON model TO alice;
CREATE TABLE model (id int, "create model" text DEFAULT 'a;b''; drop model m;');
DROP TABLE model;
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- CREATE MODEL m FROM t;
    NEW.touched := now(); EXECUTE $q$DROP MODEL m;$q$;
    RETURN NEW;
END;
$body$;
CREATE FUNCTION total(x int) RETURNS int
BEGIN ATOMIC
    SELECT CASE WHEN x > 0 THEN 1 END;
    SELECT x + 1;
END;
DO $$ BEGIN PERFORM 1; END $$;
SELECT E'it\'s; one', 'two;', U&'d\0061t;', $1, $2 FROM t WHERE a = '{"k": ";"}' AND b -> 'x' ->> 'y' = E'\\';
COPY t FROM '/tmp/x.csv' WITH (FORMAT csv, HEADER true);
COPY t (a, b) FROM '/tmp/x.csv' DELIMITER ',' CSV HEADER;
PREPARE p (int) AS SELECT ml_score($1);
CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (1); DELETE FROM tmp);
CREATE MODEL public."my; model" FROM ( SELECT a, 'it''s; here)' AS b, $x$ ) ; $x$ AS c FROM t -- ) comment;
    ) TARGET a FUNCTION "predict it";
SELECT 1
