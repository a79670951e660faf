#include "compat.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "commands/explain.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/extensible.h"
#include "optimizer/planner.h"
#include "tcop/tcopprot.h"
#include "utils/plancache.h"

#include "node/node.h"
#include "plan/calls.h"
#include "plan/plan.h"
#include "settings.h"

static planner_hook_type previous_planner = NULL;
static ExecutorStart_hook_type previous_start = NULL;
static ExecutorEnd_hook_type previous_end = NULL;
static ExplainOneQuery_hook_type previous_explain = NULL;

/*
 * The first prediction of a session loads this library while it is being planned, too late for the planner's hook: until that
 * transaction ends, plans are looked at when they are started.
 */
static bool loaded_while_planning = false;

/* The statement that EXPLAIN is at, if any. */
static ExplainState *explaining = NULL;
static const char *explained_text = NULL;

static PlannedStmt *
plan_with_predictions(Query *query, const char *text, int cursor_options, ParamListInfo params)
{
	uint64		planned_before = calls_planned;
	PlannedStmt *statement = previous_planner ? previous_planner(query, text, cursor_options, params) :
		standard_planner(query, text, cursor_options, params);

	if ((calls_planned == planned_before && setting_fuzz == FUZZ_OFF) || !setting_batching)
		return statement;
	return predict_plan_rewrite(statement, (cursor_options & CURSOR_OPT_SCROLL) != 0);
}

static void
start_with_predictions(QueryDesc *query, int eflags)
{
	if (unlikely(loaded_while_planning) && setting_batching)
		query->plannedstmt = predict_plan_rewrite(copyObject(query->plannedstmt), (eflags & EXEC_FLAG_BACKWARD) != 0);
	if (previous_start)
		previous_start(query, eflags);
	else
		standard_ExecutorStart(query, eflags);
}

/* A plan of that time may have been kept. */
static void
end_of_loading(XactEvent event, void *arg)
{
	if (!loaded_while_planning)
		return;
	loaded_while_planning = false;
	ResetPlanCache();
}

/*
 * Adds to EXPLAIN why calls are computed row by row. It has no hook for that; but it ends the executor within its own group of
 * properties.
 */
static void
explain_reasons(QueryDesc *query)
{
	ListCell   *lc;

	if (explaining->format == EXPLAIN_FORMAT_TEXT)
	{
		foreach(lc, predict_plan_reasons(query->plannedstmt))
			ExplainPropertyText("Row by Row", strVal(lfirst(lc)), explaining);
	}
	else
	{
		List	   *texts = NIL;

		foreach(lc, predict_plan_reasons(query->plannedstmt))
			texts = lappend(texts, strVal(lfirst(lc)));
		if (texts != NIL)
			ExplainPropertyList("Row by Row", texts, explaining);
	}
}

static void
end_with_predictions(QueryDesc *query)
{
	if (unlikely(explaining != NULL) && query->sourceText == explained_text)
		explain_reasons(query);
	if (previous_end)
		previous_end(query);
	else
		standard_ExecutorEnd(query);
}

/* What ExplainOneQuery does where there is no hook. */
static void
explain_standard(Query *query, int cursor_options, IntoClause *into, ExplainState *es, const char *text, ParamListInfo params,
				 QueryEnvironment *environment)
{
#if PG_VERSION_NUM >= 170000
	standard_ExplainOneQuery(query, cursor_options, into, es, text, params, environment);
#else
	BufferUsage before = pgBufferUsage;
	BufferUsage used = {0};
	instr_time	start;
	instr_time	duration;
	PlannedStmt *statement;

	INSTR_TIME_SET_CURRENT(start);
	statement = pg_plan_query(query, text, cursor_options, params);
	INSTR_TIME_SET_CURRENT(duration);
	INSTR_TIME_SUBTRACT(duration, start);
	BufferUsageAccumDiff(&used, &pgBufferUsage, &before);
	ExplainOnePlan(statement, into, es, text, params, environment, &duration, es->buffers ? &used : NULL);
#endif
}

static void
explain_with_predictions(Query *query, int cursor_options, IntoClause *into, ExplainState *es, const char *text,
						 ParamListInfo params, QueryEnvironment *environment)
{
	ExplainState *outer_explaining = explaining;
	const char *outer_text = explained_text;

	PG_TRY();
	{
		explaining = setting_fuzz == FUZZ_OFF ? es : NULL;
		explained_text = text;
		(previous_explain ? previous_explain : explain_standard) (query, cursor_options, into, es, text, params, environment);
	}
	PG_FINALLY();
	{
		explaining = outer_explaining;
		explained_text = outer_text;
	}
	PG_END_TRY();
}

void
predict_plan_init(void)
{
	calls_init();
	RegisterCustomScanMethods(&predict_scan_methods);

	previous_planner = planner_hook;
	planner_hook = plan_with_predictions;
	previous_start = ExecutorStart_hook;
	ExecutorStart_hook = start_with_predictions;
	previous_end = ExecutorEnd_hook;
	ExecutorEnd_hook = end_with_predictions;
	previous_explain = ExplainOneQuery_hook;
	ExplainOneQuery_hook = explain_with_predictions;

	/* Workers are given plans that have their nodes. */
	if (IsTransactionState() && !IsParallelWorker())
	{
		loaded_while_planning = true;
		RegisterXactCallback(end_of_loading, NULL);
	}
}
