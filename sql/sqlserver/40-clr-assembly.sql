-- The assembly: one row at a time in functions, and the steps that walk many rows. It asks the service by HTTP, which is what EXTERNAL_ACCESS is for.
-- The installer puts its bytes, and their hash, in the places below.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
DECLARE @hash varbinary(64) = {{AssemblyHash}};
IF NOT EXISTS (SELECT 1 FROM sys.trusted_assemblies AS t WHERE t.hash = @hash)
  EXEC sys.sp_add_trusted_assembly @hash, N'SqlInference.SqlClr';
GO
DROP FUNCTION IF EXISTS sqlinference.clr_predict_bit, sqlinference.clr_score_bit;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_smallint, sqlinference.clr_score_smallint;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_int, sqlinference.clr_score_int;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_bigint, sqlinference.clr_score_bigint;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_real, sqlinference.clr_score_real;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_float, sqlinference.clr_score_float;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_decimal, sqlinference.clr_score_decimal;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_text, sqlinference.clr_score_text;
DROP FUNCTION IF EXISTS sqlinference.clr_predict_moment, sqlinference.clr_score_moment;
DROP FUNCTION IF EXISTS sqlinference.clr_score_collected, sqlinference.clr_get;
DROP PROCEDURE IF EXISTS sqlinference.clr_ask, sqlinference.clr_score_rows, sqlinference.clr_upload_rows;
DROP AGGREGATE IF EXISTS sqlinference.collect;
DROP ASSEMBLY IF EXISTS [SqlInference.SqlClr];
GO
CREATE ASSEMBLY [SqlInference.SqlClr] AUTHORIZATION dbo FROM {{AssemblyBytes}} WITH PERMISSION_SET = EXTERNAL_ACCESS;
GO
-- What follows is called by modules of this schema alone: nobody is granted it.
CREATE FUNCTION sqlinference.clr_predict_bit(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS bit
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictBit
GO
CREATE FUNCTION sqlinference.clr_predict_smallint(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS smallint
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictSmallInt
GO
CREATE FUNCTION sqlinference.clr_predict_int(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS int
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictInt
GO
CREATE FUNCTION sqlinference.clr_predict_bigint(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS bigint
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictBigInt
GO
CREATE FUNCTION sqlinference.clr_predict_real(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS real
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictReal
GO
CREATE FUNCTION sqlinference.clr_predict_float(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS float
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictFloat
GO
CREATE FUNCTION sqlinference.clr_predict_decimal(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS nvarchar(41)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictDecimal
GO
CREATE FUNCTION sqlinference.clr_predict_text(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS nvarchar(max)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictText
GO
CREATE FUNCTION sqlinference.clr_predict_moment(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @arguments varbinary(max)) RETURNS datetime2
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].PredictMoment
GO
CREATE FUNCTION sqlinference.clr_score_bit(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction bit)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreBit
GO
CREATE FUNCTION sqlinference.clr_score_smallint(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction smallint)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreSmallInt
GO
CREATE FUNCTION sqlinference.clr_score_int(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction int)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreInt
GO
CREATE FUNCTION sqlinference.clr_score_bigint(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction bigint)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreBigInt
GO
CREATE FUNCTION sqlinference.clr_score_real(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction real)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreReal
GO
CREATE FUNCTION sqlinference.clr_score_float(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction float)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreFloat
GO
CREATE FUNCTION sqlinference.clr_score_decimal(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction nvarchar(41))
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreDecimal
GO
CREATE FUNCTION sqlinference.clr_score_text(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction nvarchar(max))
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreText
GO
CREATE FUNCTION sqlinference.clr_score_moment(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @query nvarchar(max), @most_rows int) RETURNS TABLE (row_no bigint, row_json nvarchar(max), prediction datetime2)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.TableFunctions].ScoreMoment
GO
CREATE FUNCTION sqlinference.clr_score_collected(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @rows varbinary(max)) RETURNS nvarchar(max)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.PredictionFunctions].ScoreCollected
GO
CREATE FUNCTION sqlinference.clr_get(
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max), @path nvarchar(4000)) RETURNS nvarchar(max)
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.RegistryFunctions].Get
GO
CREATE PROCEDURE sqlinference.clr_ask
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @method nvarchar(10), @path nvarchar(4000), @body nvarchar(max),
  @answer nvarchar(max) OUTPUT, @error_number int OUTPUT, @error_message nvarchar(max) OUTPUT
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.Steps].Ask
GO
CREATE PROCEDURE sqlinference.clr_score_rows
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @model nvarchar(4000), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max),
  @read nvarchar(max), @write nvarchar(max), @batch_rows int,
  @rows bigint OUTPUT, @error_number int OUTPUT, @error_message nvarchar(max) OUTPUT
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.Steps].ScoreRows
GO
CREATE PROCEDURE sqlinference.clr_upload_rows
  @service nvarchar(400), @token nvarchar(400), @timeout_ms int, @user nvarchar(256), @roles nvarchar(max),
  @path nvarchar(4000), @columns nvarchar(max), @read nvarchar(max), @batch_rows int,
  @answer nvarchar(max) OUTPUT, @error_number int OUTPUT, @error_message nvarchar(max) OUTPUT
AS EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.Steps].UploadRows
GO
CREATE AGGREGATE sqlinference.collect(@row_no bigint, @row_json nvarchar(max)) RETURNS varbinary(max)
EXTERNAL NAME [SqlInference.SqlClr].[SqlInference.SqlClr.Collect]
GO
