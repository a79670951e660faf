/*
 * Writes sqlinference.function, which nobody may write by SQL: a row says which model a function asks, and EXECUTE on the function is
 * what lets one ask it.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_proc.h"
#include "commands/sequence.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "errors.h"
#include "extension_tables.h"
#include "function_rows.h"
#include "function_table.h"

PG_FUNCTION_INFO_V1(sqlinference_function_id);
PG_FUNCTION_INFO_V1(sqlinference_register_function);
PG_FUNCTION_INFO_V1(sqlinference_unregister_function);
PG_FUNCTION_INFO_V1(sqlinference_rename_model);

static Oid
owner_of(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	ReleaseSysCache(tuple);
	return owner;
}

static bool
is_own(Oid function)
{
	Oid			owner = owner_of(function);

	return OidIsValid(owner) && has_privs_of_role(GetUserId(), owner);
}

static void
require_own(Oid function)
{
	if (!is_own(function))
		ereport(ERROR,
				(errcode(SI_PERMISSION_DENIED),
				 errmsg("Only its owner may make function %s ask a model.", format_procedure(function))));
}

static Datum
column_of(HeapTuple tuple, Relation table, int column)
{
	bool		is_null;

	return heap_getattr(tuple, column, RelationGetDescr(table), &is_null);
}

static Relation
open_table(void)
{
	/* Statements are few; one after the other, they see each other's rows. */
	Relation	table = table_open(extension_table("function", false), ShareRowExclusiveLock);

	function_rows_refresh(table);
	return table;
}

typedef bool (*RowVisitor) (Relation table, HeapTuple tuple, void *argument);

/* Visits all rows, until a visitor says that it has seen enough. */
static void
visit_rows(Relation table, RowVisitor visit, void *argument)
{
	SysScanDesc scan;
	HeapTuple	tuple;

	CommandCounterIncrement();
	scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		if (!visit(table, tuple, argument))
			break;
	}
	systable_endscan(scan);
	CommandCounterIncrement();
}

typedef struct FunctionRowSought
{
	Oid			function;
	HeapTuple	found;
} FunctionRowSought;

static bool
is_sought(Relation table, HeapTuple tuple, void *argument)
{
	FunctionRowSought *sought = argument;

	if (DatumGetObjectId(column_of(tuple, table, FUNCTION_COLUMN_FUNCTION)) != sought->function)
		return true;
	sought->found = heap_copytuple(tuple);
	return false;
}

static HeapTuple
find_row(Relation table, Oid function)
{
	FunctionRowSought sought = {function, NULL};

	visit_rows(table, is_sought, &sought);
	return sought.found;
}

/* function_id(function): its number; NULL where it is no prediction function. Without a function, a new number. */
Datum
sqlinference_function_id(PG_FUNCTION_ARGS)
{
	Relation	table;
	HeapTuple	tuple;
	Datum		id;

	if (PG_ARGISNULL(0))
		PG_RETURN_INT32((int32) nextval_internal(extension_table("function_id_seq", false), false));
	table = open_table();
	tuple = find_row(table, PG_GETARG_OID(0));
	id = HeapTupleIsValid(tuple) ? column_of(tuple, table, FUNCTION_COLUMN_ID) : (Datum) 0;
	table_close(table, NoLock);
	if (!HeapTupleIsValid(tuple))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(id);
}

static bool
require_own_model(Relation table, HeapTuple tuple, void *argument)
{
	char	   *model = TextDatumGetCString(column_of(tuple, table, FUNCTION_COLUMN_MODEL));
	Oid			function = DatumGetObjectId(column_of(tuple, table, FUNCTION_COLUMN_FUNCTION));

	if (strcmp(model, argument) == 0 && !is_own(function))
		ereport(ERROR,
				(errcode(SI_PERMISSION_DENIED),
				 errmsg("Only the owner of a model's function may make another function ask the model.")));
	return true;
}

