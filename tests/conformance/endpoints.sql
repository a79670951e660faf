-- Models behind endpoints that this service hosts.

CREATE MODEL minus FROM '{models}/one-column.onnx' FUNCTION negated(x real) RETURNS real;

CREATE ENDPOINT 'minus-endpoint' FOR MODEL minus;

CREATE ENDPOINT 'minus-endpoint' FOR MODEL minus;
--! SI106

SHOW ENDPOINT ALL;
--> minus-endpoint | MODEL | {schema}.minus

CREATE MODEL remote_minus FUNCTION remote_negated(real) RETURNS real SAGEMAKER 'minus-endpoint' IAM_ROLE default;

SELECT {schema}.remote_negated(2), {schema}.remote_negated(NULL);
--> -2 | NULL

SHOW MODEL remote_minus;
--+ Model State | READY
--+ Endpoint | minus-endpoint
--+ Function Name | remote_negated
--+ Inference Type | Remote
--+ Function Parameter Types | float4
--+ IAM Role | default

-- What is behind the endpoint changes; its callers go along.

CREATE OR REPLACE MODEL minus FROM '{models}/half-output.onnx' FUNCTION negated(x real) RETURNS real;

SELECT {schema}.remote_negated(2);
--> 2

CREATE MODEL nowhere FUNCTION nowhere(real) RETURNS real SAGEMAKER 'no-such-endpoint';
--! SI105

DROP MODEL minus;
--! SI108

DROP ENDPOINT 'minus-endpoint';

DROP ENDPOINT 'minus-endpoint';
--! SI105

DROP ENDPOINT IF EXISTS 'minus-endpoint';

SELECT {schema}.remote_negated(2);
--> 2
