-- Anomalies in New York's taxi traffic, found in SQL: Redshift's remote inference tutorial, and what it misses.
--   sqlinference run sql/demo/anomalies.sql --data DIR
-- May be run again and again: it begins by dropping what it makes, callers before what they call.

DROP MODEL IF EXISTS public.remote_random_cut_forest;
DROP ENDPOINT IF EXISTS 'randomcutforest-taxi';
DROP MODEL IF EXISTS public.taxi_forest;
DROP MODEL IF EXISTS public.taxi_surplus_forest;

-- 1. The rides: passengers in every half hour from July 2014 to January 2015.
DROP TABLE IF EXISTS public.rcf_taxi_data CASCADE;
CREATE TABLE public.rcf_taxi_data (ride_timestamp timestamp, nbr_passengers int);
COPY public.rcf_taxi_data FROM 'nyc_taxi.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;

-- 2. What an AWS account does in a notebook: train a random cut forest on them, with AWS's hyperparameters, and deploy it
--    as an endpoint. ORDER BY counts: each of the 50 trees learns from one stretch of time.
CREATE MODEL public.taxi_forest
  FROM (SELECT nbr_passengers FROM public.rcf_taxi_data ORDER BY ride_timestamp)
  FUNCTION taxi_score MODEL_TYPE RANDOM_CUT_FOREST
  HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50', NUM_SAMPLES_PER_TREE '512');
CREATE ENDPOINT 'randomcutforest-taxi' FOR MODEL public.taxi_forest;

-- 3. The tutorial, as it is written for Redshift.
CREATE MODEL public.remote_random_cut_forest FUNCTION remote_fn_rcf(int)
  RETURNS decimal(10, 6) SAGEMAKER 'randomcutforest-taxi' IAM_ROLE default;
SHOW MODEL public.remote_random_cut_forest;
SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data;
WITH score_cutoff AS (
  SELECT STDDEV(public.remote_fn_rcf(nbr_passengers)) AS std, AVG(public.remote_fn_rcf(nbr_passengers)) AS mean,
         (mean + 3 * std) AS score_cutoff_value FROM public.rcf_taxi_data)
SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data
WHERE score > (SELECT score_cutoff_value FROM score_cutoff) ORDER BY 2 DESC;

-- 4. The same scores kept, each with the cutoff.
CREATE OR REPLACE TABLE public.taxi_scores AS
  WITH scored AS (
    SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers)::double AS score FROM public.rcf_taxi_data)
  SELECT *, AVG(score) OVER () + 3 * STDDEV(score) OVER () AS cutoff FROM scored ORDER BY ride_timestamp;

-- 5. The five events that the Numenta Anomaly Benchmark labels in this series, and how many of their half hours were found.
--    A score of the number of passengers knows crowds and emptiness: the marathon's and the new year's nights, a city
--    shut by snow. A quiet afternoon on Thanksgiving or at Christmas is as full as any night, so it passes for ordinary.
CREATE OR REPLACE TABLE public.taxi_events AS
  SELECT event, first_day::date AS first_day, last_day::date AS last_day
  FROM (VALUES ('New York City Marathon', '2014-11-02', '2014-11-02'),
               ('Thanksgiving', '2014-11-27', '2014-11-27'),
               ('Christmas', '2014-12-25', '2014-12-25'),
               ('New Year''s Day', '2015-01-01', '2015-01-01'),
               ('Blizzard', '2015-01-26', '2015-01-27')) AS labelled (event, first_day, last_day);

SELECT event, first_day, COUNT(*) FILTER (score > cutoff) AS anomalies,
       MAX(score)::decimal(10, 6) AS highest_score, MAX(cutoff)::decimal(10, 6) AS cutoff
FROM public.taxi_events JOIN public.taxi_scores ON ride_timestamp::date BETWEEN first_day AND last_day
GROUP BY event, first_day ORDER BY first_day;

-- 6. So ask another question: not how many passengers, but how many more or fewer than is usual at this hour of this
--    weekday. The same algorithm on that one column.
CREATE OR REPLACE TABLE public.taxi_surplus AS
  SELECT ride_timestamp, nbr_passengers,
         (nbr_passengers - MEDIAN(nbr_passengers) OVER (PARTITION BY dayofweek(ride_timestamp), ride_timestamp::time))::int AS surplus
  FROM public.rcf_taxi_data;
CREATE MODEL public.taxi_surplus_forest
  FROM (SELECT surplus FROM public.taxi_surplus ORDER BY ride_timestamp)
  FUNCTION taxi_surplus_score MODEL_TYPE RANDOM_CUT_FOREST
  HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50', NUM_SAMPLES_PER_TREE '512');
CREATE OR REPLACE TABLE public.taxi_surplus_scores AS
  WITH scored AS (SELECT *, public.taxi_surplus_score(surplus) AS score FROM public.taxi_surplus)
  SELECT *, AVG(score) OVER () + 3 * STDDEV(score) OVER () AS cutoff FROM scored ORDER BY ride_timestamp;

SELECT event, first_day, COUNT(*) FILTER (score > cutoff) AS anomalies,
       MAX(score)::decimal(10, 6) AS highest_score, MAX(cutoff)::decimal(10, 6) AS cutoff
FROM public.taxi_events JOIN public.taxi_surplus_scores ON ride_timestamp::date BETWEEN first_day AND last_day
GROUP BY event, first_day ORDER BY first_day;

-- 7. The days with most anomalies. Those without an event are no mistakes either: Independence Day and the days around
--    Christmas were just as unusual, only nobody labelled them.
SELECT ride_timestamp::date AS day, COUNT(*) AS anomalies, MIN(surplus) AS lowest_surplus, MAX(surplus) AS highest_surplus,
       MIN(event) AS event
FROM public.taxi_surplus_scores LEFT JOIN public.taxi_events ON ride_timestamp::date BETWEEN first_day AND last_day
WHERE score > cutoff GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12;
