/* Builds the nodes that compute collected calls, one above the other where one call needs what another has computed. */
#ifndef SQLINFERENCE_CHAIN_H
#define SQLINFERENCE_CHAIN_H

#include "nodes/plannodes.h"

#include "plan/collection.h"

/* What one node does: computes calls for its rows, then drops the rows of which a condition is not true. */
typedef struct Stage
{
	List	   *calls;
	List	   *quals;
} Stage;

/* Adds a stage for each level of the calls that a group of expressions has brought, and begins a new group. */
extern List *add_stages(List *stages, Collection *collection);

/*
 * The stages' nodes above a plan, or above another one whose columns the expressions are already in terms of (OUTER_VAR), as
 * those of a Result that the nodes replace. They put out the target list; the plan below puts out what they need.
 */
extern Plan *stack_above(Plan *plan, List *stages, List *targetlist, Collection *collection);
extern Plan *stack_instead(Plan *child, List *stages, List *targetlist, Collection *collection);

/*
 * The stages' nodes between a plan and its child: they put out the child's columns, only those that are needed having values,
 * and then one column for each of the calls.
 */
extern Plan *stack_below(Plan *child, List *stages, Bitmapset *needed, Collection *collection);

/* What they put out. */
extern List *columns_below(Plan *child, List *stages);

#endif
