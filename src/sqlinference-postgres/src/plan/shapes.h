/* What can be done for the nodes of a plan. Each returns the plan to put in the place of the one given. */
#ifndef SQLINFERENCE_SHAPES_H
#define SQLINFERENCE_SHAPES_H

#include "nodes/plannodes.h"

#include "plan/collect.h"

/* A statement whose plan is given its nodes, or is only looked at for reasons why calls have none. */
typedef struct Rewrite
{
	PlannedStmt *statement;
	bool		checking;
	bool		may_lift;		/* no rows are hidden from the user who runs it */
	bool		in_worker;		/* workers run the part of the plan that is looked at */
	List	   *reasons;		/* while checking */
	bool		has_calls;		/* that were found while checking */
	int			last_id;		/* highest number of a node */
} Rewrite;

/*
 * Calls in the output of a node, and in conditions on it, are computed above it: the node puts out what they need. See
 * above.c.
 */
extern Plan *batch_above(Plan *plan, Rewrite *rewrite);

/* Calls in the arguments of aggregates, window and set-returning functions, and in keys of hash joins: below the node. See below.c. */
extern void batch_below(Plan *plan, Rewrite *rewrite);

/* Moves conditions that predict from the inner side of a nested loop, where rows come a few at a time, to its join. See lift.c. */
extern void lift_inner_quals(NestLoop *join, Rewrite *rewrite);

/* Gives a reason for each call that none of the above may move. See places.c. */
extern void check_fixed_places(Plan *plan, Rewrite *rewrite);

/* Numbers the nodes from top down to bottom, and gives them the parameters that the calls of the plan they come from use. */
extern void finish_nodes(Plan *top, Plan *bottom, Plan *origin, Rewrite *rewrite);

/* Runs a function on each place where a plan node holds a child. See walk.c. */
typedef void (*ChildFunction) (Plan **child, void *context);
extern void each_child(Plan *plan, ChildFunction function, void *context);

extern bool is_predict_node(Plan *plan);

extern Collection *begin_collection(Rewrite *rewrite);
extern void end_collection(Collection *collection, Rewrite *rewrite);

#endif
