-- Star ratings of reviews, predicted from their words: Redshift ML with automatic training, then Athena's form.
--   sqlinference run sql/demo/star_ratings.sql --data DIR
-- May be run again and again: it begins by dropping what it makes.

DROP ENDPOINT IF EXISTS 'reviews';
DROP MODEL IF EXISTS dsoaws.predict_star_rating;
CREATE SCHEMA IF NOT EXISTS dsoaws;
SET search_path = 'dsoaws,public';

-- 1. The reviews: what customers of a clothing shop wrote, and how many stars they gave.
CREATE OR REPLACE TABLE dsoaws.amazon_reviews (
  review_id varchar, product_id int, product_category varchar, customer_age int, star_rating int, review_headline varchar, review_body varchar);
COPY dsoaws.amazon_reviews FROM 'reviews.csv.gz' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV GZIP;

-- 2. One statement: which column, from which rows. What kind of problem it is and what the words mean is found out.
CREATE MODEL dsoaws.predict_star_rating FROM (SELECT review_body, star_rating FROM dsoaws.amazon_reviews)
  TARGET star_rating FUNCTION predict_star_rating IAM_ROLE default SETTINGS (S3_BUCKET 'any');
SHOW MODEL dsoaws.predict_star_rating;

-- 3. What was tried, and how often each was right about reviews that it had not seen.
SELECT rank, candidate, round(value, 4) AS accuracy, share FROM sqlinference.candidates WHERE model_name = 'predict_star_rating' ORDER BY rank;

-- 4. The function, in ordinary SELECTs.
SELECT predict_star_rating('Beautiful dress, fits perfectly and feels great. I love it!') AS delighted,
       predict_star_rating('The fabric is itchy and it fell apart in the first wash. Returned.') AS disappointed;
SELECT star_rating, avg(predict_star_rating(review_body))::decimal(4, 2) AS predicted, count(*) AS reviews
FROM dsoaws.amazon_reviews GROUP BY star_rating ORDER BY star_rating;
SELECT predict_star_rating_prob('Nice colour, but runs large.') AS probabilities;

-- 5. The same model behind an endpoint, called as Athena does.
CREATE ENDPOINT 'reviews' FOR MODEL dsoaws.predict_star_rating;
USING FUNCTION predict_star_rating(review_body VARCHAR) RETURNS VARCHAR
  TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = 'reviews')
SELECT review_id, star_rating, predict_star_rating(REPLACE(review_body, ',', ' ')) AS predicted FROM dsoaws.amazon_reviews ORDER BY review_id LIMIT 5;
