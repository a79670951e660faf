#ifndef SQLINFERENCE_INPUT_TYPES_H
#define SQLINFERENCE_INPUT_TYPES_H

#include "call_state.h"

/* Sets kind, datatype and width for values of the type; false where models take no such values. */
extern bool input_set_type(PredictInput *input, Oid type);

#endif
