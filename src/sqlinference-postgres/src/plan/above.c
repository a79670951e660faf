/*
 * Calls in what a node puts out are computed above it. The node puts out the columns, aggregates and sets that they and the rest
 * of its target list need; the target list itself, with all of its names, is the topmost new node's, so that nothing changes for
 * the node's parent.
 *
 * Conditions on what the node puts out are evaluated in order, and the first that holds a call goes above with all that follow
 * it: none may see rows that one before it drops, as those of a policy do.
 */
#include "compat.h"

#include "nodes/nodeFuncs.h"

#include "plan/chain.h"
#include "plan/shapes.h"

/* Whether the node's target list and conditions are evaluated on its own rows and may be evaluated above it. */
static bool
evaluates_rows(Plan *plan)
{
	switch (nodeTag(plan))
	{
		case T_SeqScan:
		case T_SampleScan:
		case T_IndexScan:
		case T_IndexOnlyScan:
		case T_BitmapHeapScan:
		case T_TidScan:
#if PG_VERSION_NUM >= 140000
		case T_TidRangeScan:
#endif
		case T_SubqueryScan:
		case T_FunctionScan:
		case T_ValuesScan:
		case T_TableFuncScan:
		case T_CteScan:
		case T_NamedTuplestoreScan:
		case T_WorkTableScan:
		case T_NestLoop:
		case T_MergeJoin:
		case T_HashJoin:
		case T_Gather:
		case T_GatherMerge:
		case T_Agg:
		case T_Group:
		case T_WindowAgg:
		case T_ProjectSet:
			return true;
		case T_ForeignScan:
			{
				ForeignScan *scan = (ForeignScan *) plan;

				return scan->scan.scanrelid > 0 && scan->operation == CMD_SELECT && scan->fdw_scan_tlist == NIL;
			}
		case T_Result:
			/* Without a child there is one row; and PL/pgSQL evaluates such plans without the executor. */
			return plan->lefttree != NULL;
		default:
			return false;
	}
}

/* Results of UPDATE … SET (a, b) = (SELECT …) reach other columns of the target list by parameters while it is evaluated. */
static bool
assigns_parameters(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, SubPlan) && ((SubPlan *) node)->subLinkType == MULTIEXPR_SUBLINK)
		return true;
	return expression_tree_walker(node, assigns_parameters, context);
}

/* The conditions of an inner join that are evaluated on pairs of rows; NULL for anything else. */
static List **
inner_join_quals(Plan *plan)
{
	switch (nodeTag(plan))
	{
		case T_NestLoop:
		case T_MergeJoin:
		case T_HashJoin:
			return ((Join *) plan)->jointype == JOIN_INNER ? &((Join *) plan)->joinqual : NULL;
		default:
			return NULL;
	}
}

/* Collects from conditions in order. Returns how many of them stay with the node. */
static int
collect_quals(List *quals, List **stages, Collection *collection)
{
	int			staying = 0;
	ListCell   *lc;

	foreach(lc, quals)
	{
		collect(collection, lfirst(lc));
		*stages = add_stages(*stages, collection);
		if (*stages == NIL)
			staying++;
		else
		{
			Stage	   *stage = llast(*stages);

			stage->quals = lappend(stage->quals, lfirst(lc));
		}
	}
	return staying;
}

/* The run condition of a window refers to columns of the target list by number, those of window functions. */
static bool
renumber_columns(Node *node, List **lists)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		Var		   *var = (Var *) node;
		Node	   *expr = (Node *) list_nth_node(TargetEntry, lists[0], var->varattno - 1)->expr;
		ListCell   *lc;

		foreach(lc, lists[1])
		{
			if (equal(lfirst_node(TargetEntry, lc)->expr, expr))
				var->varattno = var->varattnosyn = lfirst_node(TargetEntry, lc)->resno;
		}
		return false;
	}
	return expression_tree_walker(node, renumber_columns, lists);
}

static void
adapt_node(Plan *plan, List *old_targetlist)
{
#if PG_VERSION_NUM >= 140000
	/* Its rows are not asked for asynchronously any more. */
	plan->async_capable = false;
#endif
#if PG_VERSION_NUM >= 150000
	if (IsA(plan, WindowAgg))
	{
		List	   *lists[2] = {old_targetlist, plan->targetlist};

		renumber_columns((Node *) ((WindowAgg *) plan)->runCondition, lists);
	}
#endif
}

Plan *
batch_above(Plan *plan, Rewrite *rewrite)
{
	Collection *collection;
	List	  **joinquals;
	List	   *joinqual = NIL;
	List	   *quals;
	List	   *targetlist;
	List	   *stages = NIL;
	int			staying;
	Plan	   *top;

	if (!evaluates_rows(plan))
		return plan;

	collection = begin_collection(rewrite);
	if (assigns_parameters((Node *) plan->targetlist, NULL))
	{
		refuse_all(collection, (Node *) plan->targetlist, "a subquery assigns several columns beside it");
		end_collection(collection, rewrite);
		return plan;
	}

	joinquals = inner_join_quals(plan);
	if (joinquals != NULL)
		joinqual = *joinquals;
	quals = copyObject(list_concat_copy(joinqual, plan->qual));
	staying = collect_quals(quals, &stages, collection);
	targetlist = copyObject(plan->targetlist);
	collect(collection, (Node *) targetlist);
	stages = add_stages(stages, collection);
	end_collection(collection, rewrite);
	if (stages == NIL || rewrite->checking)
		return plan;

	if (joinquals != NULL && staying < list_length(joinqual))
	{
		*joinquals = list_truncate(list_copy(joinqual), staying);

		/* That there is one match at most may be known from a condition that has moved. */
		((Join *) plan)->inner_unique = false;
	}
	plan->qual = list_truncate(list_copy(plan->qual), Max(0, staying - list_length(joinqual)));

	if (IsA(plan, Result) && ((Result *) plan)->resconstantqual == NULL && plan->qual == NIL && plan->initPlan == NIL)
	{
		top = stack_instead(plan->lefttree, stages, targetlist, collection);
		finish_nodes(top, plan->lefttree, plan, rewrite);
	}
	else
	{
		List	   *old_targetlist = plan->targetlist;

		top = stack_above(plan, stages, targetlist, collection);
		adapt_node(plan, old_targetlist);
		finish_nodes(top, plan, plan, rewrite);
	}
	return top;
}
