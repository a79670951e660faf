/*
 * The inner side of a nested loop is scanned anew for each row of the outer side, a few rows at a time, which would make as many
 * small batches. A condition that predicts is evaluated on the rows of an inner join as well.
 */
#include "compat.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"

#include "plan/columns.h"
#include "plan/shapes.h"

/* Whether the scan is restarted with other parameters for each outer row; else it is cached or scanned whole. */
static bool
depends_on_outer(NestLoop *join, Plan *inner)
{
	ListCell   *lc;

	foreach(lc, join->nestParams)
	{
		if (bms_is_member(lfirst_node(NestLoopParam, lc)->paramno, inner->extParam))
			return true;
	}
	return false;
}

/* The list of conditions that rows of the inner side have to meet last; NULL where none can be taken away. */
static List **
liftable_quals(Plan *inner)
{
	switch (nodeTag(inner))
	{
		case T_SeqScan:
		case T_IndexScan:
		case T_IndexOnlyScan:
		case T_BitmapHeapScan:
		case T_TidScan:
		case T_CteScan:
			return &inner->qual;
		case T_NestLoop:
		case T_MergeJoin:
		case T_HashJoin:
			return ((Join *) inner)->jointype == JOIN_INNER && inner->qual == NIL ? &((Join *) inner)->joinqual : NULL;
		default:
			return NULL;
	}
}

static bool
holds_subquery(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, SubPlan) || IsA(node, AlternativeSubPlan))
		return true;
	return expression_tree_walker(node, holds_subquery, context);
}

/* How many of the conditions stand before the first with a call. */
static int
count_staying(List *quals, Rewrite *rewrite)
{
	int			staying = 0;
	ListCell   *lc;

	foreach(lc, quals)
	{
		Collection *collection = begin_collection(rewrite);

		collect(collection, lfirst(lc));
		if (collection->calls != NIL)
			break;
		staying++;
	}
	return staying;
}

typedef struct Lift
{
	NestLoop   *join;
	Plan	   *inner;
} Lift;

/* The number of the inner side's column that holds the value; adds one where there is none. */
static int
number_of_column(Plan *inner, Var *var)
{
	ListCell   *lc;
	int			number = list_length(inner->targetlist) + 1;

	foreach(lc, inner->targetlist)
	{
		if (equal(lfirst_node(TargetEntry, lc)->expr, var))
			return lfirst_node(TargetEntry, lc)->resno;
	}
	inner->targetlist = lappend(list_copy(inner->targetlist), makeTargetEntry((Expr *) copyObject(var), number, NULL, false));
	return number;
}

/* Turns a condition on the inner side's rows into one on the join's. */
static Node *
lift_mutator(Node *node, Lift *lift)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, Var))
		return (Node *) make_column(INNER_VAR, number_of_column(lift->inner, (Var *) node), node);
	if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC)
	{
		ListCell   *lc;

		foreach(lc, lift->join->nestParams)
		{
			if (lfirst_node(NestLoopParam, lc)->paramno == ((Param *) node)->paramid)
				return copyObject((Node *) lfirst_node(NestLoopParam, lc)->paramval);
		}
	}
	return expression_tree_mutator(node, lift_mutator, lift);
}

void
lift_inner_quals(NestLoop *join, Rewrite *rewrite)
{
	Plan	   *inner = join->join.plan.righttree;
	Lift		lift = {join, inner};
	List	  **quals;
	List	   *lifted;
	int			staying;

	if (!rewrite->may_lift || join->join.jointype != JOIN_INNER || !depends_on_outer(join, inner))
		return;
	if (IsA(inner, NestLoop))
		lift_inner_quals((NestLoop *) inner, rewrite);
	quals = liftable_quals(inner);
	if (quals == NULL)
		return;
	staying = count_staying(*quals, rewrite);
	lifted = list_copy_tail(*quals, staying);
	if (lifted == NIL || holds_subquery((Node *) lifted, NULL))
		return;

	*quals = list_truncate(list_copy(*quals), staying);
	lifted = (List *) lift_mutator((Node *) lifted, &lift);
	join->join.joinqual = list_concat_copy(join->join.joinqual, lifted);

	/* That there is one match at most may be known from a condition that has moved. This join's conditions move on, with the same effect. */
	if (IsA(inner, NestLoop) || IsA(inner, MergeJoin) || IsA(inner, HashJoin))
		((Join *) inner)->inner_unique = false;
}