/* register_function(function, id, model, version, output, inputs, accepts_null): writes the function's row. */
Datum
sqlinference_register_function(PG_FUNCTION_ARGS)
{
	Relation	table;
	HeapTuple	old;
	HeapTuple	new;
	Datum		values[FUNCTION_COLUMN_COUNT];
	bool		nulls[FUNCTION_COLUMN_COUNT] = {false};

	require_own(PG_GETARG_OID(0));
	table = open_table();
	visit_rows(table, require_own_model, text_to_cstring(PG_GETARG_TEXT_PP(2)));
	old = find_row(table, PG_GETARG_OID(0));
	values[FUNCTION_COLUMN_ID - 1] = PG_GETARG_DATUM(1);
	values[FUNCTION_COLUMN_FUNCTION - 1] = PG_GETARG_DATUM(0);
	values[FUNCTION_COLUMN_SIGNATURE - 1] = CStringGetTextDatum(format_procedure_qualified(PG_GETARG_OID(0)));
	values[FUNCTION_COLUMN_SERVER - 1] = function_server();
	values[FUNCTION_COLUMN_MODEL - 1] = PG_GETARG_DATUM(2);
	values[FUNCTION_COLUMN_VERSION - 1] = PG_GETARG_DATUM(3);
	nulls[FUNCTION_COLUMN_VERSION - 1] = PG_ARGISNULL(3);
	values[FUNCTION_COLUMN_OUTPUT - 1] = PG_GETARG_DATUM(4);
	values[FUNCTION_COLUMN_INPUTS - 1] = PG_GETARG_DATUM(5);
	values[FUNCTION_COLUMN_ACCEPTS_NULL - 1] = PG_GETARG_DATUM(6);
	new = heap_form_tuple(RelationGetDescr(table), values, nulls);
	if (HeapTupleIsValid(old))
		CatalogTupleUpdate(table, &old->t_self, new);
	else
		CatalogTupleInsert(table, new);
	table_close(table, NoLock);
	CommandCounterIncrement();
	PG_RETURN_VOID();
}

/* unregister_function(function): it asks no model any more. */
Datum
sqlinference_unregister_function(PG_FUNCTION_ARGS)
{
	Relation	table;
	HeapTuple	old;

	require_own(PG_GETARG_OID(0));
	table = open_table();
	old = find_row(table, PG_GETARG_OID(0));
	if (HeapTupleIsValid(old))
		CatalogTupleDelete(table, &old->t_self);
	table_close(table, NoLock);
	CommandCounterIncrement();
	PG_RETURN_VOID();
}

typedef struct Renaming
{
	char	   *old_name;
	Datum		new_name;
} Renaming;

static bool
rename_row(Relation table, HeapTuple tuple, void *argument)
{
	Renaming   *renaming = argument;
	Datum		values[FUNCTION_COLUMN_COUNT] = {0};
	bool		nulls[FUNCTION_COLUMN_COUNT] = {false};
	bool		replace[FUNCTION_COLUMN_COUNT] = {false};

	if (strcmp(TextDatumGetCString(column_of(tuple, table, FUNCTION_COLUMN_MODEL)), renaming->old_name) != 0)
		return true;
	require_own(DatumGetObjectId(column_of(tuple, table, FUNCTION_COLUMN_FUNCTION)));
	values[FUNCTION_COLUMN_MODEL - 1] = renaming->new_name;
	replace[FUNCTION_COLUMN_MODEL - 1] = true;
	CatalogTupleUpdate(table, &tuple->t_self, heap_modify_tuple(tuple, RelationGetDescr(table), values, nulls, replace));
	return true;
}

/* rename_model(old, new): the functions of a model ask it by its new name. */
Datum
sqlinference_rename_model(PG_FUNCTION_ARGS)
{
	Renaming	renaming = {text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_DATUM(1)};
	Relation	table = open_table();

	visit_rows(table, rename_row, &renaming);
	table_close(table, NoLock);
	PG_RETURN_VOID();
}
