INSTALL httpfs; LOAD httpfs;
CREATE MACRO add(a, b) AS a + b;
CREATE FUNCTION twice(x) AS x * 2;
COPY rides FROM 'rides.csv' (FORMAT csv, HEADER);
COPY (SELECT [1, 2, 3] AS l, {'a': ';'} AS s) TO 'out.parquet' (FORMAT parquet);
COPY FROM DATABASE a TO b;
SHOW model;
SHOW TABLES;
FROM rides SELECT *;
CREATE MODEL anomalies FROM rides FUNCTION anomaly_score MODEL_TYPE RANDOM_CUT_FOREST;
SELECT anomaly_score(passengers) FROM 'rides.parquet' USING SAMPLE 10%;
PRAGMA database_size
