-- Passengers of 3000 days, among them repeated numbers and NULLs.
CREATE TABLE history AS SELECT date '2020-01-01' + g AS day, nullif(g * 7919 % 900, 5) AS passengers FROM generate_series(1, 3000) AS g;
ANALYZE history;
