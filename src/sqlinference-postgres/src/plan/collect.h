/*
 * Finds the calls of expressions that are to be computed ahead of them, for many rows at a time, and under which conditions the
 * expressions would have computed each: what they would have skipped, such as a division by zero in a branch of CASE, must be
 * skipped ahead of them too.
 */
#ifndef SQLINFERENCE_COLLECT_H
#define SQLINFERENCE_COLLECT_H

#include "plan/collection.h"

/*
 * Adds the calls of an expression that is evaluated for every row. Places are known by their addresses: no expression may share
 * nodes with another.
 */
extern void collect(Collection *collection, Node *expr);

/* The same, where the expression is evaluated only if the condition (may be NULL) is true. */
extern void collect_if(Collection *collection, Node *expr, Node *condition);

/* The same, where it is hard to say whether it is evaluated: takes only calls whose arguments cannot fail. */
extern void collect_maybe(Collection *collection, Node *expr);

#endif
