-- The age of abalones from their measures: Redshift ML's tutorial. An abalone is as old as its shell has rings, and 1.5 years more.
--   sqlinference run sql/demo/abalone.sql --data DIR
-- May be run again and again: it begins by dropping what it makes.

DROP MODEL IF EXISTS public.abalone_linear;
DROP MODEL IF EXISTS public.abalone_xgboost;
DROP MODEL IF EXISTS public.abalone_auto;

CREATE OR REPLACE TABLE public.abalone_csv (
  sex varchar, length double, diameter double, height double, whole double, shucked double, viscera double, shell double, rings int);
COPY public.abalone_csv FROM 'abalone.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;
-- Every fifth pair of lines is kept apart, to judge by.
CREATE OR REPLACE TABLE public.abalone AS SELECT row_number() OVER () AS id, * FROM public.abalone_csv;

-- 1. A linear model, as the tutorial trains it.
CREATE MODEL public.abalone_linear
  FROM (SELECT sex, length, diameter, height, whole, shucked, viscera, shell, rings FROM public.abalone WHERE id % 10 < 8)
  TARGET rings FUNCTION predict_rings_linear IAM_ROLE default MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE REGRESSION OBJECTIVE 'MSE' SETTINGS (S3_BUCKET 'any');

-- 2. XGBoost as told: each number of rings a class of its own.
CREATE MODEL public.abalone_xgboost
  FROM (SELECT length, diameter, height, whole, shucked, viscera, shell, rings FROM public.abalone WHERE id % 10 < 8)
  TARGET rings FUNCTION predict_rings_class IAM_ROLE default AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' PREPROCESSORS 'none'
  HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100', NUM_CLASS '30') SETTINGS (S3_BUCKET 'any');

-- 3. The best that can be found.
CREATE MODEL public.abalone_auto
  FROM (SELECT sex, length, diameter, height, whole, shucked, viscera, shell, rings FROM public.abalone WHERE id % 10 < 8)
  TARGET rings FUNCTION predict_rings IAM_ROLE default SETTINGS (S3_BUCKET 'any');
SHOW MODEL public.abalone_auto;
SELECT rank, candidate, round(sqrt(value), 3) AS rmse, share FROM sqlinference.candidates WHERE model_name = 'abalone_auto' ORDER BY rank;

-- 4. How far each is off, in rings, on the lines kept apart.
SELECT round(sqrt(avg((predict_rings_linear(sex, length, diameter, height, whole, shucked, viscera, shell) - rings)^2)), 2) AS linear,
       round(sqrt(avg((predict_rings_class(length, diameter, height, whole, shucked, viscera, shell) - rings)^2)), 2) AS xgboost_classes,
       round(sqrt(avg((predict_rings(sex, length, diameter, height, whole, shucked, viscera, shell) - rings)^2)), 2) AS auto
FROM public.abalone WHERE id % 10 >= 8;
