#include "compat.h"

#include "fmgr.h"

#include "plan.h"
#include "settings.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	settings_init();
	predict_plan_init();
}
