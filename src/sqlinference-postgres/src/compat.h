/* What differs between the versions of PostgreSQL that this is written for, 13 to 18. */
#ifndef SQLINFERENCE_COMPAT_H
#define SQLINFERENCE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 130000 || PG_VERSION_NUM >= 190000
#error "sqlinference is written for PostgreSQL 13 to 18"
#endif

#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

#endif
