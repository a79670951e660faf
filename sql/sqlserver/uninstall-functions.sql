-- Drops the prediction functions of the database, under the rights of who runs this.
DECLARE @statement nvarchar(max);
SELECT @statement = STRING_AGG(CAST(N'EXEC sqlinference.drop_function N''' + REPLACE(f.schema_name, N'''', N'''''') + N''', N''' + REPLACE(f.function_name, N'''', N'''''') + N''';' AS nvarchar(max)), N'')
  FROM sqlinference.prediction_function AS f;
IF @statement IS NOT NULL
  EXEC sys.sp_executesql @statement;
GO
