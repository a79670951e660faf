#include "compat.h"

#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/planmain.h"

#include "node/node.h"
#include "plan/columns.h"
#include "plan/plan.h"
#include "plan/shapes.h"
#include "settings.h"

bool
is_predict_node(Plan *plan)
{
	return IsA(plan, CustomScan) && ((CustomScan *) plan)->methods == &predict_scan_methods;
}

Collection *
begin_collection(Rewrite *rewrite)
{
	Collection *collection = palloc0(sizeof(Collection));

	collection->checking = rewrite->checking;
	return collection;
}

void
end_collection(Collection *collection, Rewrite *rewrite)
{
	rewrite->reasons = list_concat_unique(rewrite->reasons, collection->reasons);
	rewrite->has_calls |= collection->all != NIL || collection->reasons != NIL;
}

typedef struct Params
{
	PlannedStmt *statement;
	Bitmapset  *ids;
} Params;

/* The parameters that an expression uses, and those that its subqueries do. */
static bool
params_walker(Node *node, Params *params)
{
	if (node == NULL)
		return false;
	if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC)
		params->ids = bms_add_member(params->ids, ((Param *) node)->paramid);
	if (IsA(node, SubPlan))
	{
		Plan	   *plan = list_nth(params->statement->subplans, ((SubPlan *) node)->plan_id - 1);

		params->ids = bms_add_members(params->ids, plan->extParam);
	}
	return expression_tree_walker(node, params_walker, params);
}

void
finish_nodes(Plan *top, Plan *bottom, Plan *origin, Rewrite *rewrite)
{
	if (top == bottom)
		return;
	finish_nodes(top->lefttree, bottom, origin, rewrite);
	top->plan_node_id = ++rewrite->last_id;

	/* Nothing is shared with workers but the figures for EXPLAIN. */
	top->parallel_aware = rewrite->in_worker;

	Params		params = {rewrite->statement, NULL};

	params_walker((Node *) ((CustomScan *) top)->custom_exprs, &params);
	params_walker((Node *) top->qual, &params);
	params_walker((Node *) top->targetlist, &params);
	top->allParam = bms_union(top->lefttree->allParam, bms_intersect(params.ids, origin->allParam));
	top->extParam = bms_union(top->lefttree->extParam, bms_intersect(params.ids, origin->extParam));
}

/* A plan that keeps the rows of another, whose readers may go backwards. */
static Plan *
materialize(Plan *child, Rewrite *rewrite)
{
	Material   *material = makeNode(Material);
	Plan	   *plan = &material->plan;
	ListCell   *lc;

	foreach(lc, child->targetlist)
	{
		TargetEntry *entry = flatCopyTargetEntry(lfirst_node(TargetEntry, lc));

		entry->expr = (Expr *) make_column(OUTER_VAR, entry->resno, (Node *) entry->expr);
		plan->targetlist = lappend(plan->targetlist, entry);
	}
	plan->lefttree = child;
	plan->startup_cost = child->startup_cost;
	plan->total_cost = child->total_cost;
	plan->plan_rows = child->plan_rows;
	plan->plan_width = child->plan_width;
	plan->parallel_safe = child->parallel_safe;
	plan->extParam = bms_copy(child->extParam);
	plan->allParam = bms_copy(child->allParam);
	plan->plan_node_id = ++rewrite->last_id;
	return plan;
}

static bool
is_fixed(Node *expr)
{
	return expr == NULL || IsA(expr, Const) || (IsA(expr, Param) && ((Param *) expr)->paramkind == PARAM_EXTERN) ||
		(IsA(expr, FuncExpr) && ((FuncExpr *) expr)->funcformat == COERCE_IMPLICIT_CAST &&
		 list_length(((FuncExpr *) expr)->args) == 1 && is_fixed(linitial(((FuncExpr *) expr)->args)));
}

