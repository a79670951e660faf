/*
 * Calls in arguments of aggregates, window functions and set-returning functions, and in keys of hash joins, are evaluated on the
 * rows of a node's child. They are computed between the two: the new nodes put out the child's columns at the same numbers, and
 * the calls' after them.
 */
#include "compat.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"

#include "plan/chain.h"
#include "plan/columns.h"
#include "plan/shapes.h"

/* A child without one is a single row, which is not worth a batch. */
static bool
has_rows(Plan *child)
{
	return child != NULL && !(IsA(child, Result) && child->lefttree == NULL);
}

typedef struct Arguments
{
	Plan	   *plan;
	Collection *collection;
} Arguments;

static void
collect_aggregate(Aggref *aggref, Collection *collection)
{
	refuse_all(collection, (Node *) aggref->aggdirectargs, "it is computed once per group, by an ordered-set aggregate");
	collect(collection, (Node *) aggref->aggfilter);
	collect_if(collection, (Node *) aggref->args, (Node *) aggref->aggfilter);
}

/* Whether every row is in a frame, its own at least. */
static bool
frames_hold_all_rows(int options)
{
	return (options & (FRAMEOPTION_START_UNBOUNDED_PRECEDING | FRAMEOPTION_START_OFFSET_PRECEDING |
					   FRAMEOPTION_START_CURRENT_ROW)) &&
		(options & (FRAMEOPTION_END_CURRENT_ROW | FRAMEOPTION_END_OFFSET_FOLLOWING |
					FRAMEOPTION_END_UNBOUNDED_FOLLOWING)) &&
		!(options & (FRAMEOPTION_EXCLUDE_CURRENT_ROW | FRAMEOPTION_EXCLUDE_GROUP));
}

/* An aggregate evaluates its arguments for the rows of its frames; functions such as lag() choose for which rows they do. */
static void
collect_window_function(WindowFunc *function, Arguments *arguments)
{
	if (function->winagg && frames_hold_all_rows(((WindowAgg *) arguments->plan)->frameOptions))
	{
		collect(arguments->collection, (Node *) function->aggfilter);
		collect_if(arguments->collection, (Node *) function->args, (Node *) function->aggfilter);
	}
	else
	{
		collect_maybe(arguments->collection, (Node *) function->aggfilter);
		collect_maybe(arguments->collection, (Node *) function->args);
	}
}

static bool
collect_arguments(Node *node, Arguments *arguments)
{
	Collection *collection = arguments->collection;

	if (node == NULL)
		return false;
	if (IsA(node, Aggref))
		collect_aggregate((Aggref *) node, collection);
	else if (IsA(node, WindowFunc))
		collect_window_function((WindowFunc *) node, arguments);
	else if (IsA(node, FuncExpr) && ((FuncExpr *) node)->funcretset)
		collect(collection, (Node *) ((FuncExpr *) node)->args);
	else if (IsA(node, OpExpr) && ((OpExpr *) node)->opretset)
		collect(collection, (Node *) ((OpExpr *) node)->args);
	else
		return expression_tree_walker(node, collect_arguments, arguments);
	return false;
}

static bool
outer_columns(Node *node, Bitmapset **columns)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var) && ((Var *) node)->varno == OUTER_VAR)
		*columns = bms_add_member(*columns, ((Var *) node)->varattno);
	return expression_tree_walker(node, outer_columns, columns);
}

static Bitmapset *
add_numbers(Bitmapset *columns, const AttrNumber *numbers, int count)
{
	for (int i = 0; i < count; i++)
		columns = bms_add_member(columns, numbers[i]);
	return columns;
}

static Bitmapset *
add_aggregate_numbers(Bitmapset *columns, Agg *agg)
{
	ListCell   *lc;

	columns = add_numbers(columns, agg->grpColIdx, agg->numCols);
	foreach(lc, agg->chain)
	{
		Agg		   *chained = lfirst(lc);

		columns = add_numbers(columns, chained->grpColIdx, chained->numCols);
		if (chained->plan.lefttree != NULL && IsA(chained->plan.lefttree, Sort))
			columns = add_numbers(columns, ((Sort *) chained->plan.lefttree)->sortColIdx,
								  ((Sort *) chained->plan.lefttree)->numCols);
	}
	return columns;
}

/* The columns of its child that a node uses by expression or by number. */
static Bitmapset *
used_columns(Plan *plan)
{
	Bitmapset  *columns = NULL;

	outer_columns((Node *) plan->targetlist, &columns);
	outer_columns((Node *) plan->qual, &columns);
	if (IsA(plan, Agg))
		columns = add_aggregate_numbers(columns, (Agg *) plan);
	if (IsA(plan, WindowAgg))
	{
		WindowAgg  *window = (WindowAgg *) plan;

		columns = add_numbers(columns, window->partColIdx, window->partNumCols);
		columns = add_numbers(columns, window->ordColIdx, window->ordNumCols);
	}
	return columns;
}

