-- Statements that are refused, each with its condition.

CREATE MODEL minus FROM '{models}/one-column.onnx' FUNCTION negated(x real) RETURNS real;

CREATE MODEL minus FROM '{models}/one-column.onnx' FUNCTION other(x real) RETURNS real;
--! SI102

CREATE MODEL other FROM '{models}/one-column.onnx' FUNCTION negated(x real) RETURNS real;
--! SI107

CREATE MODEL other FROM '{models}/absent.onnx' FUNCTION other(x real) RETURNS real;
--! SI201

CREATE MODEL other FROM '{models}/unknown-operator.onnx' FUNCTION other(x real) RETURNS real;
--! SI204

CREATE MODEL other FROM '{models}/one-column.onnx' FUNCTION other(x real, y real) RETURNS real;
--! SI205

CREATE MODEL other FROM '{models}/one-column.onnx' FUNCTION other(x real) RETURNS date;
--! SI206

CREATE MODEL other FROM '{models}/external-parent.onnx' FUNCTION other(x real, y real, z real) RETURNS real;
--! SI208

CREATE MODEL other FROM '{models}/one-column.onnx' FUNCTION other(x reel) RETURNS real;
--! SI007

CREATE MODEL other FROM '{models}/one-column.onnx' FROM '{models}/linear.onnx' FUNCTION other(x real) RETURNS real;
--! SI003

ALTER MODEL minus SET (SEED 5);
--! SI004

DROP MODEL no_such_model;
--! SI101

-- None of them has left anything.

SHOW MODEL ALL;
--> {schema} | minus

SELECT {schema}.negated(2);
--> -2

-- A value that RETURNS cannot hold.

CREATE MODEL narrow FROM '{models}/one-column.onnx' FUNCTION narrow(x real) RETURNS smallint;

SELECT {schema}.narrow(40000);
--! SI401

ALTER MODEL narrow SET (ON_ERROR 'null');

SELECT {schema}.narrow(40000), {schema}.narrow(4);
--> NULL | -4