/* Tells nodes beneath a LIMIT how many rows are wanted at most: of a node that drops rows the ones below cannot know. */
static void
pass_limit(Limit *limit)
{
#if PG_VERSION_NUM >= 130000
	if (limit->limitOption != LIMIT_OPTION_COUNT)
		return;
#endif
	if (!is_fixed(limit->limitCount) || !is_fixed(limit->limitOffset))
		return;
	for (Plan *plan = limit->plan.lefttree; is_predict_node(plan) && plan->qual == NIL; plan = plan->lefttree)
		lthird(((CustomScan *) plan)->custom_exprs) = list_make2(copyObject(limit->limitCount), copyObject(limit->limitOffset));
}

static void
rewrite_child(Plan **child, Rewrite *rewrite)
{
	Plan	   *plan = *child;
	bool		in_worker = rewrite->in_worker;

	/* The parts of another extension's node are its own. */
	if (IsA(plan, CustomScan) && !is_predict_node(plan))
	{
		if (rewrite->checking)
			check_fixed_places(plan, rewrite);
		return;
	}
	if (IsA(plan, NestLoop) && !rewrite->checking)
		lift_inner_quals((NestLoop *) plan, rewrite);

	if (IsA(plan, Gather) || IsA(plan, GatherMerge))
		rewrite->in_worker = true;
	each_child(plan, (ChildFunction) rewrite_child, rewrite);
	rewrite->in_worker = in_worker;

	if (IsA(plan, MergeJoin) && !((MergeJoin *) plan)->skip_mark_restore && is_predict_node(plan->righttree))
		plan->righttree = materialize(plan->righttree, rewrite);
	if (IsA(plan, Limit))
		pass_limit((Limit *) plan);

	if (rewrite->checking)
		check_fixed_places(plan, rewrite);
	batch_below(plan, rewrite);
	*child = batch_above(plan, rewrite);
}

static void
highest_id(Plan **plan, int *id)
{
	*id = Max(*id, (*plan)->plan_node_id);
	each_child(*plan, (ChildFunction) highest_id, id);
}

/*
 * Rows that a policy or a security barrier hides must not meet the conditions of a user before it does. Which conditions are of
 * which kind cannot be seen any more in a finished plan.
 */
static bool
hides_rows(PlannedStmt *statement)
{
	ListCell   *lc;

	if (statement->dependsOnRole)
		return true;
	foreach(lc, statement->rtable)
	{
		if (lfirst_node(RangeTblEntry, lc)->security_barrier)
			return true;
	}
	return false;
}

static void
run(Rewrite *rewrite)
{
	PlannedStmt *statement = rewrite->statement;
	ListCell   *lc;

	foreach(lc, statement->subplans)
	{
		if (lfirst(lc) != NULL)
			rewrite_child((Plan **) &lfirst(lc), rewrite);
	}
	rewrite_child(&statement->planTree, rewrite);
}

PlannedStmt *
predict_plan_rewrite(PlannedStmt *statement, bool backward)
{
	Rewrite		rewrite = {.statement = statement};
	ListCell   *lc;
	int			old_last_id;

	if (statement->planTree == NULL)
		return statement;
	rewrite.may_lift = !hides_rows(statement);
	highest_id(&statement->planTree, &rewrite.last_id);
	foreach(lc, statement->subplans)
	{
		if (lfirst(lc) != NULL)
			highest_id((Plan **) &lfirst(lc), &rewrite.last_id);
	}
	old_last_id = rewrite.last_id;
	run(&rewrite);
	if (backward && rewrite.last_id > old_last_id && !ExecSupportsBackwardScan(statement->planTree))
		statement->planTree = materialize(statement->planTree, &rewrite);
	return statement;
}

List *
predict_plan_reasons(PlannedStmt *statement)
{
	Rewrite		rewrite = {.statement = statement};

	rewrite.checking = true;
	run(&rewrite);
	if (rewrite.has_calls && !setting_batching)
		return list_make1(makeString("sqlinference.batching is off"));
	return rewrite.reasons;
}
