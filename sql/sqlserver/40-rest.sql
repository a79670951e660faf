-- How procedures ask the service where no assembly may do it: by sp_invoke_external_rest_endpoint (SQL Server 2025, Azure SQL), over HTTPS and in JSON.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
GRANT EXECUTE ANY EXTERNAL ENDPOINT TO sqlinference_owner;
GO
CREATE OR ALTER PROCEDURE sqlinference.rest_call
  @user nvarchar(1600), @roles nvarchar(max), @method nvarchar(10), @path nvarchar(4000), @type nvarchar(100), @body nvarchar(max), @answer nvarchar(max) OUTPUT
  WITH EXECUTE AS OWNER
AS
BEGIN
  -- The owner may call endpoints and read the token. It runs nothing but this.
  SET NOCOUNT ON;
  DECLARE @url nvarchar(4000), @headers nvarchar(4000), @seconds int, @response nvarchar(max), @status int, @number int, @message nvarchar(max);
  DECLARE @query int = CHARINDEX(N'?', @path + N'?');
  -- Who sends it may take back the escapes of dots and slashes in a path. The service takes = for % there.
  SET @path = REPLACE(LEFT(@path, @query - 1), N'%', N'=') + SUBSTRING(@path, @query, 4000);
  SELECT @url = s.service + @path, @seconds = CASE WHEN s.timeout_ms > 230000 THEN 230 WHEN s.timeout_ms < 1000 THEN 1 ELSE s.timeout_ms / 1000 END,
      @headers = (SELECT @type AS [Content-Type], @user AS [X-SqlInference-User], @roles AS [X-SqlInference-Roles], N'Bearer ' + s.token AS [Authorization]
                  FOR JSON PATH, WITHOUT_ARRAY_WRAPPER)
    FROM sqlinference.setting AS s;
  EXEC @status = sys.sp_invoke_external_rest_endpoint @url = @url, @method = @method, @headers = @headers, @payload = @body, @timeout = @seconds, @response = @response OUTPUT;
  IF @status = 0
  BEGIN
    SET @answer = JSON_QUERY(@response, '$.result');
    RETURN;
  END;
  SELECT @number = 51000 + COALESCE(TRY_CAST(SUBSTRING(e.code, 3, 3) AS int), 409),
      @message = COALESCE(e.code + N': ' + COALESCE(e.detail, e.error) + COALESCE(NCHAR(10) + e.hint, N''),
        CONCAT(N'SI409: ', @url, N' answered with status ', @status, N', and not as the service does.', NCHAR(10), N'Is the address that sqlinference.set_service was told the address of the service?'))
    FROM (SELECT 1 AS one) AS o
      LEFT JOIN OPENJSON(@response, '$.result') WITH (code nvarchar(10) '$.code', detail nvarchar(max) '$.detail', error nvarchar(max) '$.error', hint nvarchar(max) '$.hint') AS e
        ON o.one = 1;
  EXEC sqlinference.raise_error @number, @message;
END
GO
CREATE OR ALTER FUNCTION sqlinference.roles() RETURNS nvarchar(max)
AS
BEGIN
  -- The roles of the current user, percent-encoded, with commas between them.
  RETURN (SELECT STRING_AGG(CAST(sqlinference.encode_name(t.name) AS nvarchar(max)), N',') FROM sys.user_token AS t
          WHERE t.type IN (N'ROLE', N'WINDOWS GROUP') AND t.usage = N'GRANT OR DENY');
END
GO
CREATE OR ALTER PROCEDURE sqlinference.ask @method nvarchar(10), @path nvarchar(4000), @body nvarchar(max), @answer nvarchar(max) OUTPUT
AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @user nvarchar(1600) = sqlinference.encode_name(USER_NAME()), @roles nvarchar(max) = sqlinference.roles();
  EXEC sqlinference.rest_call @user, @roles, @method, @path, N'application/json', @body, @answer OUTPUT;
END
GO
CREATE OR ALTER FUNCTION sqlinference.json_expression(@type nvarchar(60), @value nvarchar(300)) RETURNS nvarchar(max)
AS
BEGIN
  -- T-SQL that makes JSON of what sqlinference.read_expression reads.
  RETURN CASE sqlinference.base_type(@type)
    WHEN N'bit' THEN N'CASE ' + @value + N' WHEN 1 THEN N''true'' ELSE N''false'' END'
    WHEN N'nvarchar' THEN N'N''"'' + STRING_ESCAPE(COALESCE(' + @value + N', N''''), N''json'') + N''"'''
    WHEN N'real' THEN N'COALESCE(CONVERT(nvarchar(40), ' + @value + N', 3), N''0'')'
    WHEN N'float' THEN N'COALESCE(CONVERT(nvarchar(40), ' + @value + N', 3), N''0'')'
    ELSE N'COALESCE(CAST(' + @value + N' AS nvarchar(41)), N''0'')' END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.moment_of(@micros bigint) RETURNS datetime2
