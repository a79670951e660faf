-- Who may call: tokens for people, programs and adapters, keys for clients that sign as Amazon's do.
-- No secret is in here in the clear: of a token there are a hash and a verifier, a key's secret is encrypted.

CREATE TABLE access_token (
    id              nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name            nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the user that the holder acts as
    role            varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (role IN ('admin', 'create', 'execute', 'adapter')),
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2,          -- NULL for all
    role_names      nvarchar(max) NOT NULL, -- JSON array: what GRANT ... TO ROLE reaches the holder by
    group_names     nvarchar(max) NOT NULL, -- JSON array
    secret_hash     varchar(64)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (LEN(secret_hash) = 64),
    scram_verifier  nvarchar(max) NOT NULL,
    created_by      nvarchar(max) NOT NULL,
    created_at      bigint        NOT NULL,
    expires_at      bigint,
    last_used_at    bigint,                 -- to the minute
    revoked_at      bigint,
    CHECK (role <> 'adapter' OR database_name IS NOT NULL)
);

CREATE UNIQUE INDEX access_token_one_live ON access_token (name) WHERE revoked_at IS NULL;

CREATE TABLE access_key (
    id              nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name            nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    role            varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (role IN ('admin', 'create', 'execute')),
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2,
    role_names      nvarchar(max) NOT NULL,
    group_names     nvarchar(max) NOT NULL,
    master_key      nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the id of the key that the secret is encrypted under
    secret          nvarchar(max) NOT NULL, -- Base64 of nonce, ciphertext and tag (AES-256-GCM)
    created_by      nvarchar(max) NOT NULL,
    created_at      bigint        NOT NULL,
    expires_at      bigint,
    last_used_at    bigint,
    revoked_at      bigint
);

CREATE UNIQUE INDEX access_key_one_live ON access_key (name) WHERE revoked_at IS NULL;

-- One row. Counts the changes that others have to hear of, whichever process makes them; services look at it from time to time.
CREATE TABLE catalog_change (
    stamp           bigint        NOT NULL
);

INSERT INTO catalog_change (stamp) VALUES (1);
