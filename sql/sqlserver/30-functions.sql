-- Prediction functions. The service tells which; the caller's session runs these procedures, under the caller's rights.
CREATE OR ALTER PROCEDURE sqlinference.raise_error @number int, @message nvarchar(max)
AS
BEGIN
  -- THROW takes % for a sign of its own.
  DECLARE @shown nvarchar(2048) = LEFT(REPLACE(@message, N'%', N'%%'), 2048);
  THROW @number, @shown, 1;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.check_function
  @schema sysname, @name sysname, @returns nvarchar(60), @parameters nvarchar(max)
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @message nvarchar(2048);
  IF SCHEMA_ID(@schema) IS NULL OR HAS_PERMS_BY_NAME(QUOTENAME(@schema), N'SCHEMA', N'ALTER') = 0
  BEGIN
    SET @message = CONCAT(N'SI109: There is no schema ', QUOTENAME(@schema), N', or you may make no functions in it.', NCHAR(10),
      N'It takes GRANT ALTER ON SCHEMA::', QUOTENAME(@schema), N' and membership in sqlinference_creator.');
    EXEC sqlinference.raise_error 51109, @message;
  END;
  -- Names of parameters cannot be quoted.
  IF sqlinference.checked_type(@returns) IS NULL OR ISJSON(@parameters) = 0 OR EXISTS (
      SELECT 1 FROM OPENJSON(@parameters) WITH (name nvarchar(4000) '$.name', type nvarchar(4000) '$.type') AS p
      WHERE p.name IS NULL OR p.name = N'' OR LEN(p.name) > 127 OR p.name COLLATE Latin1_General_100_BIN2 LIKE N'%[^0-9A-Za-z_]%'
        OR p.type IS NULL OR LEN(p.type) > 60 OR sqlinference.checked_type(p.type) IS NULL)
  BEGIN
    SET @message = CONCAT(N'SI004: The definition of function ', QUOTENAME(@schema), N'.', QUOTENAME(@name), N' has a parameter or a type that T-SQL does not have.', NCHAR(10),
      N'The service and the scripts of this database should be of one version.');
    EXEC sqlinference.raise_error 51004, @message;
  END;
  IF OBJECT_ID(QUOTENAME(@schema) + N'.' + QUOTENAME(@name)) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM sqlinference.prediction_function AS f WHERE f.schema_name = @schema AND f.function_name = @name)
  BEGIN
    SET @message = CONCAT(N'SI107: ', QUOTENAME(@schema), N'.', QUOTENAME(@name), N' exists and is not a prediction function.', NCHAR(10),
      N'Name another function in the statement, or drop this one.');
    EXEC sqlinference.raise_error 51107, @message;
  END;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.define_function
  @schema sysname, @name sysname, @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max)
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @function nvarchar(600) = QUOTENAME(@schema) + N'.' + QUOTENAME(@name), @declared nvarchar(max), @missing nvarchar(max), @packed nvarchar(max);
  DECLARE @statement nvarchar(max), @message nvarchar(2048);
  EXEC sqlinference.check_function @schema, @name, @returns, @parameters;
  SELECT @declared = STRING_AGG(N'@' + p.name + N' ' + CAST(sqlinference.checked_type(p.type) AS nvarchar(max)), N', ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int)),
      @missing = STRING_AGG(CAST(CASE WHEN p.nullable = 1 THEN NULL ELSE N'@' + p.name + N' IS NULL' END AS nvarchar(max)), N' OR ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int)),
      @packed = STRING_AGG(N'
    + ' + sqlinference.pack_expression(p.type, N'@' + p.name), N'') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
    FROM OPENJSON(@parameters) AS x
      CROSS APPLY OPENJSON(x.value) WITH (name nvarchar(128) '$.name', type nvarchar(60) '$.type', nullable bit '$.nullable') AS p;
  -- Where there is no assembly there can be no functions; sqlinference.score knows the model all the same.
  IF OBJECT_ID(N'sqlinference.clr_predict_int') IS NOT NULL
  BEGIN
    SET @statement = sqlinference.function_text(@schema, @name, @returns, COALESCE(@declared, N''), COALESCE(@missing, N'1 = 0'), COALESCE(@packed, N''),
      sqlinference.call_text(@model, @version, @output, @returns, @parameters));
    EXEC sys.sp_executesql @statement;
    -- It belongs to the schema's owner, and who may only alter the schema can neither call it nor grant that.
    IF HAS_PERMS_BY_NAME(@function, N'OBJECT', N'EXECUTE') = 0
    BEGIN
      SET @message = CONCAT(N'You may not call ', @function, N' yourself, which belongs to the owner of its schema.', NCHAR(10),
        N'It takes GRANT EXECUTE ON OBJECT::', @function, N' TO ', QUOTENAME(USER_NAME()), N' by the owner, or a schema of your own.');
      PRINT @message;
    END;
  END;
  DELETE FROM sqlinference.prediction_function WHERE schema_name = @schema AND function_name = @name;
  INSERT INTO sqlinference.prediction_function (schema_name, function_name, model, version, output, returns, parameters)
    VALUES (@schema, @name, @model, @version, @output, @returns, @parameters);
END
GO
CREATE OR ALTER PROCEDURE sqlinference.drop_function @schema sysname, @name sysname
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @function nvarchar(600) = QUOTENAME(@schema) + N'.' + QUOTENAME(@name), @statement nvarchar(max), @message nvarchar(2048);
  -- What the user dropped or replaced meanwhile is theirs.
  IF NOT EXISTS (SELECT 1 FROM sqlinference.prediction_function AS f WHERE f.schema_name = @schema AND f.function_name = @name)
    RETURN;
  IF HAS_PERMS_BY_NAME(QUOTENAME(@schema), N'SCHEMA', N'ALTER') = 0
  BEGIN
    SET @message = CONCAT(N'SI109: You may drop no functions in schema ', QUOTENAME(@schema), N'.', NCHAR(10), N'It takes GRANT ALTER ON SCHEMA::', QUOTENAME(@schema), N'.');
    EXEC sqlinference.raise_error 51109, @message;
  END;
  IF OBJECT_ID(@function, N'FN') IS NOT NULL
  BEGIN
    SET @statement = N'DROP FUNCTION ' + @function;
    EXEC sys.sp_executesql @statement;
  END;
  DELETE FROM sqlinference.prediction_function WHERE schema_name = @schema AND function_name = @name;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.grant_function @schema sysname, @name sysname, @grantee nvarchar(128), @revoke bit, @grant_option bit
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @function nvarchar(600) = QUOTENAME(@schema) + N'.' + QUOTENAME(@name), @statement nvarchar(max);
  DECLARE @to nvarchar(300) = CASE WHEN @grantee = N'' THEN N'public' ELSE QUOTENAME(@grantee) END;
  -- Without functions there is nothing to grant: the service checks who may ask a model.
  IF OBJECT_ID(@function, N'FN') IS NULL OR NOT EXISTS (SELECT 1 FROM sqlinference.prediction_function AS f WHERE f.schema_name = @schema AND f.function_name = @name)
    RETURN;
  -- The server refuses to grant to those who may already; they own the database, or ask for themselves.
  IF @grantee IN (N'dbo', N'sys', N'INFORMATION_SCHEMA', USER_NAME())
    RETURN;
  SET @statement = CASE
    WHEN @revoke = 1 AND @grant_option = 1 THEN N'REVOKE GRANT OPTION FOR EXECUTE ON OBJECT::' + @function + N' FROM ' + @to + N' CASCADE'
    WHEN @revoke = 1 THEN N'REVOKE EXECUTE ON OBJECT::' + @function + N' FROM ' + @to + N' CASCADE'
    WHEN @grant_option = 1 THEN N'GRANT EXECUTE ON OBJECT::' + @function + N' TO ' + @to + N' WITH GRANT OPTION'
    ELSE N'GRANT EXECUTE ON OBJECT::' + @function + N' TO ' + @to END;
  EXEC sys.sp_executesql @statement;
END
GO