static void
batch_arguments(Plan *plan, Rewrite *rewrite)
{
	Collection *collection = begin_collection(rewrite);
	Plan	   *child = plan->lefttree;
	List	   *targetlist = copyObject(plan->targetlist);
	List	   *qual = copyObject(plan->qual);
	Arguments	arguments = {plan, collection};
	List	   *stages;

	collect_arguments((Node *) targetlist, &arguments);
	collect_arguments((Node *) qual, &arguments);
	stages = add_stages(NIL, collection);
	end_collection(collection, rewrite);
	if (stages == NIL || rewrite->checking)
		return;

	plan->targetlist = (List *) replace_calls((Node *) targetlist, columns_below(child, stages), collection);
	plan->qual = (List *) replace_calls((Node *) qual, columns_below(child, stages), collection);
	plan->lefttree = stack_below(child, stages, used_columns(plan), collection);
	finish_nodes(plan->lefttree, child, plan, rewrite);
}

/* Keys after the first are evaluated where those before are not NULL. */
static void
collect_keys(List *keys, Collection *collection)
{
	ListCell   *lc;

	foreach(lc, keys)
	{
		if (foreach_current_index(lc) == 0)
			collect(collection, lfirst(lc));
		else
			collect_maybe(collection, lfirst(lc));
	}
}

static void
batch_outer_keys(HashJoin *join, Rewrite *rewrite)
{
	Collection *collection = begin_collection(rewrite);
	Plan	   *child = join->join.plan.lefttree;
	List	   *keys = copyObject(join->hashkeys);
	List	   *stages;
	Bitmapset  *needed = NULL;
	ListCell   *lc;

	collect_keys(keys, collection);
	stages = add_stages(NIL, collection);
	end_collection(collection, rewrite);
	if (stages == NIL || rewrite->checking)
		return;

	join->hashkeys = (List *) replace_calls((Node *) keys, columns_below(child, stages), collection);
	foreach(lc, join->hashclauses)
		linitial(lfirst_node(OpExpr, lc)->args) = copyObject(list_nth(join->hashkeys, foreach_current_index(lc)));

	outer_columns((Node *) join->join.plan.targetlist, &needed);
	outer_columns((Node *) join->join.plan.qual, &needed);
	outer_columns((Node *) join->join.joinqual, &needed);
	outer_columns((Node *) join->hashkeys, &needed);
	join->join.plan.lefttree = stack_below(child, stages, needed, collection);
	finish_nodes(join->join.plan.lefttree, child, &join->join.plan, rewrite);
}

static Node *
as_inner(Node *node, void *context)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, Var) && ((Var *) node)->varno == OUTER_VAR)
	{
		Var		   *var = copyObject((Var *) node);

		var->varno = INNER_VAR;
		return (Node *) var;
	}
	return expression_tree_mutator(node, as_inner, context);
}

static void
batch_inner_keys(HashJoin *join, Rewrite *rewrite)
{
	Collection *collection = begin_collection(rewrite);
	Hash	   *hash = castNode(Hash, join->join.plan.righttree);
	Plan	   *child = hash->plan.lefttree;
	List	   *keys = copyObject(hash->hashkeys);
	List	   *stages;
	Bitmapset  *needed = NULL;
	ListCell   *lc;

	collect_keys(keys, collection);
	stages = add_stages(NIL, collection);
	end_collection(collection, rewrite);
	if (stages == NIL || rewrite->checking)
		return;

	/* The hash table holds all of the child's columns. */
	foreach(lc, child->targetlist)
		needed = bms_add_member(needed, lfirst_node(TargetEntry, lc)->resno);
	hash->plan.lefttree = stack_below(child, stages, needed, collection);
	finish_nodes(hash->plan.lefttree, child, &hash->plan, rewrite);

	for (int i = list_length(child->targetlist); i < list_length(hash->plan.lefttree->targetlist); i++)
	{
		Node	   *expr = (Node *) list_nth_node(TargetEntry, hash->plan.lefttree->targetlist, i)->expr;

		hash->plan.targetlist = lappend(hash->plan.targetlist,
										makeTargetEntry((Expr *) make_column(OUTER_VAR, i + 1, expr), i + 1, NULL, false));
	}
	hash->hashkeys = (List *) replace_calls((Node *) keys, columns_below(child, stages), collection);
	foreach(lc, join->hashclauses)
		lsecond(lfirst_node(OpExpr, lc)->args) =
			as_inner(list_nth(hash->hashkeys, foreach_current_index(lc)), NULL);
}

void
batch_below(Plan *plan, Rewrite *rewrite)
{
	switch (nodeTag(plan))
	{
		case T_Agg:
		case T_WindowAgg:
		case T_ProjectSet:
			if (has_rows(plan->lefttree))
				batch_arguments(plan, rewrite);
			break;
		case T_HashJoin:
			batch_outer_keys((HashJoin *) plan, rewrite);
			batch_inner_keys((HashJoin *) plan, rewrite);
			break;
		default:
			break;
	}
}
