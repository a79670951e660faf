#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "answer.h"
#include "errors.h"

#define DAYS_TO_2000 (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)
#define MICROS_TO_2000 (DAYS_TO_2000 * USECS_PER_DAY)
#define EXACT_IN_DOUBLE (INT64CONST(1) << 53)
#define EXACT_IN_SINGLE (INT64CONST(1) << 24)

/* A number of the answer: whole, or not. */
typedef struct Number
{
	bool		is_whole;
	int64		whole;
	double		real;
} Number;

static void pg_attribute_noreturn()
does_not_fit(const Answer *answer, const char *value)
{
	ereport(ERROR,
			(errcode(SI_VALUE_DOES_NOT_FIT),
			 errmsg("Model '%s': the predicted value %s does not fit %s.", answer->call->model, value,
					format_type_be(answer->call->result_type)),
			 errhint("Create the model with a RETURNS type that holds all its answers.")));
}

static void pg_attribute_noreturn()
number_does_not_fit(const Answer *answer, Number number)
{
	does_not_fit(answer, number.is_whole ? psprintf(INT64_FORMAT, number.whole) : float8out_internal(number.real));
}

static void pg_attribute_noreturn()
wrong_kind(const Answer *answer)
{
	answer_refuse(answer->call, psprintf("has another type than %s", format_type_be(answer->call->result_type)));
}

#define LOAD_WHOLE(type) \
	do { \
		type loaded; \
		memcpy(&loaded, answer->values + index * sizeof(type), sizeof(type)); \
		number.whole = loaded; \
	} while (0)

static Number
number_at(const Answer *answer, size_t index)
{
	Number		number = {true, 0, 0};

	switch (answer->kind)
	{
		case ANSWER_BOOL:
		case ANSWER_UINT8:
			LOAD_WHOLE(uint8);
			break;
		case ANSWER_INT8:
			LOAD_WHOLE(int8);
			break;
		case ANSWER_INT16:
			LOAD_WHOLE(int16);
			break;
		case ANSWER_INT32:
			LOAD_WHOLE(int32);
			break;
		case ANSWER_INT64:
			LOAD_WHOLE(int64);
			break;
		case ANSWER_UINT16:
			LOAD_WHOLE(uint16);
			break;
		case ANSWER_UINT32:
			LOAD_WHOLE(uint32);
			break;
		case ANSWER_UINT64:
			{
				uint64		loaded;

				memcpy(&loaded, answer->values + index * sizeof(loaded), sizeof(loaded));
				if (loaded > PG_INT64_MAX)
					does_not_fit(answer, psprintf(UINT64_FORMAT, loaded));
				number.whole = loaded;
				break;
			}
		case ANSWER_FP32:
			{
				float4		loaded;

				memcpy(&loaded, answer->values + index * sizeof(loaded), sizeof(loaded));
				number.is_whole = false;
				number.real = loaded;
				break;
			}
		case ANSWER_FP64:
			memcpy(&number.real, answer->values + index * sizeof(float8), sizeof(float8));
			number.is_whole = false;
			break;
		case ANSWER_BYTES:
			wrong_kind(answer);
	}
	return number;
}

/* As an integer; fractions are rounded half away from zero. */
static int64
whole_value(const Answer *answer, Number number, int64 least, int64 most)
{
	int64		whole = number.whole;

	if (!number.is_whole)
	{
		double		rounded = round(number.real);

		/* -2^63 is an int64, 2^63 is not; NaN is neither. */
		if (!(rounded >= -9223372036854775808.0 && rounded < 9223372036854775808.0))
			number_does_not_fit(answer, number);
		whole = (int64) rounded;
	}
	if (whole < least || whole > most)
		number_does_not_fit(answer, number);
	return whole;
}

static double
double_value(const Answer *answer, Number number)
{
	if (number.is_whole && (number.whole > EXACT_IN_DOUBLE || number.whole < -EXACT_IN_DOUBLE))
		number_does_not_fit(answer, number);
	return number.is_whole ? (double) number.whole : number.real;
}

static float
single_value(const Answer *answer, Number number)
{
	float		value = number.is_whole ? (float) number.whole : (float) number.real;

	if (number.is_whole ? number.whole > EXACT_IN_SINGLE || number.whole < -EXACT_IN_SINGLE
		: isinf(value) && !isinf(number.real))
		number_does_not_fit(answer, number);
	return value;
}

static bool
bool_value(const Answer *answer, Number number)
{
	double		value = number.is_whole ? (double) number.whole : number.real;

	if (value != 0 && value != 1)
		number_does_not_fit(answer, number);
	return value == 1;
}

static int64
micros_at(const Answer *answer, int row)
{
	if (answer->kind != ANSWER_INT64)
		wrong_kind(answer);
	return number_at(answer, row).whole;
}

