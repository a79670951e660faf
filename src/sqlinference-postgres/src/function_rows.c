/*
 * Functions are dropped, renamed and moved to other schemas by ordinary statements, and get new numbers where pg_upgrade moves the
 * database to another server: the rows of sqlinference.function are brought up to date with them.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "fmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/regproc.h"
#include "utils/rel.h"

#include "extension_tables.h"
#include "function_rows.h"
#include "function_table.h"

PG_FUNCTION_INFO_V1(sqlinference_follow_functions);

static Datum
column_of(HeapTuple tuple, Relation table, int column)
{
	bool		is_null;

	return heap_getattr(tuple, column, RelationGetDescr(table), &is_null);
}

static Oid
function_of(HeapTuple tuple, Relation table)
{
	return function_of_row(column_of(tuple, table, FUNCTION_COLUMN_FUNCTION), column_of(tuple, table, FUNCTION_COLUMN_SIGNATURE),
						   column_of(tuple, table, FUNCTION_COLUMN_SERVER));
}

/* Whether the row says what there is: the function's number here, and what it is called now. */
static bool
is_current(HeapTuple tuple, Relation table, Oid function)
{
	return DatumGetObjectId(column_of(tuple, table, FUNCTION_COLUMN_FUNCTION)) == function &&
		DatumGetInt64(column_of(tuple, table, FUNCTION_COLUMN_SERVER)) == DatumGetInt64(function_server()) &&
		strcmp(TextDatumGetCString(column_of(tuple, table, FUNCTION_COLUMN_SIGNATURE)), format_procedure_qualified(function)) == 0;
}

static void
update_row(Relation table, HeapTuple tuple, Oid function)
{
	Datum		values[FUNCTION_COLUMN_COUNT] = {0};
	bool		nulls[FUNCTION_COLUMN_COUNT] = {false};
	bool		replace[FUNCTION_COLUMN_COUNT] = {false};

	values[FUNCTION_COLUMN_FUNCTION - 1] = ObjectIdGetDatum(function);
	values[FUNCTION_COLUMN_SIGNATURE - 1] = CStringGetTextDatum(format_procedure_qualified(function));
	values[FUNCTION_COLUMN_SERVER - 1] = function_server();
	replace[FUNCTION_COLUMN_FUNCTION - 1] = replace[FUNCTION_COLUMN_SIGNATURE - 1] = replace[FUNCTION_COLUMN_SERVER - 1] = true;
	CatalogTupleUpdate(table, &tuple->t_self, heap_modify_tuple(tuple, RelationGetDescr(table), values, nulls, replace));
}

void
function_rows_refresh(Relation table)
{
	SysScanDesc scan;
	HeapTuple	tuple;

	CommandCounterIncrement();
	scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Oid			function = function_of(tuple, table);

		if (!OidIsValid(function))
			CatalogTupleDelete(table, &tuple->t_self);
		else if (!is_current(tuple, table, function))
			update_row(table, tuple, function);
	}
	systable_endscan(scan);
	CommandCounterIncrement();
}

static bool
are_current(Relation table)
{
	SysScanDesc scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	bool		current = true;
	HeapTuple	tuple;

	while (current && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Oid			function = function_of(tuple, table);

		current = OidIsValid(function) && is_current(tuple, table, function);
	}
	systable_endscan(scan);
	return current;
}

/* follow_functions(): around statements that may rename, move or drop functions. Waits for others only if it has to write. */
Datum
sqlinference_follow_functions(PG_FUNCTION_ARGS)
{
	Oid			table_id = extension_table("function", true);
	Relation	table;

	if (!OidIsValid(table_id))
		PG_RETURN_NULL();
	table = table_open(table_id, AccessShareLock);
	if (!are_current(table))
	{
		LockRelationOid(table_id, ShareRowExclusiveLock);
		function_rows_refresh(table);
	}
	table_close(table, NoLock);
	PG_RETURN_NULL();
}
