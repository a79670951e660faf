-- The table of the tutorial, for pages that go on from it.
CREATE TABLE public.rcf_taxi_data (ride_timestamp timestamp, nbr_passengers int);
COPY public.rcf_taxi_data FROM 'sql/demo/data/nyc_taxi.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;
