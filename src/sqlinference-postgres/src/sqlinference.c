#include "compat.h"

#include "fmgr.h"

#include "plan/plan.h"
#include "runs.h"
#include "settings.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	settings_init();
	runs_init();
	predict_plan_init();
}
