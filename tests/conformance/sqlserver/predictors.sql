-- Models that predict one column of a query from the others, in the words of SQL Server.

CREATE TABLE members (id int, months int, [plan] varchar(10), visits int, stayed bit);

INSERT INTO members
SELECT i, i % 40, CASE i % 3 WHEN 0 THEN 'monthly' WHEN 1 THEN 'yearly' END, (i * 7) % 11, CASE WHEN i % 40 < 12 AND i % 3 = 0 THEN 0 ELSE 1 END
FROM (SELECT TOP (1200) ROW_NUMBER() OVER (ORDER BY a.object_id) AS i FROM sys.all_objects AS a CROSS JOIN sys.all_objects AS b) AS g;

CREATE MODEL stays FROM (SELECT months, [plan], stayed FROM members) TARGET stayed FUNCTION will_stay
  IAM_ROLE default SETTINGS (S3_BUCKET 'any');

SELECT CASE WHEN {schema}.will_stay(3, 'monthly') = 1 THEN 'stays' ELSE 'goes' END, CASE WHEN {schema}.will_stay(30, 'yearly') = 1 THEN 'stays' ELSE 'goes' END,
       CASE WHEN {schema}.will_stay(NULL, NULL) IS NULL THEN 'unknown' ELSE 'answered' END;
--> goes | stays | answered

SELECT CASE WHEN avg(CASE WHEN {schema}.will_stay(months, [plan]) = stayed THEN 1.0 ELSE 0.0 END) > 0.95 THEN 'learnt' ELSE 'guessed' END FROM members;
--> learnt

SHOW MODEL stays;
--+ Model State | READY
--+ Query | SELECT MONTHS, [PLAN], STAYED
--+ Target Column | stayed
--+ Problem Type | BinaryClassification
--+ Objective | F1
--+ Function Parameters | months plan
--+ Function Parameter Types | int4 varchar

CREATE MODEL how_often FROM (SELECT months, [plan], visits FROM members) TARGET visits FUNCTION how_often
  AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' PREPROCESSORS 'none' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '5');

SHOW MODEL how_often;
--+ Model Type | xgboost
--+ Problem Type | Regression
--+ num_round | 5

SELECT CASE WHEN {schema}.how_often(5, 'yearly') BETWEEN 0 AND 10 THEN 'a number' ELSE 'nonsense' END;
--> a number

CREATE OR REPLACE MODEL stays FROM (SELECT months, [plan] FROM members) TARGET stayed FUNCTION will_stay;
--! SI307

CREATE OR REPLACE MODEL stays FROM (SELECT months, [plan], stayed FROM members WHERE id < 10) TARGET stayed FUNCTION will_stay;
--! SI303

-- The version that served goes on.

SHOW MODEL stays;
--+ Model State | READY
--+ Version | 1

DROP MODEL how_often;
