-- Customer churn, written the way notebooks on Redshift ML are: several statements a cell, blanks left out.
drop table if exists customer_activity;
create table customer_activity (
    state varchar(2), account_length int, area_code int, phone varchar(8),
    intl_plan varchar(3), vmail_plan varchar(3), day_charge double precision,
    cust_serv_calls int, churn varchar(6), record_date date);
COPY customer_activity FROM 's3://example-bucket/activity/' IAM_ROLE'arn:aws:iam::123456789012:role/load'
    REGION 'us-east-1' IGNOREHEADER 1 CSV;

drop model if exists customer_churn_auto_model;CREATE MODEL customer_churn_auto_model
FROM (SELECT state, account_length, area_code, day_charge / account_length AS average_daily_spend,
             cust_serv_calls / account_length AS average_daily_cases, churn
        FROM customer_activity
       WHERE record_date < '2020-01-01')
TARGET churn FUNCTION ml_fn_customer_churn_auto
IAM_ROLE'arn:aws:iam::123456789012:role/ml'SETTINGS(S3_BUCKET'example-bucket');

show model all;
SHOW MODEL customer_churn_auto_model;

create model demo_ml.rides from (select * from demo_ml.hourly_rides where trips > 0) target trips
function predict_rides iam_role default auto on model_type xgboost problem_type regression objective 'mse'
settings (s3_bucket 'example-bucket', s3_garbage_collect off, max_cells 500000, max_runtime 3600);

CREATE MODEL iris_xgboost FROM (SELECT sepal_length, sepal_width, petal_length, petal_width, class FROM iris)
TARGET class FUNCTION ml_fn_iris IAM_ROLE default AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax'
PREPROCESSORS 'none' HYPERPARAMETERS DEFAULT EXCEPT(NUM_ROUND '100', NUM_CLASS '3')
SETTINGS (S3_BUCKET 'example-bucket');

CREATE MODEL news_clusters FROM (SELECT tone, mentions, articles FROM events WHERE day > 20200101)
FUNCTION news_cluster IAM_ROLE default AUTO OFF MODEL_TYPE KMEANS
PREPROCESSORS '[{"ColumnSet": ["*"], "Transformers": ["NumericPassthrough"]}]'
HYPERPARAMETERS DEFAULT EXCEPT (K '7') SETTINGS (S3_BUCKET 'example-bucket');

CREATE MODEL sales_forecast FROM (select id, time, quantity from web_sales) TARGET quantity IAM_ROLE default
AUTO ON MODEL_TYPE FORECAST OBJECTIVE 'AverageWeightedQuantileLoss'
SETTINGS (S3_BUCKET 'example-bucket', HORIZON 5, FREQUENCY 'D', PERCENTILES '0.25,0.50,0.75,0.90,mean', S3_GARBAGE_COLLECT OFF);
CREATE TABLE forecast_results AS SELECT FORECAST(sales_forecast);

grant execute on model demo_ml.rides to analyst, group reporting;
GRANT CREATE MODEL TO ROLE data_scientist;
SELECT ml_fn_customer_churn_auto(state, account_length, area_code, 1.5, 2) FROM customer_activity; -- ; not the end
DROP MODEL demo_ml.rides
