#include "compat.h"

#include "utils/builtins.h"

#include "call.h"
#include "errors.h"

int
predict_target_arguments(PredictKind kind)
{
	switch (kind)
	{
		case PREDICT_FUNCTION:
			return 1;
		case PREDICT_ENDPOINT:
			return 2;
		case PREDICT_NONE:
		case PREDICT_SENTIMENT:
			break;
	}
	return 0;
}

static int32
max_rows(Datum value, bool is_null)
{
	if (is_null)
		return 0;
	if (DatumGetInt32(value) < 1)
		ereport(ERROR,
				(errcode(SI_INVALID_CLAUSE_VALUE),
				 errmsg("max_rows_per_batch is %d; it has to be 1 or more, or NULL for no limit.", DatumGetInt32(value))));
	return DatumGetInt32(value);
}

PredictTarget
predict_target(PredictKind kind, const Datum *values, const bool *nulls)
{
	PredictTarget target = {.kind = kind};

	if (kind == PREDICT_FUNCTION)
	{
		if (nulls[0])
			ereport(ERROR, (errcode(SI_UNKNOWN_MODEL), errmsg("The number of a prediction function is NULL.")));
		target.function = DatumGetInt32(values[0]);
	}
	else if (kind == PREDICT_ENDPOINT)
	{
		if (nulls[0])
			ereport(ERROR, (errcode(SI_UNKNOWN_ENDPOINT), errmsg("The name of the endpoint is NULL.")));
		target.endpoint = TextDatumGetCString(values[0]);
		target.max_rows = max_rows(values[1], nulls[1]);
	}
	return target;
}
