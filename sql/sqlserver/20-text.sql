-- Names, types and values as text of statements. Nothing that is not quoted or known gets into one.
CREATE OR ALTER FUNCTION sqlinference.encode_name(@name nvarchar(128)) RETURNS nvarchar(1600)
AS
BEGIN
  -- A name as paths of the service have it: what is not a letter, a digit, _ or - is percent-encoded, byte by byte of its UTF-8.
  DECLARE @encoded nvarchar(1600) = N'', @at int = 1, @one nchar(1), @point int, @low int, @octets varbinary(4), @octet int;
  WHILE @at <= DATALENGTH(@name) / 2
  BEGIN
    SET @one = SUBSTRING(@name COLLATE Latin1_General_100_BIN2, @at, 1);
    SET @point = UNICODE(@one);
    SET @low = CASE WHEN @point BETWEEN 55296 AND 56319 THEN UNICODE(SUBSTRING(@name COLLATE Latin1_General_100_BIN2, @at + 1, 1)) END;
    IF @low BETWEEN 56320 AND 57343
    BEGIN
      SET @point = 65536 + (@point - 55296) * 1024 + @low - 56320;
      SET @at = @at + 1;
    END;
    IF @point BETWEEN 48 AND 57 OR @point BETWEEN 65 AND 90 OR @point BETWEEN 97 AND 122 OR @point = 95 OR @point = 45
      SET @encoded = @encoded + @one;
    ELSE
    BEGIN
      SET @octets = CASE
        WHEN @point < 128 THEN CAST(@point AS binary(1))
        WHEN @point < 2048 THEN CAST(192 + @point / 64 AS binary(1)) + CAST(128 + @point % 64 AS binary(1))
        WHEN @point < 65536 THEN CAST(224 + @point / 4096 AS binary(1)) + CAST(128 + @point / 64 % 64 AS binary(1)) + CAST(128 + @point % 64 AS binary(1))
        ELSE CAST(240 + @point / 262144 AS binary(1)) + CAST(128 + @point / 4096 % 64 AS binary(1)) + CAST(128 + @point / 64 % 64 AS binary(1))
          + CAST(128 + @point % 64 AS binary(1)) END;
      SET @octet = 1;
      WHILE @octet <= DATALENGTH(@octets)
      BEGIN
        SET @encoded = @encoded + N'%' + CONVERT(nchar(2), SUBSTRING(@octets, @octet, 1), 2);
        SET @octet = @octet + 1;
      END;
    END;
    SET @at = @at + 1;
  END;
  RETURN @encoded;
END
GO
CREATE OR ALTER FUNCTION sqlinference.model_of(@model nvarchar(600)) RETURNS nvarchar(1600)
AS
BEGIN
  -- A model that is named as in statements, as the service names it within its database. NULL where it is no name.
  RETURN CASE WHEN PARSENAME(@model, 3) IS NULL
    THEN sqlinference.encode_name(COALESCE(PARSENAME(@model, 2), N'dbo')) + N'.' + sqlinference.encode_name(PARSENAME(@model, 1)) END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.quote_text(@text nvarchar(max)) RETURNS nvarchar(max)