static Datum
date_value(const Answer *answer, int row)
{
	int64		micros = micros_at(answer, row);
	int64		days = micros >= 0 ? micros / USECS_PER_DAY : (micros - (USECS_PER_DAY - 1)) / USECS_PER_DAY;

	if (micros < PG_INT64_MIN + USECS_PER_DAY || !IS_VALID_DATE(days - DAYS_TO_2000))
		does_not_fit(answer, psprintf(INT64_FORMAT, micros));
	return DateADTGetDatum((DateADT) (days - DAYS_TO_2000));
}

static Datum
timestamp_value(const Answer *answer, int row)
{
	int64		micros = micros_at(answer, row);

	if (micros < PG_INT64_MIN + MICROS_TO_2000 || !IS_VALID_TIMESTAMP(micros - MICROS_TO_2000))
		does_not_fit(answer, psprintf(INT64_FORMAT, micros));
	return TimestampGetDatum(micros - MICROS_TO_2000);
}

/* Texts are kept: a row that many rows are equal to is asked for many times. */
static Datum
text_value(Answer *answer, int row)
{
	const char *start;
	uint32		length;
	char	   *text;
	MemoryContext before;

	if (answer->kind != ANSWER_BYTES)
		wrong_kind(answer);
	if (answer->texts[row] != (Datum) 0)
		return answer->texts[row];
	start = answer->values + answer->starts[row];
	memcpy(&length, start - sizeof(length), sizeof(length));
	if (!pg_verify_mbstr(PG_UTF8, start, length, true))
		answer_refuse(answer->call, "has a text that is not valid UTF-8");
	before = MemoryContextSwitchTo(answer->context);
	text = pg_any_to_server(start, length, PG_UTF8);
	answer->texts[row] = PointerGetDatum(cstring_to_text_with_len(text, text == start ? length : strlen(text)));
	MemoryContextSwitchTo(before);
	return answer->texts[row];
}

static Datum
list_value(Answer *answer, int row, Oid element)
{
	bool		is_double = element == FLOAT8OID;
	int			length = answer->list_length;
	MemoryContext before;
	Datum	   *elements;
	ArrayType  *array;

	if (length == 0)
		wrong_kind(answer);
	before = MemoryContextSwitchTo(answer->context);
	elements = palloc(sizeof(Datum) * length);
	for (int i = 0; i < length; i++)
	{
		Number		number = number_at(answer, (size_t) row * length + i);

		elements[i] = is_double ? Float8GetDatum(double_value(answer, number)) : Float4GetDatum(single_value(answer, number));
	}
	array = construct_array(elements, length, element, is_double ? sizeof(float8) : sizeof(float4), is_double ? FLOAT8PASSBYVAL : true,
							is_double ? TYPALIGN_DOUBLE : TYPALIGN_INT);
	pfree(elements);
	MemoryContextSwitchTo(before);
	return PointerGetDatum(array);
}

static Datum
value_of_type(Answer *answer, int row, Oid type)
{
	if (type == FLOAT4ARRAYOID || type == FLOAT8ARRAYOID)
		return list_value(answer, row, type == FLOAT8ARRAYOID ? FLOAT8OID : FLOAT4OID);
	if (answer->list_length > 1)
		wrong_kind(answer);
	switch (type)
	{
		case BOOLOID:
			return BoolGetDatum(bool_value(answer, number_at(answer, row)));
		case INT2OID:
			return Int16GetDatum((int16) whole_value(answer, number_at(answer, row), PG_INT16_MIN, PG_INT16_MAX));
		case INT4OID:
			return Int32GetDatum((int32) whole_value(answer, number_at(answer, row), PG_INT32_MIN, PG_INT32_MAX));
		case INT8OID:
			return Int64GetDatum(whole_value(answer, number_at(answer, row), PG_INT64_MIN, PG_INT64_MAX));
		case FLOAT4OID:
			return Float4GetDatum(single_value(answer, number_at(answer, row)));
		case FLOAT8OID:
			return Float8GetDatum(double_value(answer, number_at(answer, row)));
		case TEXTOID:
			return text_value(answer, row);
		case DATEOID:
			return date_value(answer, row);
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return timestamp_value(answer, row);
		default:
			elog(ERROR, "predictions of type %s cannot be had", format_type_be(type));
	}
}

/* A value as the database writes it. */
static Datum
value_as_text(Answer *answer, int row, Oid type)
{
	MemoryContext before = MemoryContextSwitchTo(answer->context);
	Datum		value = value_of_type(answer, row, type);
	Oid			output;
	bool		is_varlena;

	getTypeOutputInfo(type, &output, &is_varlena);
	value = CStringGetTextDatum(OidOutputFunctionCall(output, value));
	MemoryContextSwitchTo(before);
	return value;
}

Datum
answer_value(Answer *answer, int row, bool *is_null)
{
	const PredictCall *call = answer->call;

	*is_null = answer->valid && !answer->valid[row];
	if (*is_null)
		return (Datum) 0;
	if (OidIsValid(call->text_of) && call->text_of != TEXTOID)
		return value_as_text(answer, row, call->text_of);
	return value_of_type(answer, row, call->result_type);
}
