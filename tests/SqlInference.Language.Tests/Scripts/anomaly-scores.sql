-- 1. remote anomaly scores (Redshift's remote inference tutorial)
DROP TABLE IF EXISTS public.rcf_taxi_data CASCADE;
CREATE TABLE public.rcf_taxi_data (ride_timestamp timestamp, nbr_passengers int);
COPY public.rcf_taxi_data FROM 'nyc_taxi.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;
CREATE MODEL public.remote_random_cut_forest FUNCTION remote_fn_rcf(int)
  RETURNS decimal(10, 6) SAGEMAKER 'randomcutforest-taxi' IAM_ROLE default;
SHOW MODEL public.remote_random_cut_forest;
SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data;
WITH score_cutoff AS (
  SELECT STDDEV(public.remote_fn_rcf(nbr_passengers)) AS std, AVG(public.remote_fn_rcf(nbr_passengers)) AS mean,
         (mean + 3 * std) AS score_cutoff_value FROM public.rcf_taxi_data)
SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data
WHERE score > (SELECT score_cutoff_value FROM score_cutoff) ORDER BY 2 DESC;
