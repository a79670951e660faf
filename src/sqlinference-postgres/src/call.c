#include "compat.h"

#include "call.h"

struct PredictCall
{
	PredictCounters counters;
};

PredictCall *
predict_call_begin(int32 function_id, int nargs, const Oid *argtypes, Oid result_type, Snapshot snapshot,
				   MemoryContext context)
{
	elog(ERROR, "not built yet");
}

const char *
predict_call_model(const PredictCall *call)
{
	return "";
}

int
predict_call_version(const PredictCall *call)
{
	return 0;
}

PredictCounters *
predict_call_counters(PredictCall *call)
{
	return &call->counters;
}
