#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "named_model.h"

/* The columns of what the functions of sqlinference_aurora answer about a model. */
enum
{
	COLUMN_MODEL = 1,
	COLUMN_VERSION,
	COLUMN_OUTPUT,
	COLUMN_INPUTS,
	COLUMN_RETURNS
};

static Datum
column(int number)
{
	bool		is_null;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, number, &is_null);

	if (is_null)
		elog(ERROR, "column %d of the description of a model is NULL", number);
	return value;
}

/* NULLs travel: the service knows which of them the model takes, and answers NULL for the others. */
static void
read_inputs(Datum inputs, FunctionRow *row)
{
	Datum	   *names;

	deconstruct_array(DatumGetArrayTypeP(inputs), TEXTOID, -1, false, TYPALIGN_INT, &names, NULL, &row->input_count);
	row->inputs = palloc(sizeof(char *) * Max(1, row->input_count));
	row->accepts_null = palloc(sizeof(bool) * Max(1, row->input_count));
	for (int i = 0; i < row->input_count; i++)
	{
		row->inputs[i] = TextDatumGetCString(names[i]);
		row->accepts_null[i] = true;
	}
}

static Oid
read_row(MemoryContext context, FunctionRow *row)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	Oid			returns = DatumGetObjectId(column(COLUMN_RETURNS));

	memset(row, 0, sizeof(*row));
	row->model = TextDatumGetCString(column(COLUMN_MODEL));
	row->version = DatumGetInt32(column(COLUMN_VERSION));
	row->output = TextDatumGetCString(column(COLUMN_OUTPUT));
	read_inputs(column(COLUMN_INPUTS), row);
	MemoryContextSwitchTo(before);
	return returns;
}

/* Decimals travel as doubles; texts are what they are. */
static Oid
travelling_type(Oid returns)
{
	switch (returns)
	{
		case NUMERICOID:
			return FLOAT8OID;
		case VARCHAROID:
		case BPCHAROID:
			return TEXTOID;
		default:
			return returns;
	}
}

Oid
named_model_find(const PredictTarget *target, FunctionRow *row)
{
	MemoryContext context = CurrentMemoryContext;
	Oid			types[] = {TEXTOID};
	Datum		values[1];
	Oid			returns;
	int			result;

	SPI_connect();
	if (target->kind == PREDICT_ENDPOINT)
	{
		values[0] = CStringGetTextDatum(target->endpoint);
		result = SPI_execute_with_args("SELECT model, version, output, inputs, returns FROM aws_sagemaker.endpoint_model($1)",
									   1, types, values, NULL, true, 1);
	}
	else
		result = SPI_execute("SELECT model, version, output, inputs, returns FROM aws_comprehend.sentiment_model()", true, 1);
	if (result != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "the description of a model has no row");
	returns = travelling_type(read_row(context, row));
	SPI_finish();
	return returns;
}
