#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "input_types.h"

typedef struct InputType
{
	Oid			type;
	InputKind	kind;
	const char *datatype;
	int			width;
} InputType;

static const InputType input_types[] = {
	{BOOLOID, INPUT_BOOL, "BOOL", 1},
	{INT2OID, INPUT_INT2, "INT16", 2},
	{INT4OID, INPUT_INT4, "INT32", 4},
	{INT8OID, INPUT_INT8, "INT64", 8},
	{FLOAT4OID, INPUT_FLOAT4, "FP32", 4},
	{FLOAT8OID, INPUT_FLOAT8, "FP64", 8},
	{NUMERICOID, INPUT_NUMERIC, "FP64", 8},
	{TEXTOID, INPUT_TEXT, "BYTES", 0},
	{VARCHAROID, INPUT_TEXT, "BYTES", 0},
	{BPCHAROID, INPUT_BPCHAR, "BYTES", 0},
	{DATEOID, INPUT_DATE, "INT64", 8},
	{TIMESTAMPOID, INPUT_TIMESTAMP, "INT64", 8},
	{TIMESTAMPTZOID, INPUT_TIMESTAMP, "INT64", 8},
	{FLOAT4ARRAYOID, INPUT_FLOAT4_LIST, "FP32", 4},
	{FLOAT8ARRAYOID, INPUT_FLOAT8_LIST, "FP64", 8},
};

bool
input_set_type(PredictInput *input, Oid type)
{
	Oid			base = getBaseType(type);

	for (int i = 0; i < lengthof(input_types); i++)
	{
		const InputType *known = &input_types[i];

		if (known->type == base)
		{
			input->kind = known->kind;
			input->datatype = known->datatype;
			input->width = known->width;
			return true;
		}
	}
	return false;
}
