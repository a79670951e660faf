/* Which expressions are predictions. */
#ifndef SQLINFERENCE_CALLS_H
#define SQLINFERENCE_CALLS_H

#include "nodes/primnodes.h"

/* How many calls planning has come across in this session: a query whose planning leaves it as it was does not predict. */
extern uint64 calls_planned;

extern void calls_init(void);

/* Whether the node may compute the expression: a prediction, or any function or operator in tests (sqlinference.fuzz). */
extern bool is_call(Node *node);

/* Whether the function is ours, so that its rows travel; the node computes other calls by the ordinary expression. */
extern bool is_remote_function(Oid function);

/* Why a call can be of no batch, whatever surrounds it; NULL where it can. */
extern const char *call_refusal(Node *call);

#endif
