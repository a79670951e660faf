#include "compat.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"

#include "plan/chain.h"
#include "plan/columns.h"
#include "plan/make_node.h"

List *
add_stages(List *stages, Collection *collection)
{
	int			highest = highest_level(collection->calls);

	for (int level = 0; level <= highest; level++)
	{
		Stage	   *stage;
		List	   *calls = calls_of_level(collection->calls, level);

		if (calls == NIL)
			continue;
		stage = palloc0(sizeof(Stage));
		stage->calls = calls;
		stages = lappend(stages, stage);
	}
	collection_settle(collection);
	return stages;
}

/*
 * One stage over a child that puts out the columns of input. Its target list, where it is not the last stage's, which is given,
 * is the columns of output.
 */
static Plan *
stack_stage(Plan *child, Stage *stage, List *input, List *output, List *targetlist, Collection *collection)
{
	List	   *kept = without_calls(add_columns(list_copy(output), (Node *) stage->quals, collection), stage->calls);
	List	   *seen = append_calls(kept, stage->calls);
	List	   *exprs = NIL;
	List	   *quals = (List *) replace_columns((Node *) stage->quals, seen, INDEX_VAR, collection);
	ListCell   *lc;

	foreach(lc, kept)
	{
		Column	   *column = lfirst(lc);

		exprs = lappend(exprs, make_column(OUTER_VAR, number_in(input, column), column_expr(column)));
	}
	if (targetlist == NIL)
	{
		foreach(lc, output)
		{
			Column	   *column = lfirst(lc);

			targetlist = lappend(targetlist, make_column(INDEX_VAR, number_in(seen, column), column_expr(column)));
		}
		targetlist = make_targetlist(targetlist);
	}
	else
		targetlist = (List *) replace_columns((Node *) targetlist, seen, INDEX_VAR, collection);

	return make_predict_node(child, input, exprs, stage->calls, quals, targetlist, collection);
}

/* What each stage's child has to put out, the first stage's first. */
static List *
stage_inputs(List *stages, List *targetlist, Collection *collection)
{
	List	   *inputs = NIL;
	List	   *needed = add_columns(NIL, (Node *) targetlist, collection);

	for (int i = list_length(stages) - 1; i >= 0; i--)
	{
		Stage	   *stage = list_nth(stages, i);

		needed = add_columns(list_copy(needed), (Node *) stage->quals, collection);
		needed = add_call_columns(without_calls(needed, stage->calls), stage->calls, collection);
		inputs = lcons(needed, inputs);
	}
	return inputs;
}

static Plan *
stack(Plan *plan, List *stages, List *inputs, List *targetlist, Collection *collection)
{
	for (int i = 0; i < list_length(stages); i++)
	{
		bool		last = i == list_length(stages) - 1;
		List	   *output = last ? add_columns(NIL, (Node *) targetlist, collection) : list_nth(inputs, i + 1);

		plan = stack_stage(plan, list_nth(stages, i), list_nth(inputs, i), output, last ? targetlist : NIL, collection);
	}
	return plan;
}

Plan *
stack_above(Plan *plan, List *stages, List *targetlist, Collection *collection)
{
	List	   *inputs = stage_inputs(stages, targetlist, collection);
	List	   *leaves = NIL;
	Cost		charged = plan->total_cost;
	Cost		moved;
	Plan	   *top;
	ListCell   *lc;

	foreach(lc, (List *) linitial(inputs))
		leaves = lappend(leaves, ((Column *) lfirst(lc))->leaf);
	plan->targetlist = make_targetlist(leaves);
	top = stack(plan, stages, inputs, targetlist, collection);

	/* The planner has charged the plan for the predictions; they are made above it now. */
	moved = Min(top->total_cost - charged, charged - plan->startup_cost);
	for (Plan *node = top; node != plan; node = node->lefttree)
		node->total_cost -= moved;
	plan->total_cost -= moved;
	return top;
}

Plan *
stack_instead(Plan *child, List *stages, List *targetlist, Collection *collection)
{
	List	   *inputs = stage_inputs(stages, targetlist, collection);

	linitial(inputs) = output_columns(child);
	return stack(child, stages, inputs, targetlist, collection);
}

List *
columns_below(Plan *child, List *stages)
{
	List	   *columns = output_columns(child);
	ListCell   *lc;

	foreach(lc, stages)
		columns = append_calls(columns, ((Stage *) lfirst(lc))->calls);
	return columns;
}

/* The child's columns that the calls of later stages need. */
static Bitmapset *
needed_later(Bitmapset *needed, List *later, Collection *collection)
{
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, later)
		columns = add_call_columns(columns, ((Stage *) lfirst(lc))->calls, collection);
	foreach(lc, columns)
	{
		Column	   *column = lfirst(lc);

		if (column->leaf != NULL)
			needed = bms_add_member(needed, ((Var *) column->leaf)->varattno);
	}
	return needed;
}

/* One node between: the columns of the child, then the calls. */
static Plan *
insert_stage(Plan *child, List *calls, List *columns, Bitmapset *needed, Collection *collection)
{
	List	   *kept = NIL;
	List	   *targetlist = NIL;
	ListCell   *lc;

	foreach(lc, columns)
	{
		Column	   *column = lfirst(lc);
		Node	   *expr = column_expr(column);
		int			number = foreach_current_index(lc) + 1;

		kept = lappend(kept, column->call != NULL || bms_is_member(number, needed) ?
					   (Node *) make_column(OUTER_VAR, number, expr) :
					   (Node *) makeNullConst(exprType(expr), exprTypmod(expr), exprCollation(expr)));
	}
	foreach(lc, append_calls(columns, calls))
		targetlist = lappend(targetlist, make_column(INDEX_VAR, foreach_current_index(lc) + 1, column_expr(lfirst(lc))));
	return make_predict_node(child, columns, kept, calls, NIL, make_targetlist(targetlist), collection);
}

Plan *
stack_below(Plan *child, List *stages, Bitmapset *needed, Collection *collection)
{
	List	   *columns = output_columns(child);
	ListCell   *lc;

	foreach(lc, stages)
	{
		List	   *calls = ((Stage *) lfirst(lc))->calls;
		List	   *later = list_copy_tail(stages, foreach_current_index(lc) + 1);

		child = insert_stage(child, calls, columns, needed_later(bms_copy(needed), later, collection), collection);
		columns = append_calls(columns, calls);
	}
	return child;
}
