#include "compat.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "asker.h"
#include "extension_tables.h"
#include "run_requests.h"
#include "runs.h"
#include "service.h"

PG_FUNCTION_INFO_V1(sqlinference_run_opened);
PG_FUNCTION_INFO_V1(sqlinference_run_closed);
PG_FUNCTION_INFO_V1(sqlinference_run_remember);
PG_FUNCTION_INFO_V1(sqlinference_run_is_unconfirmed);
PG_FUNCTION_INFO_V1(sqlinference_confirm_committed);

/* The columns of sqlinference.unconfirmed, in their order. */
enum
{
	COLUMN_RUN = 1,
	COLUMN_PATH,
	COLUMN_OWNER,
	COLUMN_BEGAN,
	COLUMN_COUNT = COLUMN_BEGAN
};

/* A run of the current transaction that the service holds open. */
typedef struct OpenRun
{
	RunRequest *request;
	SubTransactionId subxact;
	struct OpenRun *next;
} OpenRun;

static OpenRun *open_runs = NULL;

/* Runs that this backend confirmed while their rows could not be deleted yet. */
static List *confirmed = NIL;

#define MAX_CONFIRMED 1000

static bool
is_confirmed(const char *path)
{
	ListCell   *cell;

	foreach(cell, confirmed)
	{
		if (strcmp(lfirst(cell), path) == 0)
			return true;
	}
	return false;
}

static void
remember_confirmed(const char *path)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	if (list_length(confirmed) >= MAX_CONFIRMED)
	{
		list_free_deep(confirmed);
		confirmed = NIL;
	}
	confirmed = lappend(confirmed, pstrdup(path));
	MemoryContextSwitchTo(before);
}

static void
forget(OpenRun *run)
{
	OpenRun   **at = &open_runs;

	while (*at != run)
		at = &(*at)->next;
	*at = run->next;
	run_request_free(run->request);
	pfree(run);
}

static OpenRun *
find_open(const char *path)
{
	OpenRun    *run = open_runs;

	while (run && strcmp(run->request->path, path) != 0)
		run = run->next;
	return run;
}

/* What may be said to the service when a transaction ends: if it is not heard, the next statement, or a lease, does the same. */
static void
transaction_ends(XactEvent event, void *argument)
{
	bool		is_commit = event == XACT_EVENT_COMMIT;

	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	while (open_runs)
	{
		if (event != XACT_EVENT_PREPARE && run_request_tell(open_runs->request, is_commit) && is_commit)
			remember_confirmed(open_runs->request->path);
		forget(open_runs);
	}
}

static void
subtransaction_ends(SubXactEvent event, SubTransactionId own, SubTransactionId parent, void *argument)
{
	OpenRun    *run;
	OpenRun    *next;

	for (run = open_runs; run; run = next)
	{
		next = run->next;
		if (run->subxact != own)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			run->subxact = parent;
		else if (event == SUBXACT_EVENT_ABORT_SUB)
		{
			run_request_tell(run->request, false);
			forget(run);
		}
	}
}

void
runs_init(void)
{
	RegisterXactCallback(transaction_ends, NULL);
	RegisterSubXactCallback(subtransaction_ends, NULL);
}

/* run_opened(path): to be taken back unless the transaction commits. */
Datum
sqlinference_run_opened(PG_FUNCTION_ARGS)
{
	char	   *path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	OpenRun    *run;

	service_require_path(path);
	run = MemoryContextAllocZero(TopMemoryContext, sizeof(OpenRun));
	run->request = run_request_make(path, GetUserId());
	run->subxact = GetCurrentSubTransactionId();
	run->next = open_runs;
	open_runs = run;
	PG_RETURN_VOID();
}

/* run_closed(path): the service is done with it. */
Datum
sqlinference_run_closed(PG_FUNCTION_ARGS)
{
	OpenRun    *run = find_open(text_to_cstring(PG_GETARG_TEXT_PP(0)));

	if (run)
		forget(run);
	PG_RETURN_VOID();
}

