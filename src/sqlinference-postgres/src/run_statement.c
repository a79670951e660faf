/* run(statement): a model statement as a set of rows, of whatever columns it has. */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(sqlinference_run);

static Tuplestorestate *
begin_result(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext before;
	Tuplestorestate *rows;

	if (result == NULL || !IsA(result, ReturnSetInfo) || !(result->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("sqlinference.run answers rows, and cannot do so here."),
				 errhint("Write SELECT * FROM sqlinference.run(…) AS t(column type, …), or SELECT sqlinference.run(…).")));
	before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	rows = tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	result->returnMode = SFRM_Materialize;
	result->setResult = rows;
	MemoryContextSwitchTo(before);
	return rows;
}

static char *
select_text(const char *query, Datum value, Oid type)
{
	if (SPI_execute_with_args(query, 1, &type, &value, NULL, false, 1) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "a query of sqlinference.run answered nothing");
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

static Datum
execute(Datum statement)
{
	Oid			type = TEXTOID;
	bool		is_null;

	if (SPI_execute_with_args("SELECT sqlinference.execute($1)", 1, &type, &statement, NULL, false, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "sqlinference.execute answered nothing");
	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
}

/*
 * Leaves the statement's rows in SPI_tuptable: those of a query that the service wants run here, those that it answered itself, or one
 * that says what was done.
 */
static void
select_rows(Datum answer)
{
	char	   *query = select_text("SELECT $1 ->> 'query'", answer, JSONBOID);
	Oid			type = JSONBOID;

	if (query)
	{
		if (SPI_execute(query, false, 0) < 0 || SPI_tuptable == NULL)
			elog(ERROR, "the statement's query answered no rows");
		return;
	}
	query = select_text(
						"SELECT CASE WHEN pg_catalog.jsonb_array_length($1 #> '{result,columns}') > 0 THEN 'SELECT ' || "
						"(SELECT pg_catalog.string_agg(pg_catalog.format('r ->> %s AS %I', n - 1, c), ', ' ORDER BY n) "
						"FROM pg_catalog.jsonb_array_elements_text($1 #> '{result,columns}') WITH ORDINALITY AS x(c, n)) || "
						"' FROM pg_catalog.jsonb_array_elements($1 #> ''{result,rows}'') AS r' "
						"ELSE 'SELECT COALESCE($1 ->> ''tag'', $1 #>> ''{result,tag}'') AS \"Statement\"' END", answer, JSONBOID);
	if (SPI_execute_with_args(query, 1, &type, &answer, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "the statement's rows cannot be read");
}

/* With a list of column definitions, the caller expects just those. */
static void
require_expected(TupleDesc expected, TupleDesc found)
{
	bool		is_same = expected->natts == found->natts;

	for (int i = 0; is_same && i < expected->natts; i++)
		is_same = TupleDescAttr(expected, i)->atttypid == TupleDescAttr(found, i)->atttypid;
	if (!is_same)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("The statement answers %d columns, which are not those of the column definition list.", found->natts),
				 errdetail("Its first column is %s %s.", quote_identifier(NameStr(TupleDescAttr(found, 0)->attname)),
						   format_type_be(TupleDescAttr(found, 0)->atttypid))));
}

static void
put_rows(FunctionCallInfo fcinfo, Tuplestorestate *rows)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext before;

	if (result->expectedDesc)
		require_expected(result->expectedDesc, SPI_tuptable->tupdesc);
	before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	result->setDesc = BlessTupleDesc(CreateTupleDescCopy(SPI_tuptable->tupdesc));
	MemoryContextSwitchTo(before);
	for (uint64 i = 0; i < SPI_processed; i++)
		tuplestore_puttuple(rows, SPI_tuptable->vals[i]);
}

Datum
sqlinference_run(PG_FUNCTION_ARGS)
{
	Tuplestorestate *rows = begin_result(fcinfo);

	SPI_connect();
	select_rows(execute(PG_GETARG_DATUM(0)));
	put_rows(fcinfo, rows);
	SPI_finish();
	return (Datum) 0;
}
