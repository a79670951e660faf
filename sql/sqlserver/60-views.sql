-- What there is, as the service shows it to the current user. Views ask by the assembly; without it, EXEC sqlinference.run N'SHOW MODEL …' tells the same.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
CREATE OR ALTER FUNCTION sqlinference.request(@path nvarchar(4000)) RETURNS nvarchar(max)
AS
BEGIN
  DECLARE @service nvarchar(400), @token nvarchar(400), @timeout_ms int;
  SELECT @service = s.service, @token = s.token, @timeout_ms = s.timeout_ms FROM sqlinference.setting AS s;
  RETURN sqlinference.clr_get(@service, @token, @timeout_ms, USER_NAME(), sqlinference.roles(), @path);
END
GO
CREATE OR ALTER FUNCTION sqlinference.database_path() RETURNS nvarchar(2000)
AS
BEGIN
  RETURN (SELECT N'/v1/databases/' + s.wire_name FROM sqlinference.setting AS s);
END
GO
CREATE OR ALTER FUNCTION sqlinference.model_documents() RETURNS @models TABLE (document nvarchar(max) NOT NULL)
AS
BEGIN
  -- Models come in pages.
  DECLARE @page nvarchar(max) = sqlinference.request(sqlinference.database_path() + N'/models');
  WHILE @page IS NOT NULL
  BEGIN
    INSERT INTO @models (document) SELECT m.value FROM OPENJSON(@page, '$.models') AS m;
    SET @page = sqlinference.request(sqlinference.database_path() + N'/models?after=' + REPLACE(JSON_VALUE(@page, '$.next'), N'%', N'%25'));
  END;
  RETURN;
END
GO
CREATE OR ALTER VIEW sqlinference.models
AS
  SELECT m.[schema], m.model, m.owner, m.kind, m.model_type, m.state, m.failure_reason, m.current_version, m.function_schema, m.[function],
    (SELECT STRING_AGG(CAST(p.name + N' ' + p.type AS nvarchar(max)), N', ') WITHIN GROUP (ORDER BY CAST(x.[key] AS int))
     FROM OPENJSON(m.parameters) AS x CROSS APPLY OPENJSON(x.value) WITH (name nvarchar(400) '$.name', type nvarchar(60) '$.type') AS p) AS parameters,
    m.returns, m.endpoint, m.settings, m.created_at, m.changed_at, m.wire_name
  FROM sqlinference.model_documents() AS d
    CROSS APPLY OPENJSON(d.document) WITH (
      [schema] nvarchar(128) '$.schema', model nvarchar(128) '$.name', owner nvarchar(128) '$.owner', kind nvarchar(60) '$.kind', model_type nvarchar(60) '$.model_type',
      state nvarchar(60) '$.state', failure_reason nvarchar(max) '$.failure_reason', current_version int '$.current_version',
      function_schema nvarchar(128) '$.function.schema', [function] nvarchar(128) '$.function.name', parameters nvarchar(max) '$.function.parameters' AS JSON,
      returns nvarchar(60) '$.function.returns', endpoint nvarchar(400) '$.endpoint', settings nvarchar(max) '$.settings' AS JSON,
      created_at datetimeoffset '$.created_at', changed_at datetimeoffset '$.changed_at', wire_name nvarchar(4000) '$.wire_name') AS m;
GO
CREATE OR ALTER FUNCTION sqlinference.model_path(@wire_name nvarchar(4000)) RETURNS nvarchar(4000)
AS
BEGIN
  RETURN sqlinference.database_path() + N'/models/' + SUBSTRING(@wire_name, CHARINDEX(N'.', @wire_name) + 1, 4000);
END
GO
CREATE OR ALTER VIEW sqlinference.versions
AS
  SELECT m.[schema], m.model, v.version, v.state, v.progress, v.failure_reason, v.metrics, v.training_job_name, v.artifact_id, v.created_by, v.created_at, v.completed_at
  FROM sqlinference.models AS m
    CROSS APPLY OPENJSON(sqlinference.request(sqlinference.model_path(m.wire_name) + N'/versions'), '$.versions') WITH (
      version int '$.version', state nvarchar(60) '$.state', progress float '$.progress', failure_reason nvarchar(max) '$.failure_reason',
      metrics nvarchar(max) '$.metrics' AS JSON, training_job_name nvarchar(400) '$.training_job_name', artifact_id nvarchar(400) '$.artifact_id',
      created_by nvarchar(128) '$.created_by', created_at datetimeoffset '$.created_at', completed_at datetimeoffset '$.completed_at') AS v;
GO
CREATE OR ALTER VIEW sqlinference.[statistics]
AS
  SELECT s.model, s.version, s.requests, s.rows_served, s.rows_null, s.rows_refused, s.duplicates_dropped, s.cache_hits, s.batches, s.batch_fill, s.failures,
    s.run_p50_ms, s.run_p99_ms, s.queue_p50_ms, s.queue_p99_ms
  FROM OPENJSON(sqlinference.request(N'/v1/statistics'), '$.statistics') WITH (
    model nvarchar(4000) '$.model', version int '$.version', requests bigint '$.requests', rows_served bigint '$.rows_served', rows_null bigint '$.rows_null',
    rows_refused bigint '$.rows_refused', duplicates_dropped bigint '$.duplicates_dropped', cache_hits bigint '$.cache_hits', batches bigint '$.batches',
    batch_fill float '$.batch_fill', failures bigint '$.failures', run_p50_ms float '$.run.p50_ms', run_p99_ms float '$.run.p99_ms',
    queue_p50_ms float '$.queue.p50_ms', queue_p99_ms float '$.queue.p99_ms') AS s;
GO
CREATE OR ALTER VIEW sqlinference.svv_ml_model_info
AS
  SELECT DB_NAME() AS database_name, m.[schema] AS schema_name, m.owner AS user_name, m.model AS model_name, N'Active' AS life_cycle, 0 AS is_refreshable, UPPER(m.state) AS model_state
  FROM sqlinference.models AS m;
GO
CREATE OR ALTER VIEW sqlinference.svv_ml_model_privileges
AS
  SELECT m.[schema] AS namespace_name, m.model AS model_name, m.current_version AS model_version, UPPER(g.privilege) AS privilege_type,
    CASE WHEN g.grantee_kind = N'public' THEN N'public' ELSE g.grantee END AS identity_name, g.grantee_kind AS identity_type, g.grant_option AS admin_option
  FROM sqlinference.models AS m
    JOIN OPENJSON(sqlinference.request(sqlinference.database_path() + N'/grants'), '$.grants') WITH (
      model nvarchar(4000) '$.model', privilege nvarchar(60) '$.privilege', grantee_kind nvarchar(60) '$.grantee_kind', grantee nvarchar(400) '$.grantee',
      grant_option bit '$.grant_option') AS g ON g.model = m.wire_name;
GO
CREATE OR ALTER FUNCTION sqlinference.explain_model(@model nvarchar(600)) RETURNS nvarchar(max)
AS
BEGIN
  RETURN sqlinference.request(sqlinference.database_path() + N'/models/' + sqlinference.model_of(@model) + N'/explanation');
END
GO
GRANT SELECT ON sqlinference.models TO sqlinference_user;
GRANT SELECT ON sqlinference.versions TO sqlinference_user;
GRANT SELECT ON sqlinference.[statistics] TO sqlinference_user;
GRANT SELECT ON sqlinference.svv_ml_model_info TO sqlinference_user;
GRANT SELECT ON sqlinference.svv_ml_model_privileges TO sqlinference_user;
GRANT EXECUTE ON sqlinference.explain_model TO sqlinference_user;
GO
