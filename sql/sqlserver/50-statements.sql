-- Settings, statements and scoring, whichever way the service is asked.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
CREATE OR ALTER PROCEDURE sqlinference.set_service
  @address nvarchar(400) = NULL, @token nvarchar(400) = NULL, @database nvarchar(128) = NULL, @timeout_ms int = NULL, @batch_rows int = NULL, @table_rows int = NULL
AS
BEGIN
  -- For owners of the database, to whom alone nothing has to be granted. What is left out stays as it is; an empty token is none.
  SET NOCOUNT ON;
  IF NOT EXISTS (SELECT 1 FROM sqlinference.setting)
    INSERT INTO sqlinference.setting (wire_name) VALUES (sqlinference.encode_name(DB_NAME()));
  UPDATE sqlinference.setting SET service = COALESCE(@address, service), token = NULLIF(COALESCE(@token, token), N''),
    wire_name = COALESCE(sqlinference.encode_name(NULLIF(@database, N'')), wire_name), timeout_ms = COALESCE(@timeout_ms, timeout_ms),
    batch_rows = COALESCE(@batch_rows, batch_rows), table_rows = COALESCE(@table_rows, table_rows);
END
GO
CREATE OR ALTER PROCEDURE sqlinference.gather @query nvarchar(max), @columns nvarchar(max) OUTPUT
AS
BEGIN
  -- Runs a query as the caller and puts its rows into #sqlinference_rows, which has a number for each and gets the query's columns.
  SET NOCOUNT ON;
  DECLARE @described TABLE (position int NOT NULL, name sysname NULL, type nvarchar(256) NULL, collation sysname NULL, error nvarchar(4000) NULL);
  DECLARE @message nvarchar(max), @statement nvarchar(max), @names nvarchar(max);
  INSERT INTO @described (position, name, type, collation, error)
    SELECT d.column_ordinal, d.name, CASE d.system_type_name WHEN N'timestamp' THEN N'binary(8)' ELSE d.system_type_name END, d.collation_name, d.error_message
    FROM sys.dm_exec_describe_first_result_set(@query, NULL, 0) AS d WHERE d.is_hidden = 0 OR d.error_number IS NOT NULL;
  SELECT TOP (1) @message = CASE
      WHEN d.error IS NOT NULL THEN CONCAT(N'SI301: The query cannot be run: ', d.error)
      WHEN d.name IS NULL OR d.name = N'' THEN CONCAT(N'SI004: Column ', d.position, N' of the query has no name.', NCHAR(10), N'Name it: expression AS name.')
      WHEN d.name = N'sqlinference_row' OR d.name = N'sqlinference_prediction' THEN CONCAT(N'SI004: The query has a column ', QUOTENAME(d.name), N', a name that is used here.', NCHAR(10), N'Give it another name.')
      WHEN d.type IS NULL THEN CONCAT(N'SI408: Column ', QUOTENAME(d.name), N' of the query has a type of an assembly, which cannot be carried along.', NCHAR(10), N'Cast it, or leave it out.')
      ELSE CONCAT(N'SI004: The query has two columns ', QUOTENAME(d.name), N'.', NCHAR(10), N'Give one of them another name.') END
    FROM @described AS d
    WHERE d.error IS NOT NULL OR d.name IS NULL OR d.name IN (N'', N'sqlinference_row', N'sqlinference_prediction') OR d.type IS NULL
      OR EXISTS (SELECT 1 FROM @described AS other WHERE other.name = d.name AND other.position < d.position)
    ORDER BY d.position;
  IF NOT EXISTS (SELECT 1 FROM @described)
    SET @message = N'SI301: The query answers no columns.' + NCHAR(10) + N'It has to be a SELECT, or something that answers like one.';
  IF @message LIKE N'SI301%'
    EXEC sqlinference.raise_error 51301, @message;
  IF @message LIKE N'SI408%'
    EXEC sqlinference.raise_error 51408, @message;
  IF @message IS NOT NULL
    EXEC sqlinference.raise_error 51004, @message;

  SELECT @names = STRING_AGG(CAST(QUOTENAME(d.name) AS nvarchar(max)), N', ') WITHIN GROUP (ORDER BY d.position),
      @statement = N'ALTER TABLE #sqlinference_rows ADD ' + STRING_AGG(CAST(QUOTENAME(d.name) AS nvarchar(max)) + N' ' + d.type
        + COALESCE(N' COLLATE ' + d.collation, N'') + N' NULL', N', ') WITHIN GROUP (ORDER BY d.position),
      @columns = N'[' + STRING_AGG(CAST(N'{"name":"' AS nvarchar(max)) + STRING_ESCAPE(d.name, N'json') + N'","type":"' + STRING_ESCAPE(d.type, N'json') + N'"}', N',')
        WITHIN GROUP (ORDER BY d.position) + N']'
    FROM @described AS d;
  EXEC sys.sp_executesql @statement;
  SET @statement = N'INSERT INTO #sqlinference_rows (' + @names + N') EXEC sys.sp_executesql @query';
  EXEC sys.sp_executesql @statement, N'@query nvarchar(max)', @query = @query;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.score
  @query nvarchar(max), @model nvarchar(600), @into nvarchar(600) = NULL, @prediction sysname = N'prediction', @output nvarchar(400) = N'prediction'
