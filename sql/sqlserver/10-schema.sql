-- The schema sqlinference, whose owner is nobody who can log in: modules in it read the settings by the chain of ownership, and nobody else does,
-- not even who may create functions in schemas of dbo. Every script here can be run again, over any version before it.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
IF (SELECT d.compatibility_level FROM sys.databases AS d WHERE d.name = DB_NAME()) < 140
  THROW 51607, N'SI607: This database has a compatibility level below 140, as SQL Server 2017 has it. ALTER DATABASE … SET COMPATIBILITY_LEVEL raises it.', 1;
GO
IF DATABASE_PRINCIPAL_ID(N'sqlinference_owner') IS NULL
  CREATE USER sqlinference_owner WITHOUT LOGIN;
GO
IF SCHEMA_ID(N'sqlinference') IS NULL
  EXEC (N'CREATE SCHEMA sqlinference AUTHORIZATION sqlinference_owner');
GO
-- Who may predict by tables, score queries and run statements; the service decides which models are for them.
IF DATABASE_PRINCIPAL_ID(N'sqlinference_user') IS NULL
  CREATE ROLE sqlinference_user;
GO
-- Who may also make prediction functions, in schemas that they may alter.
IF DATABASE_PRINCIPAL_ID(N'sqlinference_creator') IS NULL
  CREATE ROLE sqlinference_creator;
GO
ALTER ROLE sqlinference_user ADD MEMBER sqlinference_creator;
GRANT CREATE FUNCTION TO sqlinference_creator;
GO
IF OBJECT_ID(N'sqlinference.setting') IS NULL
  CREATE TABLE sqlinference.setting (
    only_row bit NOT NULL CONSTRAINT setting_key PRIMARY KEY CONSTRAINT setting_once CHECK (only_row = 1) CONSTRAINT setting_one DEFAULT 1,
    service nvarchar(400) NOT NULL CONSTRAINT setting_service DEFAULT N'http://127.0.0.1:8780',
    token nvarchar(400) NULL,
    wire_name nvarchar(1600) NOT NULL,
    timeout_ms int NOT NULL CONSTRAINT setting_timeout DEFAULT 60000 CONSTRAINT setting_waits CHECK (timeout_ms > 0),
    batch_rows int NOT NULL CONSTRAINT setting_batch DEFAULT 8192 CONSTRAINT setting_batches CHECK (batch_rows > 0),
    table_rows int NOT NULL CONSTRAINT setting_table DEFAULT 100000 CONSTRAINT setting_tables CHECK (table_rows > 0)
  );
GO
IF OBJECT_ID(N'sqlinference.prediction_function') IS NULL
  CREATE TABLE sqlinference.prediction_function (
    schema_name sysname NOT NULL,
    function_name sysname NOT NULL,
    model nvarchar(1600) COLLATE Latin1_General_100_CI_AS NOT NULL,
    version int NOT NULL,
    output nvarchar(400) NOT NULL,
    returns nvarchar(60) NOT NULL,
    parameters nvarchar(max) NOT NULL,
    CONSTRAINT prediction_function_key PRIMARY KEY (schema_name, function_name)
  );
GO
