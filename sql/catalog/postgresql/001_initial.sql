-- The catalog. Instants are ticks (100 ns) since 0001-01-01 UTC; documents are JSON text. Names compare and sort by their bytes.
-- Writers take turns (an advisory lock for each schema), so a check and the insert that follows it are one step.

CREATE TABLE model (
    id              text    COLLATE "C" NOT NULL PRIMARY KEY,
    database_name   text    COLLATE "C" NOT NULL,
    schema_name     text    COLLATE "C" NOT NULL,
    model_name      text    COLLATE "C" NOT NULL,
    owner           text    COLLATE "C" NOT NULL,
    state           text    COLLATE "C" NOT NULL CHECK (state IN ('created', 'training', 'ready', 'failed')),
    failure_reason  text,
    current_version integer,            -- the version that serves; NULL until one did
    last_version    integer NOT NULL,   -- numbers are never used twice
    settings        text    NOT NULL,   -- what ALTER MODEL SET laid over the current version's settings
    created_at      bigint  NOT NULL,
    changed_at      bigint  NOT NULL,
    CHECK ((state = 'ready') = (current_version IS NOT NULL)),
    CHECK (state <> 'failed' OR failure_reason IS NOT NULL),
    UNIQUE (database_name, schema_name, model_name)
);

-- What a model was made from and became. A row changes only while it is pending; later only its state does.
CREATE TABLE model_version (
    model_id        text    COLLATE "C" NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    version         integer NOT NULL CHECK (version >= 1),
    state           text    COLLATE "C" NOT NULL CHECK (state IN ('pending', 'ready', 'failed', 'retired')),
    kind            text    COLLATE "C" NOT NULL CHECK (kind IN ('trained', 'local', 'remote', 'external_function')),
    definition      text    NOT NULL,
    artifact_id     text    COLLATE "C" CHECK (length(artifact_id) = 64),
    metrics         text    NOT NULL,
    training_job    text,
    progress        double precision,   -- 0 to 1
    failure_reason  text,
    created_by      text    COLLATE "C" NOT NULL,
    created_at      bigint  NOT NULL,
    completed_at    bigint,
    owner_host      text    COLLATE "C",  -- who is making it, while it is pending
    owner_pid       integer,
    owner_started   text    COLLATE "C",
    lease_until     bigint,             -- by the clock of this server
    PRIMARY KEY (model_id, version),
    CHECK (state = 'failed' OR failure_reason IS NULL),
    CHECK (state NOT IN ('ready', 'retired') OR completed_at IS NOT NULL),
    CHECK ((state = 'pending') = (lease_until IS NOT NULL))
);

ALTER TABLE model ADD FOREIGN KEY (id, current_version) REFERENCES model_version (model_id, version) DEFERRABLE INITIALLY DEFERRED;

CREATE UNIQUE INDEX model_version_one_pending ON model_version (model_id) WHERE state = 'pending';
CREATE UNIQUE INDEX model_version_one_ready ON model_version (model_id) WHERE state = 'ready';
CREATE INDEX model_version_artifact ON model_version (artifact_id) WHERE artifact_id IS NOT NULL;

-- The function names that models hold in their databases: one owner per name and argument types.
CREATE TABLE model_function (
    database_name   text    COLLATE "C" NOT NULL,
    function_schema text    COLLATE "C" NOT NULL,
    function_name   text    COLLATE "C" NOT NULL,
    parameter_types text    COLLATE "C" NOT NULL,   -- JSON array of type names
    model_id        text    COLLATE "C" NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    PRIMARY KEY (database_name, function_schema, function_name, parameter_types)
);

CREATE INDEX model_function_model ON model_function (model_id);

CREATE TABLE endpoint (
    name            text    COLLATE "C" NOT NULL PRIMARY KEY,
    model_id        text    COLLATE "C" REFERENCES model (id),
    url             text,
    protocol        text    COLLATE "C" CHECK (protocol IN ('sagemaker', 'lambda', 'oip', 'json', 'csv')),
    credential      text,               -- the name of a credential in the service's configuration, never a secret
    settings        text    NOT NULL,
    created_by      text    COLLATE "C" NOT NULL,
    created_at      bigint  NOT NULL,
    CHECK ((model_id IS NULL) = (protocol IS NOT NULL))
);

CREATE INDEX endpoint_model ON endpoint (model_id) WHERE model_id IS NOT NULL;

CREATE TABLE model_grant (
    database_name   text    COLLATE "C" NOT NULL,
    model_id        text    COLLATE "C" REFERENCES model (id) ON DELETE CASCADE,
    privilege       text    COLLATE "C" NOT NULL CHECK (privilege IN ('execute', 'create_model')),
    grantee_kind    text    COLLATE "C" NOT NULL CHECK (grantee_kind IN ('user', 'role', 'group', 'public')),
    grantee         text    COLLATE "C" NOT NULL,   -- empty for public
    grant_option    integer NOT NULL CHECK (grant_option IN (0, 1)),
    grantor         text    COLLATE "C" NOT NULL,
    granted_at      bigint  NOT NULL,
    CHECK ((privilege = 'create_model') = (model_id IS NULL)),
    CHECK ((grantee_kind = 'public') = (grantee = ''))
);

CREATE UNIQUE INDEX model_grant_on_model ON model_grant (model_id, privilege, grantee_kind, grantee) WHERE model_id IS NOT NULL;
CREATE UNIQUE INDEX model_grant_on_database ON model_grant (database_name, privilege, grantee_kind, grantee) WHERE model_id IS NULL;

CREATE TABLE audit_event (
    id              bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurred_at     bigint  NOT NULL,
    actor           text    NOT NULL,
    action          text    NOT NULL,
    subject         text    NOT NULL,
    outcome         text    COLLATE "C" NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'denied')),
    detail          text
);

CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;

CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only();
