-- Statements that a session has been told what to do for, and that wait to hear how its transaction ended. Whichever
-- process is asked carries them out. What is over is remembered for a while: answers get lost.

CREATE TABLE pending_statement (
    id              TEXT    NOT NULL PRIMARY KEY,
    database_name   TEXT    NOT NULL,
    actor           TEXT    NOT NULL,
    transaction_id  TEXT,               -- of the session: statements of one transaction see each other's versions
    state           TEXT    NOT NULL CHECK (state IN ('awaiting', 'confirmed', 'failed', 'taken_back')),
    model_id        TEXT,               -- the version to put in service; NULL: the document's statement is to be executed
    version         INTEGER,
    document        TEXT    NOT NULL,   -- the statement, who began it and where, and what the session was told to do
    failure         TEXT,
    lease_ticks     INTEGER NOT NULL,   -- how long it outlives the last sign of its session
    lease_until     INTEGER NOT NULL,   -- once it is over: how long it is remembered
    created_at      INTEGER NOT NULL,
    CHECK ((model_id IS NULL) = (version IS NULL)),
    CHECK ((state = 'failed') = (failure IS NOT NULL))
);

-- No foreign key: the model may be dropped meanwhile, and whoever confirms is to be told.
CREATE UNIQUE INDEX pending_statement_version ON pending_statement (model_id, version) WHERE state = 'awaiting' AND model_id IS NOT NULL;
CREATE INDEX pending_statement_lease ON pending_statement (lease_until);
