-- Statements that a session has been told what to do for, and that wait to hear how its transaction ended. Whichever
-- process is asked carries them out. What is over is remembered for a while: answers get lost.

CREATE TABLE pending_statement (
    id              nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    database_name   nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    actor           nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    transaction_id  nvarchar(256) COLLATE Latin1_General_100_BIN2, -- of the session: statements of one transaction see each other's versions
    state           varchar(16)   COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (state IN ('awaiting', 'confirmed', 'failed', 'taken_back')),
    model_id        nvarchar(64)  COLLATE Latin1_General_100_BIN2, -- the version to put in service; NULL: the document's statement is to be executed
    version         int,
    document        nvarchar(max) NOT NULL, -- the statement, who began it and where, and what the session was told to do
    failure         nvarchar(max),
    lease_ticks     bigint        NOT NULL, -- how long it outlives the last sign of its session
    lease_until     bigint        NOT NULL, -- once it is over: how long it is remembered
    created_at      bigint        NOT NULL,
    CHECK (model_id IS NULL AND version IS NULL OR model_id IS NOT NULL AND version IS NOT NULL),
    CHECK (state = 'failed' AND failure IS NOT NULL OR state <> 'failed' AND failure IS NULL)
);

-- No foreign key: the model may be dropped meanwhile, and whoever confirms is to be told.
CREATE UNIQUE INDEX pending_statement_version ON pending_statement (model_id, version) WHERE state = 'awaiting' AND model_id IS NOT NULL;
CREATE INDEX pending_statement_lease ON pending_statement (lease_until);