AS
BEGIN
  DECLARE @days int = FLOOR(@micros / 86400000000.0);
  DECLARE @rest bigint = @micros - CAST(@days AS bigint) * 86400000000;
  RETURN DATEADD(microsecond, CAST(@rest % 1000000 AS int), DATEADD(second, CAST(@rest / 1000000 AS int), DATEADD(day, @days, CAST(N'1970-01-01' AS datetime2))));
END
GO
CREATE OR ALTER PROCEDURE sqlinference.score_rows
  @model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max), @read nvarchar(max), @write nvarchar(max)
AS
BEGIN
  -- Walks #sqlinference_rows by its numbers, a batch at a time.
  SET NOCOUNT ON;
  DECLARE @user nvarchar(1600) = sqlinference.encode_name(USER_NAME()), @roles nvarchar(max) = sqlinference.roles(), @path nvarchar(4000), @count int;
  DECLARE @build nvarchar(max), @pair nvarchar(max), @payload nvarchar(max), @answer nvarchar(max), @data nvarchar(max), @valid nvarchar(max), @answers nvarchar(max);
  DECLARE @after bigint = 0, @last bigint, @rows int, @is_moment bit = CASE WHEN sqlinference.base_type(@returns) LIKE N'date%' THEN 1 ELSE 0 END;
  SELECT @count = s.batch_rows, @path = CONCAT(N'/v2/models/', s.wire_name, N'.', @model, N'/versions/', @version, N'/infer') FROM sqlinference.setting AS s;
  SELECT @build = N'SELECT @rows = COUNT(*), @last = MAX(b.sqlinference_row), @payload = N''{"inputs":['' + ' + STRING_AGG(
        sqlinference.quote_text(N'{"name":"' + STRING_ESCAPE(p.input, N'json') + N'","datatype":"' + STRING_ESCAPE(p.datatype, N'json') + N'","shape":[') + N' + CAST(COUNT(*) AS nvarchar(12)) + N''],"data":['' + STRING_AGG(CAST('
        + sqlinference.json_expression(p.type, N'b.c' + x.[key]) + N' AS nvarchar(max)), N'','') WITHIN GROUP (ORDER BY b.sqlinference_row) + N'']},'' + '
        + sqlinference.quote_text(N'{"name":"' + STRING_ESCAPE(p.input, N'json') + N'.valid","datatype":"BOOL","shape":[') + N' + CAST(COUNT(*) AS nvarchar(12)) + N''],"data":['' + STRING_AGG(CAST(CASE WHEN b.c'
        + x.[key] + N' IS NULL THEN N''false'' ELSE N''true'' END AS nvarchar(max)), N'','') WITHIN GROUP (ORDER BY b.sqlinference_row) + N'']}''', N' + N'','' + ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
      + N' + ' + sqlinference.quote_text(N'],"outputs":[{"name":"' + STRING_ESCAPE(@output, N'json') + N'"}]}') + N' FROM (' + @read + N') AS b'
    FROM OPENJSON(@parameters) AS x
      CROSS APPLY OPENJSON(x.value) WITH (type nvarchar(60) '$.type', input nvarchar(400) '$.input', datatype nvarchar(20) '$.datatype') AS p;
  SET @pair = N'SELECT @answers = N''['' + STRING_AGG(CAST(N''['' AS nvarchar(max)) + CAST(b.sqlinference_row AS nvarchar(20)) + N'','' + CASE WHEN v.value = N''false'' OR d.value IS NULL THEN N''null''
      WHEN @is_moment = 1 THEN N''"'' + CONVERT(nvarchar(40), sqlinference.moment_of(CAST(d.value AS bigint)), 126) + N''"''
      WHEN d.type = 1 THEN N''"'' + STRING_ESCAPE(d.value, N''json'') + N''"'' ELSE d.value END + N'']'', N'','') + N'']''
    FROM (SELECT r.sqlinference_row, ROW_NUMBER() OVER (ORDER BY r.sqlinference_row) - 1 AS position FROM #sqlinference_rows AS r WHERE r.sqlinference_row > @after AND r.sqlinference_row <= @last) AS b
      JOIN OPENJSON(@data) AS d ON CAST(d.[key] AS int) = b.position
      LEFT JOIN OPENJSON(@valid) AS v ON CAST(v.[key] AS int) = b.position';
  WHILE 1 = 1
  BEGIN
    EXEC sys.sp_executesql @build, N'@after bigint, @count int, @payload nvarchar(max) OUTPUT, @last bigint OUTPUT, @rows int OUTPUT',
      @after = @after, @count = @count, @payload = @payload OUTPUT, @last = @last OUTPUT, @rows = @rows OUTPUT;
    IF @rows = 0
      RETURN;
    EXEC sqlinference.rest_call @user, @roles, N'POST', @path, N'application/json', @payload, @answer OUTPUT;
    SELECT @data = NULL, @valid = NULL;
    SELECT @data = CASE WHEN o.name = @output THEN o.data ELSE @data END, @valid = CASE WHEN o.name = @output + N'.valid' THEN o.data ELSE @valid END
      FROM OPENJSON(@answer, '$.outputs') WITH (name nvarchar(400) '$.name', data nvarchar(max) '$.data' AS JSON) AS o;
    IF (SELECT COUNT(*) FROM OPENJSON(COALESCE(@data, N'[]'))) <> @rows
      EXEC sqlinference.raise_error 51409, N'SI409: The service''s answer does not hold a prediction for each row.';
    EXEC sys.sp_executesql @pair, N'@after bigint, @last bigint, @is_moment bit, @data nvarchar(max), @valid nvarchar(max), @answers nvarchar(max) OUTPUT',
      @after = @after, @last = @last, @is_moment = @is_moment, @data = @data, @valid = @valid, @answers = @answers OUTPUT;
    EXEC sys.sp_executesql @write, N'@answers nvarchar(max)', @answers = @answers;
    SET @after = @last;
  END;
END
GO
CREATE OR ALTER PROCEDURE sqlinference.upload_rows @path nvarchar(4000), @columns nvarchar(max), @read nvarchar(max), @answer nvarchar(max) OUTPUT
AS
BEGIN
  -- All rows in one request, as CSV: endpoints take up to 100 MB, and none of what is sent in pieces.
  SET NOCOUNT ON;
  DECLARE @user nvarchar(1600) = sqlinference.encode_name(USER_NAME()), @roles nvarchar(max) = sqlinference.roles();
  DECLARE @types nvarchar(max), @head nvarchar(max), @build nvarchar(max), @payload nvarchar(max), @target nvarchar(4000);
  SELECT @head = STRING_AGG(N'"' + REPLACE(CAST(c.name AS nvarchar(max)), N'"', N'""') + N'"', N',') WITHIN GROUP (ORDER BY CAST(x.[key] AS int)),
      @types = STRING_AGG(CAST(CASE sqlinference.base_type(c.type) WHEN N'nvarchar' THEN N'text' WHEN N'float' THEN N'double%20precision' WHEN N'bit' THEN N'boolean'
        WHEN N'datetime2' THEN N'timestamp' WHEN N'datetimeoffset' THEN N'timestamptz' ELSE c.type END AS nvarchar(max)), N',') WITHIN GROUP (ORDER BY CAST(x.[key] AS int)),
      @build = N'SELECT @payload = STRING_AGG(' + STRING_AGG(N'COALESCE(CAST(' + CASE
        WHEN sqlinference.base_type(c.type) = N'nvarchar' THEN N'N''"'' + REPLACE(b.c' + x.[key] + N', N''"'', N''""'') + N''"'''
        WHEN sqlinference.base_type(c.type) = N'bit' THEN N'CASE b.c' + x.[key] + N' WHEN 1 THEN N''true'' WHEN 0 THEN N''false'' END'
        WHEN sqlinference.base_type(c.type) IN (N'real', N'float') THEN N'CONVERT(nvarchar(40), b.c' + x.[key] + N', 3)'
        WHEN sqlinference.base_type(c.type) LIKE N'date%' THEN N'CONVERT(nvarchar(40), sqlinference.moment_of(b.c' + x.[key] + N'), 126)'
        ELSE N'b.c' + x.[key] END + N' AS nvarchar(max)), N'''')', N' + N'','' + ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
      + N', NCHAR(13) + NCHAR(10)) FROM (' + @read + N') AS b'
    FROM OPENJSON(@columns) AS x CROSS APPLY OPENJSON(x.value) WITH (name sysname '$.name', type nvarchar(60) '$.type') AS c;
  EXEC sys.sp_executesql @build, N'@after bigint, @count int, @payload nvarchar(max) OUTPUT', @after = 0, @count = 2147483647, @payload = @payload OUTPUT;
  SET @payload = @head + NCHAR(13) + NCHAR(10) + COALESCE(@payload, N'');
  IF DATALENGTH(@payload) > 100000000
    EXEC sqlinference.raise_error 51603, N'SI603: The training rows are more than the 100 MB that an external endpoint can be sent.
Select fewer, or train with sqlinference run --database.';
  SET @target = @path + N'?types=' + @types;
  EXEC sqlinference.rest_call @user, @roles, N'PUT', @target, N'text/csv', @payload, @answer OUTPUT;
END
GO
