/* The table sqlinference.function: which model a prediction function asks. Only the extension writes it. */
#ifndef SQLINFERENCE_FUNCTION_TABLE_H
#define SQLINFERENCE_FUNCTION_TABLE_H

#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/snapshot.h"

/* The table's columns, in their order. */
enum
{
	FUNCTION_COLUMN_ID = 1,
	FUNCTION_COLUMN_FUNCTION,
	FUNCTION_COLUMN_SIGNATURE,
	FUNCTION_COLUMN_SERVER,
	FUNCTION_COLUMN_MODEL,
	FUNCTION_COLUMN_VERSION,
	FUNCTION_COLUMN_OUTPUT,
	FUNCTION_COLUMN_INPUTS,
	FUNCTION_COLUMN_ACCEPTS_NULL,
	FUNCTION_COLUMN_COUNT = FUNCTION_COLUMN_ACCEPTS_NULL
};

typedef struct FunctionRow
{
	Oid			function;		/* InvalidOid for a model that is asked without one */
	char	   *model;
	int			version;		/* 0: the current one */
	char	   *output;
	int			input_count;
	char	  **inputs;
	bool	   *accepts_null;
} FunctionRow;

/*
 * The function of a row: by its number, or by its signature where another server has written the row; InvalidOid where there is
 * none any more.
 */
extern Oid	function_of_row(Datum function, Datum signature, Datum server);

/* What the column server holds here. */
extern Datum function_server(void);

/* The function that the snapshot sees under this id; false where there is none. */
extern bool function_find(int32 id, Snapshot snapshot, FunctionRow *row);

/* All functions there are, each a FunctionRow. */
extern List *function_list(void);

#endif
