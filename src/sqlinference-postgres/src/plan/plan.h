/* Batching: plans of queries with predictions get nodes that predict many rows by one request. */
#ifndef SQLINFERENCE_PLAN_H
#define SQLINFERENCE_PLAN_H

#include "nodes/plannodes.h"

/* Installs the hooks. */
extern void predict_plan_init(void);

/*
 * Puts the nodes into a finished plan, which it changes, and returns it. A backward plan is one that a cursor has to be able to
 * read backwards.
 */
extern PlannedStmt *predict_plan_rewrite(PlannedStmt *statement, bool backward);

/* Why calls of a plan that has its nodes are computed row by row: a list of distinct String. */
extern List *predict_plan_reasons(PlannedStmt *statement);

#endif
