#include "compat.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"

#include "plan/columns.h"
#include "plan/expressions.h"

static int
find_column(List *columns, Node *leaf, Call *call)
{
	ListCell   *lc;

	foreach(lc, columns)
	{
		Column	   *column = lfirst(lc);

		if (call != NULL ? column->call == call : column->leaf != NULL && equal(column->leaf, leaf))
			return foreach_current_index(lc);
	}
	return -1;
}

static List *
add_column(List *columns, Node *leaf, Call *call)
{
	Column	   *column;

	if (find_column(columns, leaf, call) >= 0)
		return columns;
	column = palloc0(sizeof(Column));
	column->leaf = leaf;
	column->call = call;
	return lappend(columns, column);
}

typedef struct ColumnContext
{
	List	   *columns;
	Collection *collection;
	int			varno;
} ColumnContext;

static bool
column_walker(Node *node, ColumnContext *context)
{
	Call	   *call;

	if (node == NULL)
		return false;
	call = call_at(context->collection, node);
	if (call != NULL)
		context->columns = add_column(context->columns, NULL, call);
	else if (is_leaf(node))
		context->columns = add_column(context->columns, node, NULL);
	else
		return expression_tree_walker(node, column_walker, context);
	return false;
}

List *
add_columns(List *columns, Node *expr, Collection *collection)
{
	ColumnContext context = {columns, collection, 0};

	column_walker(expr, &context);
	return context.columns;
}

List *
add_call_columns(List *columns, List *calls, Collection *collection)
{
	ListCell   *lc;

	foreach(lc, calls)
	{
		Call	   *call = lfirst(lc);

		columns = add_columns(columns, (Node *) call_arguments(call->expr), collection);
		if (!call->always)
			columns = add_columns(columns, (Node *) call->conditions, collection);
	}
	return columns;
}

List *
append_calls(List *columns, List *calls)
{
	ListCell   *lc;

	columns = list_copy(columns);
	foreach(lc, calls)
		columns = add_column(columns, NULL, lfirst(lc));
	return columns;
}

List *
without_calls(List *columns, List *calls)
{
	List	   *rest = NIL;
	ListCell   *lc;

	foreach(lc, columns)
	{
		Column	   *column = lfirst(lc);

		if (column->call == NULL || !list_member_ptr(calls, column->call))
			rest = lappend(rest, column);
	}
	return rest;
}

Node *
column_expr(Column *column)
{
	return column->call ? column->call->expr : column->leaf;
}

List *
output_columns(Plan *plan)
{
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, plan->targetlist)
	{
		Column	   *column = palloc0(sizeof(Column));

		column->leaf = (Node *) make_column(OUTER_VAR, foreach_current_index(lc) + 1,
										  (Node *) lfirst_node(TargetEntry, lc)->expr);
		columns = lappend(columns, column);
	}
	return columns;
}

int
number_in(List *input, Column *column)
{
	int			position = find_column(input, column->leaf, column->call);

	return position >= 0 ? position + 1 : castNode(Var, column->leaf)->varattno;
}

Var *
make_column(int varno, int number, Node *expr)
{
	return makeVar(varno, number, exprType(expr), exprTypmod(expr), exprCollation(expr), 0);
}

static Node *
column_mutator(Node *node, ColumnContext *context)
{
	Call	   *call;
	int			position;

	if (node == NULL)
		return NULL;
	call = call_at(context->collection, node);
	if (call != NULL || is_leaf(node))
	{
		position = find_column(context->columns, node, call);
		if (position >= 0)
			return (Node *) make_column(context->varno, position + 1, node);
		if (call == NULL)
			return copyObject(node);
	}
	return expression_tree_mutator(node, column_mutator, context);
}

Node *
replace_columns(Node *expr, List *columns, int varno, Collection *collection)
{
	ColumnContext context = {columns, collection, varno};

	return column_mutator(expr, &context);
}

/* Calls stand within aggregates here, which are evaluated by the plan above. */
static Node *
call_mutator(Node *node, ColumnContext *context)
{
	Call	   *call;

	if (node == NULL)
		return NULL;
	call = call_at(context->collection, node);
	if (call != NULL)
		return (Node *) make_column(context->varno, find_column(context->columns, NULL, call) + 1, node);
	return expression_tree_mutator(node, call_mutator, context);
}

Node *
replace_calls(Node *expr, List *columns, Collection *collection)
{
	ColumnContext context = {columns, collection, OUTER_VAR};

	return call_mutator(expr, &context);
}

List *
make_targetlist(List *exprs)
{
	List	   *targetlist = NIL;
	ListCell   *lc;

	foreach(lc, exprs)
		targetlist = lappend(targetlist, makeTargetEntry(lfirst(lc), foreach_current_index(lc) + 1, NULL, false));
	return targetlist;
}
