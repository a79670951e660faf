#ifndef SQLINFERENCE_EXTENSION_TABLES_H
#define SQLINFERENCE_EXTENSION_TABLES_H

/* A table, index or sequence of the extension's schema. Where it is missing: InvalidOid, or an error. */
extern Oid	extension_table(const char *name, bool missing_ok);

#endif