AS
BEGIN
  -- Scores what a query answers, in batches: as a result, or into a table, with the query's own columns.
  SET NOCOUNT ON;
  DECLARE @name nvarchar(1600) = sqlinference.model_of(@model), @version int, @returns nvarchar(60), @parameters nvarchar(max);
  DECLARE @columns nvarchar(max), @names nvarchar(max), @missing nvarchar(max), @message nvarchar(max), @statement nvarchar(max), @read nvarchar(max), @write nvarchar(max), @target nvarchar(600);
  SELECT TOP (1) @version = f.version, @returns = f.returns, @parameters = f.parameters FROM sqlinference.prediction_function AS f
    WHERE f.model = @name AND f.output = @output ORDER BY f.version DESC;
  IF @version IS NULL
  BEGIN
    SET @message = CONCAT(N'SI101: There is no prediction function for model ', @model, N' in this database.', NCHAR(10), N'EXEC sqlinference.run N''SHOW MODEL ALL'' lists the models.');
    EXEC sqlinference.raise_error 51101, @message;
  END;
  IF @into IS NOT NULL
  BEGIN
    -- A temporary table that is made here would be gone when this procedure ends.
    SET @target = CASE WHEN LEFT(@into, 1) = N'#' THEN CASE WHEN OBJECT_ID(N'tempdb..' + QUOTENAME(@into)) IS NOT NULL THEN QUOTENAME(@into) END
      WHEN PARSENAME(@into, 3) IS NULL THEN QUOTENAME(COALESCE(PARSENAME(@into, 2), SCHEMA_NAME())) + N'.' + QUOTENAME(PARSENAME(@into, 1)) END;
    IF @target IS NULL
    BEGIN
      SET @message = CONCAT(N'SI004: ', @into, N' is no table that rows can be put into.', NCHAR(10), N'Name a table as schema.table, or create the temporary table before.');
      EXEC sqlinference.raise_error 51004, @message;
    END;
  END;

  CREATE TABLE #sqlinference_rows (sqlinference_row bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY);
  EXEC sqlinference.gather @query, @columns OUTPUT;
  SELECT @names = STRING_AGG(CAST(QUOTENAME(c.name) AS nvarchar(max)), N', ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
    FROM OPENJSON(@columns) AS x CROSS APPLY OPENJSON(x.value) WITH (name sysname '$.name') AS c;
  SELECT @missing = STRING_AGG(CAST(p.input AS nvarchar(max)), N', ') FROM OPENJSON(@parameters) WITH (name nvarchar(128) '$.name', input nvarchar(400) '$.input') AS p
    WHERE NOT EXISTS (SELECT 1 FROM OPENJSON(@columns) WITH (name sysname '$.name') AS c WHERE c.name IN (p.name, p.input));
  IF @missing IS NOT NULL
  BEGIN
    SET @message = CONCAT(N'SI307: Model ', @model, N' takes ', @missing, N', which the query does not answer.', NCHAR(10), N'Name the query''s columns as the function''s parameters are: expression AS name.');
    EXEC sqlinference.raise_error 51307, @message;
  END;
  IF EXISTS (SELECT 1 FROM OPENJSON(@columns) WITH (name sysname '$.name') AS c WHERE c.name = @prediction)
  BEGIN
    SET @message = CONCAT(N'SI004: The query has a column ', QUOTENAME(@prediction), N' already.', NCHAR(10), N'Name the predictions otherwise: @prediction = N''score''.');
    EXEC sqlinference.raise_error 51004, @message;
  END;

  SET @statement = N'ALTER TABLE #sqlinference_rows ADD sqlinference_prediction ' + sqlinference.checked_type(@returns) + N' NULL';
  EXEC sys.sp_executesql @statement;
  SELECT @read = N'SELECT TOP (@count) r.sqlinference_row, ' + STRING_AGG(sqlinference.read_expression(p.type, N'r.' + QUOTENAME(c.name)) + N' AS c' + x.[key], N', ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
      + N' FROM #sqlinference_rows AS r WHERE r.sqlinference_row > @after ORDER BY r.sqlinference_row'
    FROM OPENJSON(@parameters) AS x
      CROSS APPLY OPENJSON(x.value) WITH (name nvarchar(128) '$.name', type nvarchar(60) '$.type', input nvarchar(400) '$.input') AS p
      CROSS APPLY (SELECT TOP (1) c.name FROM OPENJSON(@columns) WITH (name sysname '$.name') AS c WHERE c.name IN (p.name, p.input)
                   ORDER BY CASE WHEN c.name = p.input THEN 0 ELSE 1 END) AS c;
  SET @write = N'UPDATE r SET r.sqlinference_prediction = a.prediction FROM #sqlinference_rows AS r JOIN OPENJSON(@answers) WITH (row_no bigint ''$[0]'', prediction '
    + sqlinference.checked_type(@returns) + N' ''$[1]'') AS a ON a.row_no = r.sqlinference_row';
  EXEC sqlinference.score_rows @name, @version, @output, @returns, @parameters, @read, @write;

  SET @statement = CASE
      WHEN @target IS NULL OR (LEFT(@into, 1) <> N'#' AND OBJECT_ID(@target) IS NULL) THEN N''
      ELSE N'INSERT INTO ' + @target + N' (' + @names + N', ' + QUOTENAME(@prediction) + N') ' END
    + N'SELECT ' + @names + N', sqlinference_prediction AS ' + QUOTENAME(@prediction)
    + CASE WHEN LEFT(@into, 1) <> N'#' AND OBJECT_ID(@target) IS NULL THEN N' INTO ' + @target ELSE N'' END
    + N' FROM #sqlinference_rows' + CASE WHEN @target IS NULL THEN N' ORDER BY sqlinference_row' ELSE N'' END;
  EXEC sys.sp_executesql @statement;
END
GO
CREATE OR ALTER FUNCTION sqlinference.training_type(@type nvarchar(256)) RETURNS nvarchar(60)
AS
BEGIN
  -- As what a column of this type is trained on; NULL where models cannot take it.
  DECLARE @base nvarchar(60) = sqlinference.base_type(@type);
  RETURN CASE
    WHEN @base IN (N'bit', N'smallint', N'int', N'bigint', N'real', N'float', N'date', N'datetimeoffset') THEN @base
    WHEN @base = N'tinyint' THEN N'smallint'
    WHEN @base IN (N'decimal', N'numeric') THEN N'decimal' + SUBSTRING(@type, LEN(@base) + 1, 60)
    WHEN @base = N'money' THEN N'decimal(19,4)'
    WHEN @base = N'smallmoney' THEN N'decimal(10,4)'
    WHEN @base IN (N'datetime', N'smalldatetime', N'datetime2') THEN N'datetime2'
    WHEN @base IN (N'char', N'varchar', N'nchar', N'nvarchar', N'text', N'ntext', N'sysname', N'uniqueidentifier', N'xml') THEN N'nvarchar(max)' END;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.train @run_path nvarchar(3000), @answer nvarchar(max) OUTPUT
AS
BEGIN
  -- The session's part in training: the rows of the query, read as the caller, and waiting.
  SET NOCOUNT ON;
  DECLARE @query nvarchar(max), @upload nvarchar(3000), @columns nvarchar(max), @read nvarchar(max), @message nvarchar(max), @number int, @state nvarchar(60), @waiting nvarchar(3000);
  SELECT @query = t.query, @upload = t.upload FROM OPENJSON(@answer, '$.training') WITH (query nvarchar(max) '$.query', upload nvarchar(3000) '$.upload') AS t;
  IF @query IS NULL
    RETURN;
  CREATE TABLE #sqlinference_rows (sqlinference_row bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY);
  EXEC sqlinference.gather @query, @columns OUTPUT;
  SELECT TOP (1) @message = CONCAT(N'SI408: The training query''s column ', QUOTENAME(c.name), N' has type ', c.type, N', which models cannot take.', NCHAR(10),
      N'Cast it to a number, a text, a date or a datetime2.')
    FROM OPENJSON(@columns) WITH (name sysname '$.name', type nvarchar(256) '$.type') AS c WHERE sqlinference.training_type(c.type) IS NULL;
  IF @message IS NOT NULL
    EXEC sqlinference.raise_error 51408, @message;
  SELECT @read = N'SELECT TOP (@count) r.sqlinference_row, '
      + STRING_AGG(sqlinference.read_expression(sqlinference.training_type(c.type), N'r.' + QUOTENAME(c.name)) + N' AS c' + x.[key], N', ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
      + N' FROM #sqlinference_rows AS r WHERE r.sqlinference_row > @after ORDER BY r.sqlinference_row',
      @columns = N'[' + STRING_AGG(CAST(N'{"name":"' AS nvarchar(max)) + STRING_ESCAPE(c.name, N'json') + N'","type":"' + sqlinference.training_type(c.type) + N'"}', N',')
        WITHIN GROUP (ORDER BY CAST(x.[key] AS int)) + N']'
    FROM OPENJSON(@columns) AS x CROSS APPLY OPENJSON(x.value) WITH (name sysname '$.name', type nvarchar(256) '$.type') AS c;
  EXEC sqlinference.upload_rows @upload, @columns, @read, @answer OUTPUT;
  SELECT @waiting = @run_path + N'?wait=' + CAST(CASE WHEN s.timeout_ms >= 20000 THEN 10 ELSE s.timeout_ms / 2000 END AS nvarchar(12)) FROM sqlinference.setting AS s;
  SET @state = JSON_VALUE(@answer, '$.state');
  WHILE @state IN (N'receiving_rows', N'training')
  BEGIN
    EXEC sqlinference.ask N'GET', @waiting, NULL, @answer OUTPUT;
    SET @state = JSON_VALUE(@answer, '$.state');
  END;
  IF @state = N'awaiting_confirmation'
    RETURN;
  SELECT @number = 51000 + COALESCE(TRY_CAST(SUBSTRING(e.code, 3, 3) AS int), 999),
      @message = COALESCE(e.code + N': ' + e.detail + COALESCE(NCHAR(10) + e.hint, N''), N'SI999: The statement is ' + @state + N', and its model is not trained.')
    FROM (SELECT 1 AS one) AS o
      LEFT JOIN OPENJSON(@answer, '$.error') WITH (code nvarchar(10) '$.code', detail nvarchar(max) '$.detail', hint nvarchar(max) '$.hint') AS e ON o.one = 1;
  EXEC sqlinference.raise_error @number, @message;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.define_functions @answer nvarchar(max)
AS
BEGIN
  -- What the service says of functions: calls of the procedures here, under the caller's rights.
  SET NOCOUNT ON;
  DECLARE @at int = 0, @definition nvarchar(max);
  WHILE 1 = 1
  BEGIN
    SET @definition = NULL;
    SELECT @definition = f.value FROM OPENJSON(@answer, '$.functions') AS f WHERE CAST(f.[key] AS int) = @at;
    IF @definition IS NULL
      RETURN;
    EXEC sys.sp_executesql @definition;
    SET @at = @at + 1;
  END;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.fail @run_path nvarchar(3000), @reason nvarchar(max)
AS
BEGIN
  -- What is wrong already must not be hidden by a service that cannot be told so.
  SET NOCOUNT ON;
  DECLARE @path nvarchar(3000) = @run_path + N'/fail', @body nvarchar(max) = (SELECT @reason AS reason FOR JSON PATH, WITHOUT_ARRAY_WRAPPER), @answer nvarchar(max);
  BEGIN TRY
    EXEC sqlinference.ask N'POST', @path, @body, @answer OUTPUT;
  END TRY
  BEGIN CATCH
    RETURN;
  END CATCH;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.show_answer @answer nvarchar(max)
AS
BEGIN
  -- Remarks and what was done as messages, rows as a result.
  SET NOCOUNT ON;
  DECLARE @message nvarchar(max), @select nvarchar(max), @columns nvarchar(max), @statement nvarchar(max);
  SELECT @message = STRING_AGG(n.value, NCHAR(10)) FROM OPENJSON(@answer, '$.notices') AS n;
  IF @message IS NOT NULL
    PRINT @message;
  SELECT @select = STRING_AGG(CAST(N'v.c' AS nvarchar(max)) + c.[key] + N' AS ' + QUOTENAME(c.value), N', ') WITHIN GROUP (ORDER BY CAST(c.[key] AS int)),
      @columns = STRING_AGG(CAST(N'c' AS nvarchar(max)) + c.[key] + N' nvarchar(max) ''$[' + c.[key] + N']''', N', ') WITHIN GROUP (ORDER BY CAST(c.[key] AS int))
    FROM OPENJSON(@answer, '$.result.columns') AS c;
  IF @select IS NULL
  BEGIN
    SET @message = COALESCE(JSON_VALUE(@answer, '$.result.tag'), JSON_VALUE(@answer, '$.tag'));
    PRINT @message;
    RETURN;
  END;
  SET @statement = N'SELECT ' + @select + N' FROM OPENJSON(@answer, ''$.result.rows'') AS x CROSS APPLY OPENJSON(N''['' + x.value + N'']'') WITH (' + @columns
    + N') AS v ORDER BY CAST(x.[key] AS int)';
  EXEC sys.sp_executesql @statement, N'@answer nvarchar(max)', @answer = @answer;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.run @statement nvarchar(max)
AS
BEGIN
  -- Runs a model statement, such as CREATE MODEL or SHOW MODEL ALL.
  SET NOCOUNT ON;
  DECLARE @path nvarchar(2000), @run_path nvarchar(3000), @confirm_path nvarchar(3000), @answer nvarchar(max), @body nvarchar(max), @query nvarchar(max), @reason nvarchar(max);
  DECLARE @is_outer bit = CASE WHEN @@TRANCOUNT > 0 THEN 1 ELSE 0 END, @is_saved bit = 0;
  SELECT @path = N'/v1/databases/' + s.wire_name + N'/statements' FROM sqlinference.setting AS s;
  SET @body = (SELECT @statement AS statement, N'sqlserver' AS engine FOR JSON PATH, WITHOUT_ARRAY_WRAPPER);
  EXEC sqlinference.ask N'POST', @path, @body, @answer OUTPUT;
  SELECT @run_path = @path + N'/' + a.run, @query = a.query FROM OPENJSON(@answer) WITH (run nvarchar(200) '$.run', query nvarchar(max) '$.query') AS a;

  BEGIN TRY
    IF @run_path IS NOT NULL
      EXEC sqlinference.train @run_path, @answer OUTPUT;
    -- Definitions and confirmation belong together. In a transaction of the caller's, they can be taken back without it.
    IF @is_outer = 0
      BEGIN TRANSACTION;
    ELSE
      SAVE TRANSACTION sqlinference_run;
    SET @is_saved = 1;
    EXEC sqlinference.define_functions @answer;
    -- Functions for one query, such as USING FUNCTION has, go when it is answered.
    IF @query IS NOT NULL
    BEGIN
      EXEC sys.sp_executesql @query;
      IF @is_outer = 0
        ROLLBACK TRANSACTION;
      ELSE
        ROLLBACK TRANSACTION sqlinference_run;
      RETURN;
    END;
    IF @run_path IS NOT NULL
    BEGIN
      SET @confirm_path = @run_path + N'/confirm';
      EXEC sqlinference.ask N'POST', @confirm_path, N'{}', @answer OUTPUT;
    END;
    IF @is_outer = 0
      COMMIT TRANSACTION;
  END TRY
  BEGIN CATCH
    SET @reason = ERROR_MESSAGE();
    IF @is_outer = 0 AND XACT_STATE() <> 0
      ROLLBACK TRANSACTION;
    ELSE IF @is_outer = 1 AND @is_saved = 1 AND XACT_STATE() = 1
      ROLLBACK TRANSACTION sqlinference_run;
    IF @run_path IS NOT NULL
      EXEC sqlinference.fail @run_path, @reason;
    THROW;
  END CATCH;
  EXEC sqlinference.show_answer @answer;
END
GO
GRANT EXECUTE ON sqlinference.run TO sqlinference_user;
GRANT EXECUTE ON sqlinference.score TO sqlinference_user;
GRANT EXECUTE ON sqlinference.define_function TO sqlinference_creator;
GRANT EXECUTE ON sqlinference.drop_function TO sqlinference_creator;
GRANT EXECUTE ON sqlinference.grant_function TO sqlinference_creator;
GO
IF NOT EXISTS (SELECT 1 FROM sqlinference.setting)
  EXEC sqlinference.set_service;
GO
