-- Failures of an industrial machine, found in its temperature: a forest that scores a time and a value, as AWS's example of
-- an inference pipeline does with lines such as 2013-12-02 21:15:00, 75.
--   sqlinference run sql/demo/machine_temperature.sql --data DIR

DROP MODEL IF EXISTS public.machine_forest;
DROP TABLE IF EXISTS public.machine_temperature;
CREATE TABLE public.machine_temperature ("timestamp" timestamp, value double precision);
COPY public.machine_temperature FROM 'machine_temperature_system_failure.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;

-- The forest sees a timestamp as hour of day and day of week. It does not scale columns: the values here span about 100
-- degrees, the hours 24 and the days 7, so the temperature counts most, which is what we want.
CREATE MODEL public.machine_forest
  FROM (SELECT "timestamp", value FROM public.machine_temperature ORDER BY "timestamp")
  FUNCTION machine_score MODEL_TYPE RANDOM_CUT_FOREST;
SHOW MODEL public.machine_forest;

SELECT public.machine_score('2013-12-02 21:15:00', 75) AS score;

CREATE OR REPLACE TABLE public.machine_scores AS
  WITH scored AS (SELECT *, public.machine_score("timestamp", value) AS score FROM public.machine_temperature)
  SELECT *, AVG(score) OVER () + 3 * STDDEV(score) OVER () AS cutoff FROM scored ORDER BY "timestamp";

-- The four windows that the Numenta Anomaly Benchmark labels. The shutdown of December and the failure of February are found.
-- The other two are not: temperatures of 48 and 51 degrees are unusual here, but not by three standard deviations of the score.
CREATE OR REPLACE TABLE public.machine_events AS
  SELECT event, begins::timestamp AS begins, ends::timestamp AS ends
  FROM (VALUES ('December dip', '2013-12-10 06:25:00', '2013-12-12 05:35:00'),
               ('Planned shutdown', '2013-12-15 17:50:00', '2013-12-17 17:00:00'),
               ('First signs of failure', '2014-01-27 14:20:00', '2014-01-29 13:30:00'),
               ('System failure', '2014-02-07 14:55:00', '2014-02-09 14:05:00')) AS labelled (event, begins, ends);

SELECT event, begins, COUNT(*) FILTER (score > cutoff) AS anomalies, MIN(value)::decimal(5, 1) AS coldest,
       MAX(score)::decimal(10, 6) AS highest_score
FROM public.machine_events JOIN public.machine_scores ON "timestamp" BETWEEN begins AND ends
GROUP BY event, begins ORDER BY begins;

SELECT COUNT(*) AS anomalies, COUNT(event) AS within_an_event
FROM public.machine_scores LEFT JOIN public.machine_events ON "timestamp" BETWEEN begins AND ends
WHERE score > cutoff;
