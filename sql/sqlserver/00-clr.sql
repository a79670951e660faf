-- For the whole server: .NET code may run in it. What may is still a matter of trust in each assembly.
EXEC sys.sp_configure N'clr enabled', 1;
RECONFIGURE;
GO
