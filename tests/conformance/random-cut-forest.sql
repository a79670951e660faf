-- A random cut forest: trained from a query, it scores how unusual a row is.

CREATE TABLE rides (hour_of_day int, passengers int);

INSERT INTO rides VALUES
  (0, 10), (1, 11), (2, 12), (3, 11), (4, 10), (5, 12), (6, 13), (7, 12), (8, 11), (9, 10),
  (10, 11), (11, 12), (12, 13), (13, 12), (14, 11), (15, 10), (16, 11), (17, 12), (18, 13), (19, 12),
  (20, 11), (21, 10), (22, 12), (23, NULL);

CREATE MODEL unusual FROM (SELECT passengers FROM rides WHERE hour_of_day >= 0)
  FUNCTION unusual IAM_ROLE default AUTO OFF MODEL_TYPE RANDOM_CUT_FOREST
  HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50', SEED '7')
  SETTINGS (S3_BUCKET 'any');

SELECT CASE WHEN {schema}.unusual(500) > 2 * {schema}.unusual(11) THEN 'found' ELSE 'missed' END, {schema}.unusual(NULL);
--> found | NULL

SHOW MODEL unusual;
--+ Model State | READY
--+ Query | SELECT PASSENGERS
--+ Model Type | random_cut_forest
--+ Training Job Name | *
--+ Function Parameters | passengers
--+ Function Parameter Types | int4
--+ num_trees | 50
--+ feature_dim | 1
--+ seed | 7

CREATE OR REPLACE MODEL unusual FROM (SELECT passengers FROM rides WHERE hour_of_day < 0)
  FUNCTION unusual AUTO OFF MODEL_TYPE RANDOM_CUT_FOREST;
--! SI302

-- The version that served goes on.

SHOW MODEL unusual;
--+ Model State | READY
--+ Version | 1

CREATE MODEL no_numbers FROM (SELECT 'text' AS word FROM rides) FUNCTION no_numbers AUTO OFF MODEL_TYPE RANDOM_CUT_FOREST;
--! SI305

SHOW MODEL no_numbers;
--+ Model State | FAILED

SHOW MODEL ALL;
--> {schema} | no_numbers
--> {schema} | unusual

DROP MODEL no_numbers;
