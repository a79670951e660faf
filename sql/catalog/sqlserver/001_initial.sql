-- The catalog. Instants are ticks (100 ns) since 0001-01-01 UTC; documents are JSON text. Names compare and sort by their code units.
-- Writers take turns (an application lock), so a check and the insert that follows it are one step; readers see snapshots.

CREATE TABLE model (
    id              nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    schema_name     nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    model_name      nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    owner           nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    state           varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (state IN ('created', 'training', 'ready', 'failed')),
    failure_reason  nvarchar(max),
    current_version int,                    -- the version that serves; NULL until one did
    last_version    int           NOT NULL, -- numbers are never used twice
    settings        nvarchar(max) NOT NULL, -- what ALTER MODEL SET laid over the current version's settings
    created_at      bigint        NOT NULL,
    changed_at      bigint        NOT NULL,
    CHECK (state = 'ready' AND current_version IS NOT NULL OR state <> 'ready' AND current_version IS NULL),
    CHECK (state <> 'failed' OR failure_reason IS NOT NULL),
    UNIQUE (database_name, schema_name, model_name)
);

-- What a model was made from and became. A row changes only while it is pending; later only its state does. That the current version
-- of a model is one of its versions is for the store to see to: a foreign key each way could not be deferred.
CREATE TABLE model_version (
    model_id        nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    version         int           NOT NULL CHECK (version >= 1),
    state           varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (state IN ('pending', 'ready', 'failed', 'retired')),
    kind            varchar(32)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (kind IN ('trained', 'local', 'remote', 'external_function')),
    definition      nvarchar(max) NOT NULL,
    artifact_id     varchar(64)   COLLATE Latin1_General_100_BIN2 CHECK (LEN(artifact_id) = 64),
    metrics         nvarchar(max) NOT NULL,
    training_job    nvarchar(max),
    progress        float,                  -- 0 to 1
    failure_reason  nvarchar(max),
    created_by      nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at      bigint        NOT NULL,
    completed_at    bigint,
    owner_host      nvarchar(256) COLLATE Latin1_General_100_BIN2, -- who is making it, while it is pending
    owner_pid       int,
    owner_started   nvarchar(64)  COLLATE Latin1_General_100_BIN2,
    lease_until     bigint,                 -- by the clock of this server
    PRIMARY KEY (model_id, version),
    CHECK (state = 'failed' OR failure_reason IS NULL),
    CHECK (state NOT IN ('ready', 'retired') OR completed_at IS NOT NULL),
    CHECK (state = 'pending' AND lease_until IS NOT NULL OR state <> 'pending' AND lease_until IS NULL)
);

CREATE UNIQUE INDEX model_version_one_pending ON model_version (model_id) WHERE state = 'pending';
CREATE UNIQUE INDEX model_version_one_ready ON model_version (model_id) WHERE state = 'ready';
CREATE INDEX model_version_artifact ON model_version (artifact_id) WHERE artifact_id IS NOT NULL;

-- The function names that models hold in their databases: one owner per name and argument types.
CREATE TABLE model_function (
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    function_schema nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    function_name   nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    parameter_types nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL, -- JSON array of type names
    types_hash AS CAST(HASHBYTES('SHA2_256', parameter_types) AS binary(32)) PERSISTED NOT NULL, -- keys are short
    model_id        nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    PRIMARY KEY (database_name, function_schema, function_name, types_hash)
);

CREATE INDEX model_function_model ON model_function (model_id);

CREATE TABLE endpoint (
    name            nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    model_id        nvarchar(64)  COLLATE Latin1_General_100_BIN2 REFERENCES model (id),
    url             nvarchar(max),
    protocol        varchar(16)   COLLATE Latin1_General_100_BIN2 CHECK (protocol IN ('sagemaker', 'lambda', 'oip', 'json', 'csv')),
    credential      nvarchar(max),          -- the name of a credential in the service's configuration, never a secret
    settings        nvarchar(max) NOT NULL,
    created_by      nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at      bigint        NOT NULL,
    CHECK (model_id IS NULL AND protocol IS NOT NULL OR model_id IS NOT NULL AND protocol IS NULL)
);

CREATE INDEX endpoint_model ON endpoint (model_id) WHERE model_id IS NOT NULL;

CREATE TABLE model_grant (
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    model_id        nvarchar(64)  COLLATE Latin1_General_100_BIN2 REFERENCES model (id) ON DELETE CASCADE,
    privilege       varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (privilege IN ('execute', 'create_model')),
    grantee_kind    varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (grantee_kind IN ('user', 'role', 'group', 'public')),
    grantee         nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL, -- empty for public
    grant_option    int           NOT NULL CHECK (grant_option IN (0, 1)),
    grantor         nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    granted_at      bigint        NOT NULL,
    CHECK (privilege = 'create_model' AND model_id IS NULL OR privilege <> 'create_model' AND model_id IS NOT NULL),
    CHECK (grantee_kind = 'public' AND grantee = '' OR grantee_kind <> 'public' AND grantee <> '')
);

CREATE UNIQUE INDEX model_grant_on_model ON model_grant (model_id, privilege, grantee_kind, grantee) WHERE model_id IS NOT NULL;
CREATE UNIQUE INDEX model_grant_on_database ON model_grant (database_name, privilege, grantee_kind, grantee) WHERE model_id IS NULL;

CREATE TABLE audit_event (
    id              bigint        IDENTITY PRIMARY KEY,
    occurred_at     bigint        NOT NULL,
    actor           nvarchar(max) NOT NULL,
    action          nvarchar(max) NOT NULL,
    subject         nvarchar(max) NOT NULL,
    outcome         varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'denied')),
    detail          nvarchar(max)
);

-- A trigger has a batch of its own. That the table is not truncated is for rights to see to: it takes ALTER.
EXEC (N'CREATE TRIGGER audit_event_stays ON audit_event INSTEAD OF UPDATE, DELETE AS THROW 50001, ''the audit trail is append-only'', 1;');