AS
BEGIN
  RETURN N'N''' + REPLACE(@text, N'''', N'''''') + N'''';
END
GO
CREATE OR ALTER FUNCTION sqlinference.base_type(@type nvarchar(60)) RETURNS nvarchar(60)
AS
BEGIN
  RETURN RTRIM(LOWER(LEFT(@type, CHARINDEX(N'(', @type + N'(') - 1)));
END
GO
CREATE OR ALTER FUNCTION sqlinference.checked_type(@type nvarchar(60)) RETURNS nvarchar(60)
AS
BEGIN
  -- The type, if it is one that functions may have; else NULL. It goes into statements as it stands.
  DECLARE @base nvarchar(60) = sqlinference.base_type(@type);
  DECLARE @size nvarchar(60) = SUBSTRING(@type, LEN(@base) + 1, 60) COLLATE Latin1_General_100_BIN2;
  RETURN CASE
    WHEN @base IN (N'bit', N'smallint', N'int', N'bigint', N'real', N'float', N'date', N'datetime2', N'datetimeoffset') AND @size = N'' THEN @base
    WHEN @base = N'nvarchar' AND @size = N'(max)' THEN N'nvarchar(max)'
    WHEN @base = N'decimal' AND (@size LIKE N'([0-9],[0-9])' OR @size LIKE N'([0-9][0-9],[0-9])' OR @size LIKE N'([0-9][0-9],[0-9][0-9])') THEN @base + @size END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.read_expression(@type nvarchar(60), @value nvarchar(300)) RETURNS nvarchar(max)
AS
BEGIN
  -- T-SQL that makes of a column what the batches of a model take: digits of decimals, microseconds since 1970 of moments, a bounded text.
  DECLARE @cast nvarchar(max) = N'CAST(' + @value + N' AS ' + sqlinference.checked_type(@type) + N')';
  RETURN CASE sqlinference.base_type(@type)
    WHEN N'decimal' THEN N'CONVERT(nvarchar(41), ' + @cast + N')'
    WHEN N'nvarchar' THEN N'LEFT(' + @cast + N', 16777217)'
    WHEN N'date' THEN N'DATEDIFF_BIG(microsecond, CAST(''1970-01-01'' AS datetime2), CAST(' + @cast + N' AS datetime2))'
    WHEN N'datetime2' THEN N'DATEDIFF_BIG(microsecond, CAST(''1970-01-01'' AS datetime2), ' + @cast + N')'
    WHEN N'datetimeoffset' THEN N'DATEDIFF_BIG(microsecond, CAST(''1970-01-01'' AS datetime2), CAST(SWITCHOFFSET(' + @cast + N', 0) AS datetime2))'
    ELSE @cast END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.pack_expression(@type nvarchar(60), @value nvarchar(300)) RETURNS nvarchar(max)
AS
BEGIN
  -- T-SQL that makes bytes of an argument: 0x00 for NULL, 0x01 and the value, 0x02 and the length of a text that is too long to be sent.
  DECLARE @read nvarchar(max) = sqlinference.read_expression(@type, @value);
  RETURN N'CASE WHEN ' + @value + N' IS NULL THEN 0x00 ' + CASE sqlinference.base_type(@type)
    WHEN N'nvarchar' THEN N'WHEN DATALENGTH(' + @value + N') > 33554432 THEN 0x02 + CAST(CAST(DATALENGTH(' + @value + N') AS bigint) AS binary(8)) '
      + N'ELSE CAST(0x01 AS varbinary(max)) + CAST(CAST(DATALENGTH(' + @value + N') AS int) AS binary(4)) + CAST(' + @value + N' AS varbinary(max)) END'
    WHEN N'decimal' THEN N'ELSE 0x01 + CAST(LEN(' + @read + N') AS binary(4)) + CAST(CAST(' + @read + N' AS varchar(41)) AS varbinary(41)) END'
    WHEN N'bit' THEN N'ELSE 0x01 + CAST(' + @value + N' AS binary(1)) END'
    WHEN N'smallint' THEN N'ELSE 0x01 + CAST(' + @value + N' AS binary(2)) END'
    WHEN N'int' THEN N'ELSE 0x01 + CAST(' + @value + N' AS binary(4)) END'
    WHEN N'real' THEN N'ELSE 0x01 + CAST(' + @value + N' AS binary(4)) END'
    ELSE N'ELSE 0x01 + CAST(' + @read + N' AS binary(8)) END' END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.predict_name(@returns nvarchar(60)) RETURNS nvarchar(60)
AS
BEGIN
  -- What the functions of a type are made of.
  RETURN CASE sqlinference.base_type(@returns)
    WHEN N'nvarchar' THEN N'text' WHEN N'date' THEN N'moment' WHEN N'datetime2' THEN N'moment' WHEN N'datetimeoffset' THEN N'moment'
    ELSE sqlinference.base_type(@returns) END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.call_text(@model nvarchar(1600), @version int, @output nvarchar(400), @returns nvarchar(60), @parameters nvarchar(max)) RETURNS nvarchar(max)
AS
BEGIN
  -- The call that a prediction function makes, for its arguments @arguments.
  DECLARE @call nvarchar(max) = N'sqlinference.predict_' + sqlinference.predict_name(@returns) + N'(' + sqlinference.quote_text(@model) + N', '
    + CAST(@version AS nvarchar(12)) + N', ' + sqlinference.quote_text(@output) + N', ' + sqlinference.quote_text(@returns) + N', '
    + sqlinference.quote_text(@parameters) + N', @arguments)';
  RETURN CASE
    WHEN sqlinference.base_type(@returns) IN (N'decimal', N'date') THEN N'CAST(' + @call + N' AS ' + sqlinference.checked_type(@returns) + N')'
    WHEN sqlinference.base_type(@returns) = N'datetimeoffset' THEN N'TODATETIMEOFFSET(' + @call + N', 0)'
    ELSE @call END;
END
GO
CREATE OR ALTER FUNCTION sqlinference.function_text(
  @schema sysname, @name sysname, @returns nvarchar(60), @declared nvarchar(max), @missing nvarchar(max), @packed nvarchar(max), @call nvarchar(max)) RETURNS nvarchar(max)
AS
BEGIN
  RETURN N'CREATE OR ALTER FUNCTION ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@name) + N'(' + @declared + N') RETURNS ' + sqlinference.checked_type(@returns) + N'
AS
BEGIN
  IF ' + @missing + N' RETURN NULL;
  DECLARE @arguments varbinary(max) = CAST(0x AS varbinary(max))' + @packed + N';
  RETURN ' + @call + N';
END';
END
GO