/* run_remember(run, path): commits with the transaction, and is confirmed then. */
Datum
sqlinference_run_remember(PG_FUNCTION_ARGS)
{
	Relation	table = table_open(extension_table("unconfirmed", false), RowExclusiveLock);
	Datum		values[COLUMN_COUNT];
	bool		nulls[COLUMN_COUNT] = {false};

	if (find_open(text_to_cstring(PG_GETARG_TEXT_PP(1))) == NULL)
		elog(ERROR, "a run is remembered that was not opened");
	values[COLUMN_RUN - 1] = PG_GETARG_DATUM(0);
	values[COLUMN_PATH - 1] = PG_GETARG_DATUM(1);
	values[COLUMN_OWNER - 1] = ObjectIdGetDatum(GetUserId());
	values[COLUMN_BEGAN - 1] = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	CatalogTupleInsert(table, heap_form_tuple(RelationGetDescr(table), values, nulls));
	table_close(table, NoLock);
	PG_RETURN_VOID();
}

/* run_is_unconfirmed(run): whether its transaction committed, whatever the current snapshot sees. */
Datum
sqlinference_run_is_unconfirmed(PG_FUNCTION_ARGS)
{
	Relation	table = table_open(extension_table("unconfirmed", false), AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	char	   *run = text_to_cstring(PG_GETARG_TEXT_PP(0));
	TableScanDesc scan = table_beginscan(table, snapshot, 0, NULL);
	HeapTuple	tuple;
	bool		found = false;

	while (!found && (tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		bool		is_null;

		found = strcmp(TextDatumGetCString(heap_getattr(tuple, COLUMN_RUN, RelationGetDescr(table), &is_null)), run) == 0;
	}
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(table, AccessShareLock);
	PG_RETURN_BOOL(found);
}

/* Confirms the run of a row, unless it is of the current transaction, and answers whether the row has had its use. */
static bool
confirm_row(Relation table, HeapTuple tuple)
{
	Datum		values[COLUMN_COUNT];
	bool		nulls[COLUMN_COUNT];
	char	   *path;
	RunRequest *request;
	bool		done;

	if (TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(tuple->t_data)))
		return false;
	heap_deform_tuple(tuple, RelationGetDescr(table), values, nulls);
	path = TextDatumGetCString(values[COLUMN_PATH - 1]);
	if (is_confirmed(path))
		return true;
	request = run_request_make(path, DatumGetObjectId(values[COLUMN_OWNER - 1]));
	done = run_request_tell(request, true);
	run_request_free(request);
	if (done)
		remember_confirmed(path);
	return done;
}

/* The runs whose rows have had their use. */
static List *
confirm_rows(Relation table, Snapshot snapshot)
{
	TableScanDesc scan = table_beginscan(table, snapshot, 0, NULL);
	List	   *done = NIL;
	HeapTuple	tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		bool		is_null;

		if (confirm_row(table, tuple))
			done = lappend(done, DatumGetPointer(datumCopy(heap_getattr(tuple, COLUMN_RUN, RelationGetDescr(table), &is_null), false, -1)));
	}
	table_endscan(scan);
	return done;
}

void
runs_confirm_committed(Snapshot snapshot)
{
	Oid			table_id = extension_table("unconfirmed", true);
	Relation	table;

	if (!OidIsValid(table_id))
		return;
	table = table_open(table_id, AccessShareLock);
	/* Nearly always the table has not even a page. */
	if (RelationGetNumberOfBlocks(table) > 0)
		list_free_deep(confirm_rows(table, snapshot));
	table_close(table, AccessShareLock);
}

/* confirm_committed(): the runs whose rows can be deleted. */
Datum
sqlinference_confirm_committed(PG_FUNCTION_ARGS)
{
	Relation	table = table_open(extension_table("unconfirmed", false), AccessShareLock);
	List	   *done = confirm_rows(table, GetActiveSnapshot());
	Datum	   *runs = palloc(sizeof(Datum) * Max(1, list_length(done)));
	int			count = 0;
	ListCell   *cell;

	table_close(table, AccessShareLock);
	foreach(cell, done)
		runs[count++] = PointerGetDatum(lfirst(cell));
	PG_RETURN_ARRAYTYPE_P(construct_array(runs, count, TEXTOID, -1, false, TYPALIGN_INT));
}
