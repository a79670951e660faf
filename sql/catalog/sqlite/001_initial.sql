-- The catalog. Instants are ticks (100 ns) since 0001-01-01 UTC; documents are JSON text.
-- Writers take turns (BEGIN IMMEDIATE), so a check and the insert that follows it are one step.

CREATE TABLE model (
    id              TEXT    NOT NULL PRIMARY KEY,
    database_name   TEXT    NOT NULL,
    schema_name     TEXT    NOT NULL,
    model_name      TEXT    NOT NULL,
    owner           TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('created', 'training', 'ready', 'failed')),
    failure_reason  TEXT,
    current_version INTEGER,            -- the version that serves; NULL until one did
    last_version    INTEGER NOT NULL,   -- numbers are never used twice
    settings        TEXT    NOT NULL,   -- what ALTER MODEL SET laid over the current version's settings
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    CHECK ((state = 'ready') = (current_version IS NOT NULL)),
    CHECK (state <> 'failed' OR failure_reason IS NOT NULL),
    UNIQUE (database_name, schema_name, model_name),
    FOREIGN KEY (id, current_version) REFERENCES model_version (model_id, version) DEFERRABLE INITIALLY DEFERRED
);

-- What a model was made from and became. A row changes only while it is pending; later only its state does.
CREATE TABLE model_version (
    model_id        TEXT    NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    version         INTEGER NOT NULL CHECK (version >= 1),
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'ready', 'failed', 'retired')),
    kind            TEXT    NOT NULL CHECK (kind IN ('trained', 'local', 'remote', 'external_function')),
    definition      TEXT    NOT NULL,
    artifact_id     TEXT    CHECK (length(artifact_id) = 64),
    metrics         TEXT    NOT NULL,
    training_job    TEXT,
    progress        REAL,               -- 0 to 1
    failure_reason  TEXT,
    created_by      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    completed_at    INTEGER,
    owner_host      TEXT,               -- who is making it, while it is pending
    owner_pid       INTEGER,
    owner_started   TEXT,
    lease_until     INTEGER,
    PRIMARY KEY (model_id, version),
    CHECK (state = 'failed' OR failure_reason IS NULL),
    CHECK (state NOT IN ('ready', 'retired') OR completed_at IS NOT NULL),
    CHECK ((state = 'pending') = (lease_until IS NOT NULL))
);

CREATE UNIQUE INDEX model_version_one_pending ON model_version (model_id) WHERE state = 'pending';
CREATE UNIQUE INDEX model_version_one_ready ON model_version (model_id) WHERE state = 'ready';
CREATE INDEX model_version_artifact ON model_version (artifact_id) WHERE artifact_id IS NOT NULL;

-- The function names that models hold in their databases: one owner per name and argument types.
CREATE TABLE model_function (
    database_name   TEXT    NOT NULL,
    function_schema TEXT    NOT NULL,
    function_name   TEXT    NOT NULL,
    parameter_types TEXT    NOT NULL,   -- JSON array of type names
    model_id        TEXT    NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    PRIMARY KEY (database_name, function_schema, function_name, parameter_types)
);

CREATE INDEX model_function_model ON model_function (model_id);

CREATE TABLE endpoint (
    name            TEXT    NOT NULL PRIMARY KEY,
    model_id        TEXT    REFERENCES model (id),
    url             TEXT,
    protocol        TEXT    CHECK (protocol IN ('sagemaker', 'lambda', 'oip', 'json', 'csv')),
    credential      TEXT,               -- the name of a credential in the service's configuration, never a secret
    settings        TEXT    NOT NULL,
    created_by      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    CHECK ((model_id IS NULL) = (protocol IS NOT NULL))
);

CREATE INDEX endpoint_model ON endpoint (model_id) WHERE model_id IS NOT NULL;

CREATE TABLE model_grant (
    database_name   TEXT    NOT NULL,
    model_id        TEXT    REFERENCES model (id) ON DELETE CASCADE,
    privilege       TEXT    NOT NULL CHECK (privilege IN ('execute', 'create_model')),
    grantee_kind    TEXT    NOT NULL CHECK (grantee_kind IN ('user', 'role', 'group', 'public')),
    grantee         TEXT    NOT NULL,   -- empty for public
    grant_option    INTEGER NOT NULL CHECK (grant_option IN (0, 1)),
    grantor         TEXT    NOT NULL,
    granted_at      INTEGER NOT NULL,
    CHECK ((privilege = 'create_model') = (model_id IS NULL)),
    CHECK ((grantee_kind = 'public') = (grantee = ''))
);

CREATE UNIQUE INDEX model_grant_on_model ON model_grant (model_id, privilege, grantee_kind, grantee) WHERE model_id IS NOT NULL;
CREATE UNIQUE INDEX model_grant_on_database ON model_grant (database_name, privilege, grantee_kind, grantee) WHERE model_id IS NULL;

CREATE TABLE audit_event (
    id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    occurred_at     INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    action          TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    outcome         TEXT    NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'denied')),
    detail          TEXT
);

CREATE TRIGGER audit_event_is_not_changed BEFORE UPDATE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

CREATE TRIGGER audit_event_is_not_removed BEFORE DELETE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
