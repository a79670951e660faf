#include "compat.h"

#include "catalog/objectaccess.h"
#include "catalog/pg_proc.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "bytes.h"
#include "call_state.h"
#include "errors.h"
#include "function_table.h"
#include "input_types.h"
#include "named_model.h"
#include "runs.h"

/* A function that is not there and one that may not be executed are told alike: who may not ask learns nothing. */
static void
require_function(int32 id, Snapshot snapshot, FunctionRow *row)
{
	if (!function_find(id, snapshot, row) || !OidIsValid(row->function) ||
		!compat_may_execute(row->function, GetUserId()))
		ereport(ERROR,
				(errcode(SI_UNKNOWN_MODEL),
				 errmsg("There is no prediction function %d, or it is not for you.", id),
				 errhint("Call the function that CREATE MODEL made. Its owner grants EXECUTE on it.")));
	InvokeFunctionExecuteHook(row->function);
}

/* The string as JSON, with an ending that needs no escape. Made for each argument of each statement, so without formats. */
static char *
json_name(const char *name, const char *ending)
{
	static Bytes json;

	json.used = 0;
	bytes_json_string(&json, text_to_service(name));
	json.used--;
	bytes_text(&json, ending);
	bytes_text(&json, "\"");
	return pnstrdup(json.data, json.used);
}

static void
set_inputs(PredictCall *call, const FunctionRow *row, const Oid *types)
{
	call->input_count = row->input_count;
	call->inputs = palloc0(sizeof(PredictInput) * Max(1, row->input_count));
	for (int i = 0; i < row->input_count; i++)
	{
		PredictInput *input = &call->inputs[i];

		input->name = row->inputs[i];
		input->json = json_name(input->name, "");
		input->json_valid = json_name(input->name, ".valid");
		input->accepts_null = row->accepts_null[i];
		if (!input_set_type(input, types[i]))
			ereport(ERROR,
					(errcode(SI_INPUT_NOT_ACCEPTED),
					 errmsg("Model '%s': the argument '%s' has type %s, which models cannot take.", call->model, input->name,
							format_type_be(types[i])),
					 errhint("Cast it to a number, a text, a date or a timestamp.")));
	}
}

/* The model's name goes into the path as it stands, so that nothing in it may mean something there. */
static bool
is_wire_name(const char *model)
{
	return *model && strspn(model, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.%") == strlen(model);
}

static void
set_path(PredictCall *call)
{
	if (!is_wire_name(call->model))
		elog(ERROR, "sqlinference.function names a model by \"%s\"", call->model);
	call->path = call->version > 0
		? psprintf("/v2/models/%s/versions/%d/infer", call->model, call->version)
		: psprintf("/v2/models/%s/infer", call->model);
}

PredictCall *
predict_call_begin(const PredictTarget *target, int nargs, const Oid *argtypes, Oid result_type, Snapshot snapshot,
				   MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	PredictCall *call = palloc0(sizeof(PredictCall));
	FunctionRow row;

	runs_confirm_committed(snapshot ? snapshot : GetActiveSnapshot());
	if (target->kind == PREDICT_FUNCTION)
		require_function(target->function, snapshot ? snapshot : GetActiveSnapshot(), &row);
	else
		call->text_of = named_model_find(target, &row);
	call->context = context;
	call->user = GetUserId();
	call->model = row.model;
	call->subject = psprintf("Model '%s': the argument", row.model);
	call->version = row.version;
	call->output = text_to_service(row.output);
	call->outputs_json = psprintf("],\"outputs\":[{\"name\":%s,\"parameters\":{\"binary_data\":true}}]}", json_name(row.output, ""));
	call->result_type = result_type;
	set_path(call);
	if (row.input_count != nargs)
		ereport(ERROR,
				(errcode(SI_INPUT_NOT_ACCEPTED),
				 errmsg("Model '%s' takes %d arguments, not %d.", call->model, row.input_count, nargs),
				 target->kind == PREDICT_FUNCTION ? errhint("Call the function that CREATE MODEL made.") : 0));
	set_inputs(call, &row, argtypes);
	MemoryContextSwitchTo(before);
	return call;
}

const char *
predict_call_model(const PredictCall *call)
{
	return call->model;
}

int
predict_call_version(const PredictCall *call)
{
	return call->version;
}

PredictCounters *
predict_call_counters(PredictCall *call)
{
	return &call->counters;
}
