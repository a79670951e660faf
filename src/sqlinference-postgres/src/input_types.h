#ifndef SQLINFERENCE_INPUT_TYPES_H
#define SQLINFERENCE_INPUT_TYPES_H

#include "call_state.h"

/* Sets kind, datatype and width for values of the type; false where models take no such values. */
extern bool input_set_type(PredictInput *input, Oid type);

static inline bool
input_is_list(const PredictInput *input)
{
	return input->kind == INPUT_FLOAT4_LIST || input->kind == INPUT_FLOAT8_LIST;
}

#endif
