/* Which expressions are predictions. */
#ifndef SQLINFERENCE_CALLS_H
#define SQLINFERENCE_CALLS_H

#include "nodes/primnodes.h"

#include "call.h"

/* How many calls planning has come across in this session: a query whose planning leaves it as it was does not predict. */
extern uint64 calls_planned;

extern void calls_init(void);

/* Whether the node may compute the expression: a prediction, or any function or operator in tests (sqlinference.fuzz). */
extern bool is_call(Node *node);

/* How a function of ours names its model; PREDICT_NONE for others, whose calls the node computes by the ordinary expression. */
extern PredictKind kind_of_function(Oid function);

/* Why a call can be of no batch, whatever surrounds it; NULL where it can. */
extern const char *call_refusal(Node *call);

#endif
