/* What a call consists of; for those who fill its batches and read its answers. */
#ifndef SQLINFERENCE_CALL_STATE_H
#define SQLINFERENCE_CALL_STATE_H

#include "call.h"

/* How a SQL type travels. */
typedef enum InputKind
{
	INPUT_BOOL,
	INPUT_INT2,
	INPUT_INT4,
	INPUT_INT8,
	INPUT_FLOAT4,
	INPUT_FLOAT8,
	INPUT_NUMERIC,
	INPUT_TEXT,
	INPUT_BPCHAR,
	INPUT_DATE,
	INPUT_TIMESTAMP,
	INPUT_FLOAT4_LIST,
	INPUT_FLOAT8_LIST
} InputKind;

typedef struct PredictInput
{
	char	   *name;			/* in the database's encoding */
	char	   *json;			/* "name" as JSON, in UTF-8 */
	char	   *json_valid;		/* "name.valid" */
	InputKind	kind;
	const char *datatype;
	int			width;			/* of an element; 0 for text */
	bool		accepts_null;
} PredictInput;

struct PredictCall
{
	MemoryContext context;
	Oid			user;
	char	   *subject;		/* how errors about arguments begin: "Model 'm': the argument" */
	char	   *model;
	int			version;
	char	   *path;
	char	   *output;			/* UTF-8 */
	char	   *outputs_json;	/* how a request's JSON ends */
	Oid			result_type;
	Oid			text_of;		/* the answer is the text of this type; InvalidOid: it is of the result's */
	int			input_count;
	PredictInput *inputs;
	PredictCounters counters;
};

#endif
