#include "compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "encode.h"
#include "errors.h"
#include "numeric_double.h"

#define DAYS_TO_2000 (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)
#define MICROS_TO_2000 (DAYS_TO_2000 * USECS_PER_DAY)
#define MAX_TEXT_BYTES ((size_t) UINT_MAX)

static void pg_attribute_noreturn()
refuse(const PredictCall *call, const PredictInput *input, const char *what, const char *hint)
{
	ereport(ERROR,
			(errcode(SI_INPUT_NOT_ACCEPTED),
			 errmsg("%s '%s' holds %s.", call->subject, input->name, what),
			 errhint("%s", hint)));
}

static void
put(RowColumn *column, const void *value, size_t length)
{
	bytes_reserve(&column->values, length);
	memcpy(column->values.data + column->values.used, value, length);
	column->values.used += length;
}

static void
put_int64(RowColumn *column, int64 value)
{
	put(column, &value, sizeof(value));
}

static void
put_numeric(const PredictCall *call, const PredictInput *input, RowColumn *column, Datum value)
{
	double		number;

	if (!numeric_to_double(value, &number))
		refuse(call, input, "a number with more digits than a double keeps (15, or 2^53 for integers)",
			   "Round it, or cast it to double precision if the model may see it rounded.");
	put(column, &number, sizeof(number));
}

static void pg_attribute_noreturn()
refuse_infinite(const PredictCall *call, const PredictInput *input)
{
	refuse(call, input, "an infinite date", "Filter out rows with isfinite(…), or turn infinite dates into NULL.");
}

static void pg_attribute_noreturn()
refuse_far(const PredictCall *call, const PredictInput *input)
{
	refuse(call, input, "a date beyond the range of microseconds in 64 bits", "Filter such rows out, or turn the dates into NULL.");
}

static void
put_date(const PredictCall *call, const PredictInput *input, RowColumn *column, DateADT date)
{
	int64		days = (int64) date + DAYS_TO_2000;

	if (DATE_NOT_FINITE(date))
		refuse_infinite(call, input);
	if (days > PG_INT64_MAX / USECS_PER_DAY || days < PG_INT64_MIN / USECS_PER_DAY)
		refuse_far(call, input);
	put_int64(column, days * USECS_PER_DAY);
}

static void
put_timestamp(const PredictCall *call, const PredictInput *input, RowColumn *column, Timestamp timestamp)
{
	if (TIMESTAMP_NOT_FINITE(timestamp))
		refuse_infinite(call, input);
	if (timestamp > PG_INT64_MAX - MICROS_TO_2000)
		refuse_far(call, input);
	put_int64(column, timestamp + MICROS_TO_2000);
}

/* On the wire a text follows its length; the start that is noted is that of the length. */
static void
put_text(const PredictCall *call, const PredictInput *input, RowColumn *column, Datum value, bool is_padded)
{
	text	   *packed = DatumGetTextPP(value);
	char	   *data = VARDATA_ANY(packed);
	int			length = VARSIZE_ANY_EXHDR(packed);
	char	   *utf8;
	uint32		wire_length;

	if (is_padded)
		length = bpchartruelen(data, length);
	utf8 = pg_server_to_any(data, length, PG_UTF8);
	wire_length = utf8 == data ? length : strlen(utf8);
	if (column->values.used + wire_length > MAX_TEXT_BYTES - sizeof(uint32))
		refuse(call, input, "more than 4 GB of text in one batch", "Set sqlinference.batch_bytes lower.");
	put(column, &wire_length, sizeof(wire_length));
	put(column, utf8, wire_length);
	if (utf8 != data)
		pfree(utf8);
	if ((Pointer) packed != DatumGetPointer(value))
		pfree(packed);
}

static void
mark_text_start(RowColumn *column)
{
	uint32		start = column->values.used;

	bytes_append(&column->starts, &start, sizeof(start));
}

/* Rows before the first list were NULL, and nothing stands for them yet. */
static void
set_list_length(RowColumn *column, int row, int row_bytes)
{
	column->row_bytes = row_bytes;
	bytes_zeros(&column->values, (size_t) row * row_bytes);
}

static void pg_attribute_noreturn()
refuse_length(const PredictCall *call, const PredictInput *input, int expected, int length)
{
	ereport(ERROR,
			(errcode(SI_LIST_LENGTHS_DIFFER),
			 length == 0 ? errmsg("%s '%s' holds an empty list.", call->subject, input->name) :
			 errmsg("%s '%s' holds lists of %d and of %d elements.", call->subject, input->name, expected, length),
			 errhint("All lists of a column must have the same number of elements.")));
}

static void
put_list(const PredictCall *call, const PredictInput *input, RowColumn *column, int row, Datum value)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	int			length = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	int			row_bytes = length * input->width;

	if (ARR_NDIM(array) > 1)
		refuse(call, input, "a list of lists", "Models take lists of numbers.");
	if (array_contains_nulls(array))
		refuse(call, input, "a list with a NULL element", "Replace NULL elements, or make the whole list NULL.");
	if (length == 0 || (column->row_bytes != 0 && column->row_bytes != row_bytes))
		refuse_length(call, input, column->row_bytes / input->width, length);
	if (column->row_bytes == 0)
		set_list_length(column, row, row_bytes);
	put(column, ARR_DATA_PTR(array), row_bytes);
	if ((Pointer) array != DatumGetPointer(value))
		pfree(array);
}

/* Zeros stand for what is missing: a text of no length, a number 0. */
static void
put_null(const PredictInput *input, RowColumn *column)
{
	bytes_zeros(&column->values, input->width == 0 ? sizeof(uint32) : column->row_bytes);
	column->has_nulls = true;
}

static void
put_value(const PredictCall *call, const PredictInput *input, RowColumn *column, int row, Datum value)
{
	switch (input->kind)
	{
		case INPUT_BOOL:
			{
				char		byte = DatumGetBool(value) ? 1 : 0;

				put(column, &byte, sizeof(byte));
				break;
			}
		case INPUT_INT2:
			{
				int16		number = DatumGetInt16(value);

				put(column, &number, sizeof(number));
				break;
			}
		case INPUT_INT4:
			{
				int32		number = DatumGetInt32(value);

				put(column, &number, sizeof(number));
				break;
			}
		case INPUT_INT8:
			put_int64(column, DatumGetInt64(value));
			break;
		case INPUT_FLOAT4:
			{
				float4		number = DatumGetFloat4(value);

				put(column, &number, sizeof(number));
				break;
			}
		case INPUT_FLOAT8:
			{
				float8		number = DatumGetFloat8(value);

				put(column, &number, sizeof(number));
				break;
			}
		case INPUT_NUMERIC:
			put_numeric(call, input, column, value);
			break;
		case INPUT_TEXT:
		case INPUT_BPCHAR:
			put_text(call, input, column, value, input->kind == INPUT_BPCHAR);
			break;
		case INPUT_DATE:
			put_date(call, input, column, DatumGetDateADT(value));
			break;
		case INPUT_TIMESTAMP:
			put_timestamp(call, input, column, DatumGetTimestamp(value));
			break;
		case INPUT_FLOAT4_LIST:
		case INPUT_FLOAT8_LIST:
			put_list(call, input, column, row, value);
			break;
	}
}

void
encode_value(const PredictCall *call, const PredictInput *input, RowColumn *column, int row, Datum value, bool is_null)
{
	if (input->width == 0)
		mark_text_start(column);
	if (is_null)
		put_null(input, column);
	else
		put_value(call, input, column, row, value);
	bytes_reserve(&column->valid, 1);
	column->valid.data[column->valid.used++] = !is_null;
}
