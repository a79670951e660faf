-- 2. star ratings (Redshift ML with automatic training; then Athena's form)
SET search_path = 'dsoaws,public';                       -- as the engine spells it
CREATE MODEL dsoaws.predict_star_rating FROM (SELECT review_body, star_rating FROM dsoaws.amazon_reviews)
  TARGET star_rating FUNCTION predict_star_rating IAM_ROLE default SETTINGS (S3_BUCKET 'any');
SELECT review_body, predict_star_rating(review_body) AS predicted_star_rating FROM dsoaws.amazon_reviews;
CREATE ENDPOINT 'reviews' FOR MODEL dsoaws.predict_star_rating;
USING FUNCTION predict_star_rating(review_body VARCHAR) RETURNS VARCHAR
  TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = 'reviews')
SELECT review_id, review_body, predict_star_rating(REPLACE(review_body, ',', ' ')) FROM dsoaws.amazon_reviews;
