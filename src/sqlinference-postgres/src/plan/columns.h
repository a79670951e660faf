/* What plan nodes put out for each other: lists of columns, of which the position is the number. */
#ifndef SQLINFERENCE_COLUMNS_H
#define SQLINFERENCE_COLUMNS_H

#include "nodes/plannodes.h"

#include "plan/collection.h"

/* An expression that the plan below the nodes evaluates, or a call. */
typedef struct Column
{
	Node	   *leaf;
	Call	   *call;
} Column;

/* Adds the columns that an expression needs, or those that calls need, unless they are there. */
extern List *add_columns(List *columns, Node *expr, Collection *collection);
extern List *add_call_columns(List *columns, List *calls, Collection *collection);

/* The list with, or without, the calls themselves. */
extern List *append_calls(List *columns, List *calls);
extern List *without_calls(List *columns, List *calls);

/* All columns of a plan as Vars of its parent (OUTER_VAR). */
extern List *output_columns(Plan *plan);

extern Node *column_expr(Column *column);

/* The number of the column, from 1. A Var that is not in the list is one of a plan with that number. */
extern int	number_in(List *columns, Column *column);

/* The expression with a Var for each column. Leaves that are not in the list are Vars of the child already. */
extern Node *replace_columns(Node *expr, List *columns, int varno, Collection *collection);

/* The same for calls alone, which may stand within aggregates: OUTER_VAR. */
extern Node *replace_calls(Node *expr, List *columns, Collection *collection);

/* A target list of the expressions; a Var for a column of such a list. */
extern List *make_targetlist(List *exprs);
extern Var *make_column(int varno, int number, Node *expr);

#endif
