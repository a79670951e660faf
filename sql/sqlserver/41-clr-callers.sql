-- What users call of the assembly. Settings and token come along by the chain of ownership; who asks is the user of the session.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
CREATE OR ALTER FUNCTION sqlinference.roles() RETURNS nvarchar(max)
AS
BEGIN
  -- The roles of the current user in brackets, one behind the other.
  RETURN (SELECT STRING_AGG(CAST(QUOTENAME(t.name) AS nvarchar(max)), N'') FROM sys.user_token AS t
          WHERE t.type IN (N'ROLE', N'WINDOWS GROUP') AND t.usage = N'GRANT OR DENY');
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_bit(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS bit
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_bit(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_smallint(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS smallint
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_smallint(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_int(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS int
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_int(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_bigint(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS bigint
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_bigint(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_real(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS real
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_real(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_float(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS float
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_float(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_decimal(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS nvarchar(41)
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_decimal(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_text(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS nvarchar(max)
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_text(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_moment(
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS datetime2
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_predict_moment(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + @model, @version, @output, @returns, @parameters, @arguments);
END
GO
CREATE OR ALTER FUNCTION sqlinference.score_bit(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_bit(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_smallint(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_smallint(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_int(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_int(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_bigint(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_bigint(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_real(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_real(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_float(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_float(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_decimal(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, CAST(r.prediction AS decimal(38, 10)) AS prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_decimal(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_text(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_text(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_moment(@model nvarchar(600), @query nvarchar(max)) RETURNS TABLE
AS RETURN
  SELECT r.row_no, r.row_json, r.prediction
  FROM sqlinference.setting AS s
    OUTER APPLY (SELECT TOP (1) f.version, f.output, f.returns, f.parameters FROM sqlinference.prediction_function AS f
                 WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC) AS f
    CROSS APPLY sqlinference.clr_score_moment(s.service, s.token, s.timeout_ms, USER_NAME(), sqlinference.roles(),
      s.wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), f.version, f.output, f.returns, f.parameters, @query, s.table_rows) AS r;
GO
CREATE OR ALTER FUNCTION sqlinference.score_collected(@model nvarchar(600), @rows varbinary(max)) RETURNS nvarchar(max)
AS
BEGIN
  -- What sqlinference.collect has collected, scored: [{"row_no", "prediction"}].
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_name nvarchar(1600);
  DECLARE @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_name = s.wire_name FROM sqlinference.setting AS s;
  SELECT TOP (1) @version = f.version, @output = f.output, @returns = f.returns, @parameters = f.parameters FROM sqlinference.prediction_function AS f
    WHERE f.model = sqlinference.model_of(@model) AND f.output = N'prediction' ORDER BY f.version DESC;
  RETURN sqlinference.clr_score_collected(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(),
    @wire_name + N'.' + COALESCE(sqlinference.model_of(@model), N''), @version, @output, @returns, @parameters, @rows);
END
GO
-- How procedures ask the service, by the assembly. Without it, 40-rest.sql has these.
CREATE OR ALTER PROCEDURE sqlinference.ask @method nvarchar(10), @path nvarchar(4000), @body nvarchar(max), @answer nvarchar(max) OUTPUT
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256) = USER_NAME(), @roles nvarchar(max) = sqlinference.roles();
  DECLARE @error_number int, @error_message nvarchar(max);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms FROM sqlinference.setting AS s;
  EXEC sqlinference.clr_ask @service, @token, @timeout_ms, @user, @roles, @method, @path, @body, @answer OUTPUT, @error_number OUTPUT, @error_message OUTPUT;
  IF @error_number IS NOT NULL
    EXEC sqlinference.raise_error @error_number, @error_message;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.score_rows
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @read nvarchar(max), @write nvarchar(max)
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @wire_model nvarchar(4000), @batch_rows int, @rows bigint;
  DECLARE @user nvarchar(256) = USER_NAME(), @roles nvarchar(max) = sqlinference.roles(), @error_number int, @error_message nvarchar(max);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @wire_model = s.wire_name + N'.' + @model, @batch_rows = s.batch_rows FROM sqlinference.setting AS s;
  EXEC sqlinference.clr_score_rows @service, @token, @timeout_ms, @user, @roles, @wire_model, @version, @output, @returns, @parameters,
    @read, @write, @batch_rows, @rows OUTPUT, @error_number OUTPUT, @error_message OUTPUT;
  IF @error_number IS NOT NULL
    EXEC sqlinference.raise_error @error_number, @error_message;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.upload_rows @path nvarchar(4000), @columns nvarchar(max), @read nvarchar(max), @answer nvarchar(max) OUTPUT
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @batch_rows int;
  DECLARE @user nvarchar(256) = USER_NAME(), @roles nvarchar(max) = sqlinference.roles(), @error_number int, @error_message nvarchar(max);
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms, @batch_rows = s.batch_rows FROM sqlinference.setting AS s;
  EXEC sqlinference.clr_upload_rows @service, @token, @timeout_ms, @user, @roles, @path, @columns, @read, @batch_rows,
    @answer OUTPUT, @error_number OUTPUT, @error_message OUTPUT;
  IF @error_number IS NOT NULL
    EXEC sqlinference.raise_error @error_number, @error_message;
END
GO
GRANT EXECUTE ON sqlinference.predict_bit TO public;
GRANT SELECT ON sqlinference.score_bit TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_smallint TO public;
GRANT SELECT ON sqlinference.score_smallint TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_int TO public;
GRANT SELECT ON sqlinference.score_int TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_bigint TO public;
GRANT SELECT ON sqlinference.score_bigint TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_real TO public;
GRANT SELECT ON sqlinference.score_real TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_float TO public;
GRANT SELECT ON sqlinference.score_float TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_decimal TO public;
GRANT SELECT ON sqlinference.score_decimal TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_text TO public;
GRANT SELECT ON sqlinference.score_text TO sqlinference_user;
GRANT EXECUTE ON sqlinference.predict_moment TO public;
GRANT SELECT ON sqlinference.score_moment TO sqlinference_user;
GRANT EXECUTE ON sqlinference.collect TO sqlinference_user;
GRANT EXECUTE ON sqlinference.score_collected TO sqlinference_user;
GO
