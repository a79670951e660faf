-- A model from a file: its function, its versions, its end.

CREATE MODEL minus FROM '{models}/one-column.onnx' FUNCTION negated(x real) RETURNS real;

SELECT {schema}.negated(2), {schema}.negated(-0.5), {schema}.negated(NULL);
--> -2 | 0.5 | NULL

CREATE TABLE numbers (n int);

INSERT INTO numbers VALUES (3), (1), (NULL), (2);

SELECT n, {schema}.negated(n) FROM numbers WHERE n IS NOT NULL ORDER BY {schema}.negated(n);
--> 3 | -3
--> 2 | -2
--> 1 | -1

SELECT sum({schema}.negated(n)), count({schema}.negated(n)) FROM numbers;
--> -6 | 3

-- Several parameters, and an answer of another type than the model's.

CREATE MODEL scored FROM '{models}/linear.onnx' FUNCTION scored(a int, b real, c double precision) RETURNS decimal(10, 2);

SELECT {schema}.scored(1, 1, 1), {schema}.scored(0, 0, 0.001);
--> 2.00 | 0.75

-- Text in, text out.

CREATE MODEL language_of FROM '{models}/text-label.onnx' FUNCTION language_of(word varchar(100)) RETURNS varchar(20);

SELECT {schema}.language_of('hello'), {schema}.language_of('grüß'), {schema}.language_of(NULL);
--> en | de | NULL

-- A replacement is another version; both are kept.

CREATE OR REPLACE MODEL minus FROM '{models}/half-output.onnx' FUNCTION negated(x real) RETURNS real;

SELECT {schema}.negated(2);
--> 2

ALTER MODEL minus USE VERSION 1;

SELECT {schema}.negated(2);
--> -2

SHOW MODEL minus;
--+ Model State | READY
--+ Inference Type | Local
--+ Function Parameter Types | float4
--+ Function Return Type | float4
--+ Version | 1

ALTER MODEL minus USE VERSION 3;
--! SI104

CREATE MODEL IF NOT EXISTS minus FROM '{models}/half-output.onnx' FUNCTION negated(x real) RETURNS real;

SELECT {schema}.negated(2);
--> -2

ALTER MODEL minus RENAME TO opposite;

SELECT {schema}.negated(2);
--> -2

SHOW MODEL minus;
--! SI101

DROP MODEL opposite;

SELECT {schema}.negated(2);
--! SI008

DROP MODEL IF EXISTS opposite;

DROP MODEL opposite;
--! SI101
