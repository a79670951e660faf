/* Models that are asked by the names that Aurora's functions know: endpoints, and a setting. */
#ifndef SQLINFERENCE_NAMED_MODEL_H
#define SQLINFERENCE_NAMED_MODEL_H

#include "call.h"
#include "function_table.h"

/*
 * Asks the service, as the current user, for the model behind an endpoint or of the setting. Answers the type whose text the
 * function returns. The row lives in the current context.
 */
extern Oid	named_model_find(const PredictTarget *target, FunctionRow *row);

#endif
