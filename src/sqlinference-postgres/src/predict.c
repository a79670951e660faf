/* A prediction function where nothing gathers rows: a request for each row. */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "batch.h"
#include "errors.h"

PG_FUNCTION_INFO_V1(sqlinference_predict);

/*
 * What a call site keeps from row to row. It may outlive the statement, in PL/pgSQL for instance, so that it holds only for the same
 * function, user and snapshot. The running transactions between xmin and xmax only become fewer, so that equal counts mean
 * equal snapshots.
 */
typedef struct CallSite
{
	MemoryContext context;		/* of the call */
	PredictCall *call;
	int32		function_id;
	Oid			user;
	Oid			result_type;
	int16		result_length;
	bool		result_by_value;
	SnapshotData snapshot;
} CallSite;

static bool
is_same_snapshot(const SnapshotData *a, const SnapshotData *b)
{
	return a->xmin == b->xmin && a->xmax == b->xmax && a->xcnt == b->xcnt && a->subxcnt == b->subxcnt && a->curcid == b->curcid &&
		a->suboverflowed == b->suboverflowed;
}

static void
begin_call(FunctionCallInfo fcinfo, CallSite *site, int32 function_id, Snapshot snapshot)
{
	Oid			types[FUNC_MAX_ARGS];
	int			count = PG_NARGS() - 1;

	if (get_fn_expr_variadic(fcinfo->flinfo))
		ereport(ERROR,
				(errcode(SI_INPUT_NOT_ACCEPTED),
				 errmsg("Prediction functions take their arguments one by one, not as VARIADIC.")));
	for (int i = 0; i < count; i++)
		types[i] = get_fn_expr_argtype(fcinfo->flinfo, i + 1);
	site->call = NULL;
	MemoryContextReset(site->context);
	site->result_type = get_fn_expr_rettype(fcinfo->flinfo);
	get_typlenbyval(site->result_type, &site->result_length, &site->result_by_value);
	site->call = predict_call_begin(function_id, count, types, site->result_type, snapshot, site->context);
	site->function_id = function_id;
	site->user = GetUserId();
	site->snapshot = *snapshot;
}

static CallSite *
find_call(FunctionCallInfo fcinfo, int32 function_id)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;
	Snapshot	snapshot = ActiveSnapshotSet() ? GetActiveSnapshot() : GetTransactionSnapshot();

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
		site->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "prediction call", ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = site;
	}
	if (site->call == NULL || site->function_id != function_id || site->user != GetUserId() ||
		!is_same_snapshot(&site->snapshot, snapshot))
		begin_call(fcinfo, site, function_id, snapshot);
	return site;
}

Datum
sqlinference_predict(PG_FUNCTION_ARGS)
{
	Datum		values[FUNC_MAX_ARGS];
	bool		nulls[FUNC_MAX_ARGS];
	CallSite   *site;
	PredictBatch *batch;
	Datum		value;
	bool		is_null;
	int			slot;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(SI_UNKNOWN_MODEL), errmsg("The number of a prediction function is NULL.")));
	site = find_call(fcinfo, PG_GETARG_INT32(0));
	for (int i = 1; i < PG_NARGS(); i++)
	{
		values[i - 1] = PG_GETARG_DATUM(i);
		nulls[i - 1] = PG_ARGISNULL(i);
	}

	batch = predict_batch_begin(site->call, CurrentMemoryContext);
	slot = predict_batch_add(batch, values, nulls);
	predict_batch_wait(batch);
	value = predict_batch_value(batch, slot, &is_null);
	if (!is_null)
		value = datumCopy(value, site->result_by_value, site->result_length);
	predict_batch_end(batch);
	if (is_null)
		PG_RETURN_NULL();
	return value;
}
