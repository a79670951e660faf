/* What the batching of calls has to know about expressions. */
#ifndef SQLINFERENCE_EXPRESSIONS_H
#define SQLINFERENCE_EXPRESSIONS_H

#include "nodes/pg_list.h"
#include "nodes/primnodes.h"

extern List *call_arguments(Node *call);

/* What is evaluated by the plan node itself, below the calls: columns, aggregates, sets. */
extern bool is_leaf(Node *node);

/*
 * Whether a value is known only in the midst of evaluating the expression around, as what CASE x compares, or one of the
 * parameters given.
 */
extern bool depends_on_surroundings(Node *node, List *parameters);

/* Whether evaluating the expression, or list of them, raises no error for any row. */
extern bool cannot_fail(Node *node);

#endif
