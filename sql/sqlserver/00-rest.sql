-- SQL Server has this setting; Azure SQL calls endpoints without it.
IF EXISTS (SELECT 1 FROM sys.configurations AS c WHERE c.name = N'external rest endpoint enabled')
BEGIN
  EXEC sys.sp_configure N'external rest endpoint enabled', 1;
  RECONFIGURE;
END;
GO
