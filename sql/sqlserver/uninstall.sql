-- Takes everything back but prediction functions, which are the users': without what they call, they fail until it is installed again.
-- The installer's --functions drops them first.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
DECLARE @statement nvarchar(max);
-- What depends on the assembly goes before it, and everything before its schema.
SELECT @statement = STRING_AGG(CAST(N'DROP ' + CASE o.type WHEN N'V' THEN N'VIEW ' WHEN N'U' THEN N'TABLE ' WHEN N'AF' THEN N'AGGREGATE '
    WHEN N'P' THEN N'PROCEDURE ' WHEN N'PC' THEN N'PROCEDURE ' ELSE N'FUNCTION ' END + N'sqlinference.' + QUOTENAME(o.name) + N';' AS nvarchar(max)), N'') WITHIN GROUP (ORDER BY o.type DESC)
  FROM sys.objects AS o WHERE o.schema_id = SCHEMA_ID(N'sqlinference') AND o.type IN (N'V', N'U', N'AF', N'P', N'PC', N'FN', N'IF', N'TF', N'FS', N'FT');
IF @statement IS NOT NULL
  EXEC sys.sp_executesql @statement;
GO
DECLARE @hash varbinary(64) = (SELECT HASHBYTES(N'SHA2_512', f.content) FROM sys.assembly_files AS f JOIN sys.assemblies AS a ON a.assembly_id = f.assembly_id
  WHERE a.name = N'SqlInference.SqlClr' AND f.file_id = 1);
DROP ASSEMBLY IF EXISTS [SqlInference.SqlClr];
-- Another database of the server may still have it: then it stays trusted.
IF @hash IS NOT NULL AND {{KeepTrust}} = 0 AND EXISTS (SELECT 1 FROM sys.trusted_assemblies AS t WHERE t.hash = @hash)
  EXEC sys.sp_drop_trusted_assembly @hash;
GO
DROP SCHEMA IF EXISTS sqlinference;
-- Schemas of makers of models are theirs, with all that is in them.
DECLARE @schemas nvarchar(max), @members nvarchar(max);
SELECT @schemas = STRING_AGG(CAST(N'ALTER AUTHORIZATION ON SCHEMA::' + QUOTENAME(s.name) + N' TO dbo;' AS nvarchar(max)), N'')
  FROM sys.schemas AS s JOIN sys.database_principals AS r ON r.principal_id = s.principal_id
  WHERE r.name IN (N'sqlinference_user', N'sqlinference_creator');
IF @schemas IS NOT NULL
  EXEC sys.sp_executesql @schemas;
SELECT @members = STRING_AGG(CAST(N'ALTER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER ' + QUOTENAME(m.name) + N';' AS nvarchar(max)), N'')
  FROM sys.database_role_members AS x JOIN sys.database_principals AS r ON r.principal_id = x.role_principal_id JOIN sys.database_principals AS m ON m.principal_id = x.member_principal_id
  WHERE r.name IN (N'sqlinference_user', N'sqlinference_creator');
IF @members IS NOT NULL
  EXEC sys.sp_executesql @members;
DROP ROLE IF EXISTS sqlinference_creator;
DROP ROLE IF EXISTS sqlinference_user;
DROP USER IF EXISTS sqlinference_owner;
GO
