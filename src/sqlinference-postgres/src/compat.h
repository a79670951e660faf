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

/* 18 has another word for it, which stands in front. */
#ifndef pg_attribute_noreturn
#define pg_attribute_noreturn() __attribute__((noreturn))
#endif

/* A set of events belongs to a memory context up to 16, to a resource owner from 17 on. */
#if PG_VERSION_NUM >= 170000
#define compat_create_wait_set(events) CreateWaitEventSet(NULL, (events))
#else
#define compat_create_wait_set(events) CreateWaitEventSet(TopMemoryContext, (events))
#endif

/* Waits have names of their own from 17 on. */
#if PG_VERSION_NUM >= 170000
#define compat_wait_event(name) WaitEventExtensionNew(name)
#else
#define compat_wait_event(name) PG_WAIT_EXTENSION
#endif

#if PG_VERSION_NUM >= 160000
#define compat_may_execute(function, user) (object_aclcheck(ProcedureRelationId, (function), (user), ACL_EXECUTE) == ACLCHECK_OK)
#else
#define compat_may_execute(function, user) (pg_proc_aclcheck((function), (user), ACL_EXECUTE) == ACLCHECK_OK)
#endif

#endif
