-- Who may call: tokens for people, programs and adapters, keys for clients that sign as Amazon's do.
-- No secret is in here in the clear: of a token there are a hash and a verifier, a key's secret is encrypted.

CREATE TABLE access_token (
    id              TEXT    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,   -- the user that the holder acts as
    role            TEXT    NOT NULL CHECK (role IN ('admin', 'create', 'execute', 'adapter')),
    database_name   TEXT,               -- NULL for all
    role_names      TEXT    NOT NULL,   -- JSON array: what GRANT ... TO ROLE reaches the holder by
    group_names     TEXT    NOT NULL,   -- JSON array
    secret_hash     TEXT    NOT NULL CHECK (length(secret_hash) = 64),
    scram_verifier  TEXT    NOT NULL,
    created_by      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    last_used_at    INTEGER,            -- to the minute
    revoked_at      INTEGER,
    CHECK (role <> 'adapter' OR database_name IS NOT NULL)
);

CREATE UNIQUE INDEX access_token_one_live ON access_token (name) WHERE revoked_at IS NULL;

CREATE TABLE access_key (
    id              TEXT    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('admin', 'create', 'execute')),
    database_name   TEXT,
    role_names      TEXT    NOT NULL,
    group_names     TEXT    NOT NULL,
    master_key      TEXT    NOT NULL,   -- the id of the key that the secret is encrypted under
    secret          TEXT    NOT NULL,   -- Base64 of nonce, ciphertext and tag (AES-256-GCM)
    created_by      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    last_used_at    INTEGER,
    revoked_at      INTEGER
);

CREATE UNIQUE INDEX access_key_one_live ON access_key (name) WHERE revoked_at IS NULL;

-- One row. Counts the changes that others have to hear of, whichever process makes them.
CREATE TABLE catalog_change (
    stamp           INTEGER NOT NULL
);

INSERT INTO catalog_change (stamp) VALUES (1);
