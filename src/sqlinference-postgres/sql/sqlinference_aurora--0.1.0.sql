\echo Use "CREATE EXTENSION sqlinference_aurora" to load this file. \quit

CREATE SCHEMA aws_sagemaker;
COMMENT ON SCHEMA aws_sagemaker IS 'models behind endpoints, called as on Aurora PostgreSQL';
CREATE SCHEMA aws_comprehend;
COMMENT ON SCHEMA aws_comprehend IS 'the sentiment of texts, asked for as on Aurora PostgreSQL';
GRANT USAGE ON SCHEMA aws_sagemaker, aws_comprehend TO PUBLIC;

-- Models by name. The service shows the current user what they may see, and checks EXECUTE when the model is asked. -----------

CREATE FUNCTION aws_sagemaker.describe_model(document jsonb,
  OUT model text, OUT version int4, OUT output text, OUT inputs text[], OUT returns oid)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  AS $$
BEGIN
  IF document ->> 'current_version' IS NULL OR pg_catalog.jsonb_typeof(document -> 'function') IS DISTINCT FROM 'object' THEN
    RAISE EXCEPTION USING ERRCODE = 'SI103',
      MESSAGE = pg_catalog.format('Model %s.%s has no version with a prediction function: its state is %s.',
        document ->> 'schema', document ->> 'name', document ->> 'state'),
      HINT = 'SHOW MODEL says more.';
  END IF;
  model := document ->> 'wire_name';
  version := (document ->> 'current_version')::int4;
  output := 'prediction';
  inputs := ARRAY(SELECT p ->> 'name' FROM pg_catalog.jsonb_array_elements(document #> '{function,parameters}') WITH ORDINALITY AS x(p, n)
                  ORDER BY n);
  returns := (document #>> '{function,returns}')::regtype;
END
  $$;
COMMENT ON FUNCTION aws_sagemaker.describe_model(jsonb) IS 'what a call needs to know of a model';

CREATE FUNCTION aws_sagemaker.model_made_for(endpoint text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  AS $$
DECLARE
  documents jsonb[] := ARRAY(SELECT m FROM sqlinference.model_documents() AS m WHERE m ->> 'endpoint' = endpoint);
BEGIN
  IF pg_catalog.cardinality(documents) = 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'SI101',
      MESSAGE = pg_catalog.format('Endpoint ''%s'' leads to another service, and no model of this database that is for you was made for it.', endpoint),
      HINT = pg_catalog.format('CREATE MODEL … FUNCTION name(types) RETURNS type SAGEMAKER ''%s'' says what goes there and what comes back.', endpoint);
  ELSIF pg_catalog.cardinality(documents) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'SI004',
      MESSAGE = pg_catalog.format('Several models of this database were made for endpoint ''%s''.', endpoint),
      HINT = 'Name one of them: CREATE ENDPOINT ''name'' FOR MODEL model.';
  END IF;
  RETURN documents[1];
END
  $$;
COMMENT ON FUNCTION aws_sagemaker.model_made_for(text) IS 'the model through which an endpoint of another service is called';

CREATE FUNCTION aws_sagemaker.endpoint_model(endpoint text,
  OUT model text, OUT version int4, OUT output text, OUT inputs text[], OUT returns oid)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  AS $$
DECLARE
  document jsonb;
BEGIN
  SELECT e INTO document
    FROM pg_catalog.jsonb_array_elements(sqlinference.request('GET', '/v1/endpoints') -> 'endpoints') AS e
    WHERE e ->> 'name' = endpoint;
  IF document IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SI105', MESSAGE = pg_catalog.format('There is no endpoint ''%s'', or it is not for you.', endpoint),
      HINT = 'SHOW ENDPOINT ALL lists the endpoints.';
  END IF;
  IF document ->> 'model' IS NULL THEN
    document := aws_sagemaker.model_made_for(endpoint);
  ELSIF '/v1/databases/' || pg_catalog.split_part(document ->> 'model', '.', 1) <> sqlinference.database_path() THEN
    RAISE EXCEPTION USING ERRCODE = 'SI105', MESSAGE = pg_catalog.format('Endpoint ''%s'' stands for a model of another database.', endpoint),
      HINT = 'A database calls its own models, and other services through them.';
  ELSE
    document := sqlinference.request('GET', sqlinference.model_path(document ->> 'model'));
  END IF;
  SELECT d.* INTO model, version, output, inputs, returns FROM aws_sagemaker.describe_model(document) AS d;
END
  $$;
COMMENT ON FUNCTION aws_sagemaker.endpoint_model(text) IS 'the model behind an endpoint';

CREATE FUNCTION aws_comprehend.sentiment_model(OUT model text, OUT version int4, OUT output text, OUT inputs text[], OUT returns oid)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  AS $$
DECLARE
  name text := pg_catalog.current_setting('sqlinference.sentiment_model');
BEGIN
  IF name = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'SI607',
      MESSAGE = 'No model is there to tell sentiments: the setting sqlinference.sentiment_model is empty.',
      HINT = 'Make a model of a text classifier, and name it: ALTER DATABASE … SET sqlinference.sentiment_model = ''schema.model''.';
  END IF;
  SELECT d.model, d.version, d.inputs INTO model, version, inputs
    FROM aws_sagemaker.describe_model(sqlinference.request('GET', sqlinference.named_model_path(name))) AS d;
  output := 'probabilities.json';
  returns := 'text'::regtype;
END
  $$;
COMMENT ON FUNCTION aws_comprehend.sentiment_model() IS 'the model that sqlinference.sentiment_model names';

-- Aurora's functions ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION aws_sagemaker.invoke_endpoint(endpoint_name text, max_rows_per_batch int4, VARIADIC model_input "any") RETURNS text
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_invoke_endpoint';
COMMENT ON FUNCTION aws_sagemaker.invoke_endpoint(text, int4, "any") IS 'what the model behind an endpoint answers, as text';

CREATE TYPE aws_comprehend.sentiment AS (sentiment varchar, confidence real);
COMMENT ON TYPE aws_comprehend.sentiment IS 'what detect_sentiment answers';

CREATE FUNCTION aws_comprehend.sentiment_document(input_text text) RETURNS text
  LANGUAGE c STABLE PARALLEL SAFE COST 1000 SUPPORT sqlinference.predict_support AS 'MODULE_PATHNAME', 'sqlinference_sentiment';
COMMENT ON FUNCTION aws_comprehend.sentiment_document(text) IS 'the probabilities of sentiments, as the model tells them';

CREATE FUNCTION aws_comprehend.read_sentiment(document text) RETURNS aws_comprehend.sentiment
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT ROW(pg_catalog.upper(label), probability)::aws_comprehend.sentiment
    FROM ROWS FROM (pg_catalog.json_array_elements_text(document::json -> 'labels'),
                    pg_catalog.json_array_elements_text(document::json -> 'probabilities')) WITH ORDINALITY AS x(label, probability, n)
    ORDER BY probability::float8 DESC, n LIMIT 1
  $$;
COMMENT ON FUNCTION aws_comprehend.read_sentiment(text) IS 'the most probable sentiment';

-- The planner puts the body into the query, so that its calls are batched. A function with OUT parameters it would leave as it is.
CREATE FUNCTION aws_comprehend.detect_sentiment(input_text varchar, language_code varchar) RETURNS aws_comprehend.sentiment
  LANGUAGE sql STABLE PARALLEL SAFE COST 1000
  AS $$ SELECT aws_comprehend.read_sentiment(aws_comprehend.sentiment_document(input_text)) $$;
COMMENT ON FUNCTION aws_comprehend.detect_sentiment(varchar, varchar) IS 'the sentiment of a text, as the model of sqlinference.sentiment_model tells it';
