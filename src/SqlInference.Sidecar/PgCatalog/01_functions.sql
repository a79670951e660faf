-- Functions of PostgreSQL that clients call and the engine does not have, or has otherwise.
CREATE MACRO version() AS 'PostgreSQL 15.0 (SqlInference, DuckDB)';
