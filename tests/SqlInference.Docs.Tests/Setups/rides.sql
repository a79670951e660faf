-- The taxi rides of the demo, for pages that begin with them.
CREATE TABLE rides (ride_timestamp timestamp, nbr_passengers int);
COPY rides FROM 'sql/demo/nyc_taxi.csv' IGNOREHEADER 1 FORMAT AS CSV;
