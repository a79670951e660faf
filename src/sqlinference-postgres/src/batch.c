#include "compat.h"

#include "fmgr.h"

#include "batch.h"

PG_FUNCTION_INFO_V1(sqlinference_predict);

PredictBatch *
predict_batch_begin(PredictCall *call, MemoryContext context)
{
	elog(ERROR, "not built yet");
}

int
predict_batch_add(PredictBatch *batch, const Datum *values, const bool *nulls)
{
	elog(ERROR, "not built yet");
}

Size
predict_batch_bytes(const PredictBatch *batch)
{
	return 0;
}

int
predict_batch_rows(const PredictBatch *batch)
{
	return 0;
}

void
predict_batch_send(PredictBatch *batch)
{
}

bool
predict_batch_is_done(PredictBatch *batch)
{
	return false;
}

void
predict_pump(void)
{
}

void
predict_batch_wait(PredictBatch *batch)
{
}

Datum
predict_batch_value(PredictBatch *batch, int slot, bool *isnull)
{
	elog(ERROR, "not built yet");
}

void
predict_batch_end(PredictBatch *batch)
{
}

Datum
sqlinference_predict(PG_FUNCTION_ARGS)
{
	elog(ERROR, "not built yet");
}
