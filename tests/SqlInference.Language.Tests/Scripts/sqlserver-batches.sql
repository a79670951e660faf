-- A T-SQL script: variables live as long as their batch, a procedure reaches to GO.
USE [my;db]
GO
DECLARE @n int = 1; SELECT @n; -- one batch
IF @n = 1 BEGIN PRINT 'GO'; PRINT N'it''s'; END;
GO
/*
GO
*/
CREATE OR ALTER PROCEDURE dbo.[score rides] @id int AS
BEGIN
    SET NOCOUNT ON;
    DROP MODEL not_ours;
    SELECT [a;b], "c;d" FROM dbo.[t]]x] WHERE id = @id;
END
go
SELECT 1;
CREATE MODEL dbo.[rides model] FROM (SELECT [passengers], [score;] FROM dbo.rides) TARGET [score;]
  FUNCTION dbo.predict_rides SETTINGS (MAX_BATCH_ROWS 4096);
SHOW MODEL dbo.[rides model];
SELECT dbo.predict_rides(3)
GO 3 -- three times
CREATE ENDPOINT mirroring STATE = STARTED AS TCP (LISTENER_PORT = 5022) FOR DATABASE_MIRRORING (ROLE = ALL)
GO
DROP ENDPOINT mirroring;
DROP ENDPOINT IF EXISTS 'reviews';
CREATE EXTERNAL MODEL embedder WITH (LOCATION = 'https://example.com', MODEL_TYPE = EMBEDDINGS);
GO
