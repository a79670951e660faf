#include "compat.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "commands/dbcommands.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "asker.h"
#include "errors.h"
#include "settings.h"
#include "token.h"

/* What is known of a user, until privileges change. */
static Oid	known_user = InvalidOid;
static char *known_name = NULL;
static char *known_roles = NULL;

/* Counts changes, one of which may come while a user is looked at. */
static int	changes = 0;

static void
forget_user(Datum argument, int cache, uint32 hash)
{
	changes++;
	known_user = InvalidOid;
}

char *
percent_encode(const char *text)
{
	const char *utf8 = text_to_service(text);
	StringInfoData encoded;

	initStringInfo(&encoded);
	for (; *utf8; utf8++)
	{
		unsigned char byte = *utf8;

		if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-')
			appendStringInfoChar(&encoded, byte);
		else
			appendStringInfo(&encoded, "%%%02X", byte);
	}
	return encoded.data;
}

/* A superuser has everybody's privileges; what tells the service something are the roles that one was made a member of. */
static bool
has_role(Oid user, Oid role)
{
	if (superuser_arg(user))
		return is_member_of_role_nosuper(user, role);
	return has_privs_of_role(user, role);
}

static char *
list_roles(Oid user)
{
	StringInfoData roles;
	Relation	authid = table_open(AuthIdRelationId, AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetCatalogSnapshot(AuthIdRelationId));
	TableScanDesc scan = table_beginscan(authid, snapshot, 0, NULL);
	HeapTuple	tuple;

	initStringInfo(&roles);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_authid role = (Form_pg_authid) GETSTRUCT(tuple);

		if (role->oid != user && has_role(user, role->oid))
			appendStringInfo(&roles, "%s%s", roles.len > 0 ? "," : "", percent_encode(NameStr(role->rolname)));
	}
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(authid, AccessShareLock);
	return roles.data;
}

static char *
keep(char *old, const char *text)
{
	if (old)
		pfree(old);
	return MemoryContextStrdup(TopMemoryContext, text);
}

static void
know_user(Oid user)
{
	static bool is_listening = false;
	char	   *name;
	int			before;

	if (known_user == user)
		return;
	if (!is_listening)
	{
		CacheRegisterSyscacheCallback(AUTHOID, forget_user, (Datum) 0);
		CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, forget_user, (Datum) 0);
		is_listening = true;
	}
	known_user = InvalidOid;
	before = changes;
	name = GetUserNameFromId(user, true);
	known_name = keep(known_name, percent_encode(name ? name : "unknown"));
	known_roles = keep(known_roles, list_roles(user));
	if (changes == before)
		known_user = user;
}

void
asker_headers(HttpRequest *request, Oid user)
{
	const char *token = token_read();

	know_user(user);
	if (token)
		http_header(request, "Authorization", psprintf("Bearer %s", token));
	http_header(request, "X-SqlInference-User", known_name);
	if (*known_roles)
		http_header(request, "X-SqlInference-Roles", known_roles);
}

void
asker_describe(Oid user, char **authorization, char **name, char **roles)
{
	const char *token = token_read();

	know_user(user);
	*authorization = token ? psprintf("Bearer %s", token) : NULL;
	*name = pstrdup(known_name);
	*roles = pstrdup(known_roles);
}

void
asker_query_header(HttpRequest *request)
{
	int			leader = MyProc->lockGroupLeader ? MyProc->lockGroupLeader->pid : MyProcPid;
	char		query[64];

	/* Workers know when the leader's statement began, and no two statements of a process begin at once. */
	snprintf(query, sizeof(query), "%d." INT64_FORMAT, leader, GetCurrentStatementStartTimestamp());
	http_header(request, "X-SqlInference-Query", query);
}

char *
asker_database(void)
{
	return *setting_database ? pstrdup(setting_database) : get_database_name(MyDatabaseId);
}
