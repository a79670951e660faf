#include "compat.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"

#include "node/node.h"
#include "plan/expressions.h"
#include "plan/make_node.h"

/* The call itself, over the columns of the node's child. */
static Node *
call_over_child(Call *call, List *columns, Collection *collection)
{
	Node	   *args = replace_columns((Node *) call_arguments(call->expr), columns, OUTER_VAR, collection);

	if (IsA(call->expr, FuncExpr))
	{
		FuncExpr   *copy = makeNode(FuncExpr);

		*copy = *(FuncExpr *) call->expr;
		copy->args = (List *) args;
		return (Node *) copy;
	}
	else
	{
		OpExpr	   *copy = makeNode(OpExpr);

		*copy = *(OpExpr *) call->expr;
		copy->args = (List *) args;
		return (Node *) copy;
	}
}

static Expr *
all_of(List *exprs)
{
	return list_length(exprs) == 1 ? linitial(exprs) : makeBoolExpr(AND_EXPR, exprs, -1);
}

/* When the call is computed, over the columns of the node's child; NULL: always. */
static Node *
guard_over_child(Call *call, List *columns, Collection *collection)
{
	List	   *alternatives = NIL;
	ListCell   *lc;

	if (call->always)
		return NULL;
	foreach(lc, call->conditions)
	{
		Node	   *condition = replace_columns(lfirst(lc), columns, OUTER_VAR, collection);

		alternatives = lappend(alternatives, all_of((List *) condition));
	}
	return list_length(alternatives) == 1 ? linitial(alternatives) : (Node *) makeBoolExpr(OR_EXPR, alternatives, -1);
}

static Cost
cost_of_calls(List *calls, double rows)
{
	Cost		total = 0;
	ListCell   *lc;

	foreach(lc, calls)
	{
		QualCost	cost;

		cost_qual_eval_node(&cost, lfirst(lc), NULL);
		total += cost.per_tuple * rows;
	}
	return total;
}

static void
put_over_child(List *calls, List *columns, Collection *collection, List **exprs, List **guards)
{
	ListCell   *lc;

	*exprs = *guards = NIL;
	foreach(lc, calls)
	{
		*exprs = lappend(*exprs, call_over_child(lfirst(lc), columns, collection));
		*guards = lappend(*guards, guard_over_child(lfirst(lc), columns, collection));
	}
}

Plan *
make_predict_node(Plan *child, List *input, List *kept, List *calls, List *quals, List *targetlist, Collection *collection)
{
	CustomScan *node = makeNode(CustomScan);
	Plan	   *plan = &node->scan.plan;
	List	   *exprs;
	List	   *guards;
	ListCell   *lc;

	put_over_child(calls, input, collection, &exprs, &guards);
	foreach(lc, kept)
	{
		Node	   *column = lfirst(lc);

		node->custom_private = lappend_int(node->custom_private, IsA(column, Var) ? ((Var *) column)->varattno : 0);
	}
	node->custom_exprs = list_make3(exprs, guards, NIL);
	node->custom_scan_tlist = make_targetlist(list_concat_copy(kept, copyObject(exprs)));
	node->methods = &predict_scan_methods;

	plan->targetlist = targetlist;
	plan->qual = quals;
	plan->lefttree = child;
	plan->startup_cost = child->startup_cost;
	plan->total_cost = child->total_cost + cost_of_calls(exprs, child->plan_rows);
	plan->plan_rows = child->plan_rows;
	plan->plan_width = child->plan_width;
	plan->parallel_safe = child->parallel_safe;
	return plan;
}
