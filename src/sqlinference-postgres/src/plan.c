#include "compat.h"

#include "fmgr.h"

#include "plan.h"

PG_FUNCTION_INFO_V1(sqlinference_predict_support);

void
predict_plan_init(void)
{
}

Datum
sqlinference_predict_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(NULL);
}
