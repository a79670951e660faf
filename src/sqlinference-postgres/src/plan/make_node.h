#ifndef SQLINFERENCE_MAKE_NODE_H
#define SQLINFERENCE_MAKE_NODE_H

#include "plan/columns.h"

/*
 * A node over a child that puts out the columns of input. What it keeps of them is given as expressions over the child
 * (OUTER_VAR), NULLs where no value is needed; its quals and its target list see those, then the calls (INDEX_VAR).
 */
extern Plan *make_predict_node(Plan *child, List *input, List *kept, List *calls, List *quals, List *targetlist,
							   Collection *collection);

#endif
