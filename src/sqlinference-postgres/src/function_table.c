#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xlog.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/fmgroids.h"
#include "utils/regproc.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "extension_tables.h"
#include "function_table.h"

static void
read_arrays(Datum inputs, Datum accepts_null, FunctionRow *row)
{
	Datum	   *names;
	Datum	   *flags;
	bool	   *name_nulls;
	bool	   *flag_nulls;
	int			flag_count;

	deconstruct_array(DatumGetArrayTypeP(inputs), TEXTOID, -1, false, TYPALIGN_INT, &names, &name_nulls, &row->input_count);
	deconstruct_array(DatumGetArrayTypeP(accepts_null), BOOLOID, 1, true, TYPALIGN_CHAR, &flags, &flag_nulls, &flag_count);
	if (flag_count != row->input_count)
		elog(ERROR, "a row of sqlinference.function has %d inputs and %d flags", row->input_count, flag_count);
	row->inputs = palloc(sizeof(char *) * Max(1, row->input_count));
	row->accepts_null = palloc(sizeof(bool) * Max(1, row->input_count));
	for (int i = 0; i < row->input_count; i++)
	{
		if (name_nulls[i] || flag_nulls[i])
			elog(ERROR, "a row of sqlinference.function has an input that is NULL");
		row->inputs[i] = TextDatumGetCString(names[i]);
		row->accepts_null[i] = DatumGetBool(flags[i]);
	}
}

Datum
function_server(void)
{
	return Int64GetDatum((int64) GetSystemIdentifier());
}

/* The function's name in a signature, "schema"."name"(types). */
static char *
name_in(const char *signature)
{
	char	   *names = pstrdup(signature);
	char	   *end = names;
	bool		quoted = false;
	List	   *parts;

	for (; *end && (quoted || *end != '('); end++)
		quoted ^= *end == '"';
	*end = '\0';
	if (!SplitIdentifierString(names, '.', &parts) || parts == NIL)
		elog(ERROR, "a row of sqlinference.function has the signature %s", signature);
	return llast(parts);
}

/* Whoever asks need not have privileges on the function's schema, which to_regprocedure wants. */
static Oid
find_by_signature(const char *signature)
{
	CatCList   *candidates = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name_in(signature)));
	Oid			function = InvalidOid;

	for (int i = 0; i < candidates->n_members && !OidIsValid(function); i++)
	{
		Oid			candidate = ((Form_pg_proc) GETSTRUCT(&candidates->members[i]->tuple))->oid;

		if (strcmp(format_procedure_qualified(candidate), signature) == 0)
			function = candidate;
	}
	ReleaseSysCacheList(candidates);
	return function;
}

Oid
function_of_row(Datum function, Datum signature, Datum server)
{
	if (DatumGetInt64(server) != DatumGetInt64(function_server()))
		return find_by_signature(TextDatumGetCString(signature));
	return SearchSysCacheExists1(PROCOID, function) ? DatumGetObjectId(function) : InvalidOid;
}

static void
read_row(HeapTuple tuple, TupleDesc columns, FunctionRow *row)
{
	Datum		values[FUNCTION_COLUMN_COUNT];
	bool		nulls[FUNCTION_COLUMN_COUNT];

	heap_deform_tuple(tuple, columns, values, nulls);
	row->function = function_of_row(values[FUNCTION_COLUMN_FUNCTION - 1], values[FUNCTION_COLUMN_SIGNATURE - 1],
									values[FUNCTION_COLUMN_SERVER - 1]);
	row->model = TextDatumGetCString(values[FUNCTION_COLUMN_MODEL - 1]);
	row->version = nulls[FUNCTION_COLUMN_VERSION - 1] ? 0 : DatumGetInt32(values[FUNCTION_COLUMN_VERSION - 1]);
	row->output = TextDatumGetCString(values[FUNCTION_COLUMN_OUTPUT - 1]);
	read_arrays(values[FUNCTION_COLUMN_INPUTS - 1], values[FUNCTION_COLUMN_ACCEPTS_NULL - 1], row);
}

static Relation
open_for_reading(Oid table_id)
{
	Relation	table = table_open(table_id, AccessShareLock);

	if (RelationGetDescr(table)->natts != FUNCTION_COLUMN_COUNT)
		elog(ERROR, "table sqlinference.function is not of this version of the extension; run ALTER EXTENSION sqlinference UPDATE");
	return table;
}

bool
function_find(int32 id, Snapshot snapshot, FunctionRow *row)
{
	Oid			table_id = extension_table("function", true);
	Oid			index_id = extension_table("function_pkey", true);
	Relation	table;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	if (!OidIsValid(table_id) || !OidIsValid(index_id))
		return false;
	table = open_for_reading(table_id);
	ScanKeyInit(&key, FUNCTION_COLUMN_ID, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(id));
	scan = systable_beginscan(table, index_id, true, snapshot, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		read_row(tuple, RelationGetDescr(table), row);
	systable_endscan(scan);
	table_close(table, AccessShareLock);
	return HeapTupleIsValid(tuple);
}

List *
function_list(void)
{
	Oid			table_id = extension_table("function", true);
	List	   *functions = NIL;
	Relation	table;
	SysScanDesc scan;
	HeapTuple	tuple;

	if (!OidIsValid(table_id))
		return NIL;
	table = open_for_reading(table_id);
	scan = systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		FunctionRow *row = palloc(sizeof(FunctionRow));

		read_row(tuple, RelationGetDescr(table), row);
		if (OidIsValid(row->function))
			functions = lappend(functions, row);
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);
	return functions;
}
