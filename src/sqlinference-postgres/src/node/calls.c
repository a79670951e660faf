#include "compat.h"

#include <limits.h>

#include "access/htup_details.h"
#include "catalog/objectaccess.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "node/node.h"
#include "plan/calls.h"
#include "plan/columns.h"

static bool
depends_on_row(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
		return true;
	return expression_tree_walker(node, depends_on_row, context);
}

/* What ExecInitFunc does before it calls a function. */
static void
check_execute(Oid function)
{
	if (!compat_may_execute(function, GetUserId()))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_FUNCTION, get_func_name(function));
	InvokeFunctionExecuteHook(function);
}

/* What the planner has seen to be constants. */
static PredictTarget
target_of(List *arguments, PredictKind kind)
{
	Datum		values[FUNC_MAX_ARGS];
	bool		nulls[FUNC_MAX_ARGS];

	for (int i = 0; i < predict_target_arguments(kind); i++)
	{
		Const	   *constant = list_nth_node(Const, arguments, i);

		values[i] = constant->constvalue;
		nulls[i] = constant->constisnull;
	}
	return predict_target(kind, values, nulls);
}

/* The first arguments say which model it is, the rest are the model's. */
static void
begin_remote(PredictScanState *state, NodeCall *call, PredictKind kind)
{
	PlanState  *ps = &state->css.ss.ps;
	FuncExpr   *expr = (FuncExpr *) call->expr;
	List	   *arguments = list_copy_tail(expr->args, predict_target_arguments(kind));
	List	   *targetlist = make_targetlist(arguments);
	TupleTableSlot *slot = ExecInitExtraTupleSlot(ps->state, ExecTypeFromTL(targetlist), &TTSOpsVirtual);
	ListCell   *lc;

	check_execute(expr->funcid);
	call->target = target_of(expr->args, kind);
	if (call->target.max_rows > 0)
		state->most_rows = Min(state->most_rows, call->target.max_rows);
	call->nargs = list_length(arguments);
	call->argtypes = palloc(sizeof(Oid) * Max(call->nargs, 1));
	foreach(lc, arguments)
		call->argtypes[foreach_current_index(lc)] = exprType(lfirst(lc));
	call->arguments = ExecBuildProjectionInfo(targetlist, ps->ps_ExprContext, slot, ps, NULL);
}

void
calls_begin(PredictScanState *state)
{
	CustomScan *scan = (CustomScan *) state->css.ss.ps.plan;
	ListCell   *lc;
	ListCell   *guard;

	state->most_rows = INT_MAX;
	state->calls = palloc0(sizeof(NodeCall) * state->ncalls);
	forboth(lc, (List *) linitial(scan->custom_exprs), guard, (List *) lsecond(scan->custom_exprs))
	{
		NodeCall   *call = &state->calls[foreach_current_index(lc)];
		PredictKind kind;

		call->expr = lfirst(lc);
		call->guard = ExecInitExpr(lfirst(guard), &state->css.ss.ps);
		kind = IsA(call->expr, FuncExpr) ? kind_of_function(((FuncExpr *) call->expr)->funcid) : PREDICT_NONE;
		call->remote = kind != PREDICT_NONE;
		call->once = !depends_on_row((Node *) call->expr, NULL);
		get_typlenbyval(exprType((Node *) call->expr), &call->typlen, &call->typbyval);
		if (call->remote)
			begin_remote(state, call, kind);
		else
			call->value = ExecInitExpr(call->expr, &state->css.ss.ps);
	}
}

PredictCounters *
call_counters(NodeCall *call)
{
	return call->call ? predict_call_counters(call->call) : &call->counters;
}
