-- Who may call: tokens for people, programs and adapters, keys for clients that sign as Amazon's do.
-- No secret is in here in the clear: of a token there are a hash and a verifier, a key's secret is encrypted.

CREATE TABLE access_token (
    id              text    COLLATE "C" NOT NULL PRIMARY KEY,
    name            text    COLLATE "C" NOT NULL,   -- the user that the holder acts as
    role            text    COLLATE "C" NOT NULL CHECK (role IN ('admin', 'create', 'execute', 'adapter')),
    database_name   text    COLLATE "C",            -- NULL for all
    role_names      text    NOT NULL,   -- JSON array: what GRANT ... TO ROLE reaches the holder by
    group_names     text    NOT NULL,   -- JSON array
    secret_hash     text    COLLATE "C" NOT NULL CHECK (length(secret_hash) = 64),
    scram_verifier  text    NOT NULL,
    created_by      text    NOT NULL,
    created_at      bigint  NOT NULL,
    expires_at      bigint,
    last_used_at    bigint,             -- to the minute
    revoked_at      bigint,
    CHECK (role <> 'adapter' OR database_name IS NOT NULL)
);

CREATE UNIQUE INDEX access_token_one_live ON access_token (name) WHERE revoked_at IS NULL;

CREATE TABLE access_key (
    id              text    COLLATE "C" NOT NULL PRIMARY KEY,
    name            text    COLLATE "C" NOT NULL,
    role            text    COLLATE "C" NOT NULL CHECK (role IN ('admin', 'create', 'execute')),
    database_name   text    COLLATE "C",
    role_names      text    NOT NULL,
    group_names     text    NOT NULL,
    master_key      text    COLLATE "C" NOT NULL,   -- the id of the key that the secret is encrypted under
    secret          text    NOT NULL,   -- Base64 of nonce, ciphertext and tag (AES-256-GCM)
    created_by      text    NOT NULL,
    created_at      bigint  NOT NULL,
    expires_at      bigint,
    last_used_at    bigint,
    revoked_at      bigint
);

CREATE UNIQUE INDEX access_key_one_live ON access_key (name) WHERE revoked_at IS NULL;

-- One row. Counts the changes that others have to hear of, whichever process makes them.
CREATE TABLE catalog_change (
    stamp           bigint  NOT NULL
);

INSERT INTO catalog_change (stamp) VALUES (1);

-- The channel has the schema's name: a database may hold several catalogs.
CREATE FUNCTION catalog_change_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_notify(TG_TABLE_SCHEMA, '');
    RETURN NULL;
END
$$;

CREATE TRIGGER catalog_change_told AFTER UPDATE ON catalog_change
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_change_is_told();
