/* A prediction where nothing gathers rows: a request for each row. */
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
PG_FUNCTION_INFO_V1(sqlinference_invoke_endpoint);
PG_FUNCTION_INFO_V1(sqlinference_sentiment);

/*
 * What a call site keeps from row to row. It may outlive the statement, in PL/pgSQL for instance, so that it holds only for the same
 * target, user and snapshot. The running transactions between xmin and xmax only become fewer, so that equal counts mean
 * equal snapshots.
 */
typedef struct CallSite
{
	MemoryContext context;		/* of the call */
	PredictCall *call;
	PredictTarget target;
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
begin_call(FunctionCallInfo fcinfo, CallSite *site, const PredictTarget *target, Snapshot snapshot)
{
	Oid			types[FUNC_MAX_ARGS];
	int			leading = predict_target_arguments(target->kind);
	int			count = PG_NARGS() - leading;

	if (get_fn_expr_variadic(fcinfo->flinfo))
		ereport(ERROR,
				(errcode(SI_INPUT_NOT_ACCEPTED),
				 errmsg("Prediction functions take their arguments one by one, not as VARIADIC.")));
	for (int i = 0; i < count; i++)
		types[i] = get_fn_expr_argtype(fcinfo->flinfo, leading + i);
	site->call = NULL;
	MemoryContextReset(site->context);
	site->result_type = get_fn_expr_rettype(fcinfo->flinfo);
	get_typlenbyval(site->result_type, &site->result_length, &site->result_by_value);
	site->call = predict_call_begin(target, count, types, site->result_type, snapshot, site->context);
	site->target = *target;
	if (target->endpoint)
		site->target.endpoint = MemoryContextStrdup(site->context, target->endpoint);
	site->user = GetUserId();
	site->snapshot = *snapshot;
}

static bool
is_same_target(const PredictTarget *a, const PredictTarget *b)
{
	return a->function == b->function && (a->endpoint == NULL || strcmp(a->endpoint, b->endpoint) == 0);
}

static CallSite *
find_call(FunctionCallInfo fcinfo, const PredictTarget *target)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;
	Snapshot	snapshot = ActiveSnapshotSet() ? GetActiveSnapshot() : GetTransactionSnapshot();

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
		site->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "prediction call", ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = site;
	}
	if (site->call == NULL || !is_same_target(&site->target, target) || site->user != GetUserId() ||
		!is_same_snapshot(&site->snapshot, snapshot))
		begin_call(fcinfo, site, target, snapshot);
	return site;
}

static Datum
predict_row(FunctionCallInfo fcinfo, PredictKind kind)
{
	int			leading = predict_target_arguments(kind);
	PredictTarget target;
	Datum		values[FUNC_MAX_ARGS];
	bool		nulls[FUNC_MAX_ARGS];
	CallSite   *site;
	PredictBatch *batch;
	Datum		value;
	bool		is_null;
	int			slot;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		values[i] = PG_GETARG_DATUM(i);
		nulls[i] = PG_ARGISNULL(i);
	}
	target = predict_target(kind, values, nulls);
	site = find_call(fcinfo, &target);

	batch = predict_batch_begin(site->call, CurrentMemoryContext);
	slot = predict_batch_add(batch, values + leading, nulls + leading);
	predict_batch_wait(batch);
	value = predict_batch_value(batch, slot, &is_null);
	if (!is_null)
		value = datumCopy(value, site->result_by_value, site->result_length);
	predict_batch_end(batch);
	if (is_null)
		PG_RETURN_NULL();
	return value;
}

/* predict_…(function_id, …) */
Datum
sqlinference_predict(PG_FUNCTION_ARGS)
{
	return predict_row(fcinfo, PREDICT_FUNCTION);
}

/* invoke_endpoint(endpoint_name, max_rows_per_batch, …) */
Datum
sqlinference_invoke_endpoint(PG_FUNCTION_ARGS)
{
	return predict_row(fcinfo, PREDICT_ENDPOINT);
}

/* sentiment_document(input_text) */
Datum
sqlinference_sentiment(PG_FUNCTION_ARGS)
{
	return predict_row(fcinfo, PREDICT_SENTIMENT);
}
