/*
 * as_decimal(value, precision, scale): what value::numeric(precision, scale) is, to the last digit. The server writes the number as
 * text and reads it again for that, which takes longer than some models do.
 */
#include "compat.h"

#include <math.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

PG_FUNCTION_INFO_V1(sqlinference_as_decimal);

/* A double becomes a numeric by so many of its digits. */
#define DIGITS 15

/* Below it, 15 digits times a power of ten no longer go into 128 bits. */
#define LEAST 1e-6
#define MOST_SHIFT 20

#define SIGNIFICAND_BITS 53
#define NUMERIC_BASE 10000
#define BASE_DIGITS 4
#define MOST_BASE_DIGITS 8
#define NEGATIVE 0x4000

static const int64 powers_of_ten[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, INT64CONST(10000000000), INT64CONST(100000000000),
	INT64CONST(1000000000000), INT64CONST(10000000000000), INT64CONST(100000000000000), INT64CONST(1000000000000000)
};

/* significand * 10^shift * 2^exponent as a whole number; a tie goes to the even one, as where the server writes the number. */
static int64
scaled(uint64 significand, int exponent, int shift)
{
	unsigned __int128 product = (unsigned __int128) significand;
	unsigned __int128 whole;
	unsigned __int128 rest;
	unsigned __int128 half;

	for (; shift > DIGITS; shift -= DIGITS)
		product *= (uint64) powers_of_ten[DIGITS];
	product *= (uint64) powers_of_ten[shift];
	whole = product >> -exponent;
	rest = product - (whole << -exponent);
	half = (unsigned __int128) 1 << (-exponent - 1);
	return (int64) whole + (rest > half || (rest == half && (whole & 1)));
}

/* The number's first 15 digits, and how many of them stand behind the point. */
static int64
first_digits(double value, int *behind_point)
{
	int			exponent;
	uint64		significand = (uint64) ldexp(frexp(value, &exponent), SIGNIFICAND_BITS);
	int			shift = DIGITS - (exponent * 1233 >> 12);
	int64		digits;

	exponent -= SIGNIFICAND_BITS;
	shift = Min(shift, MOST_SHIFT);
	/* The estimate may be off by one, either way. */
	while ((digits = scaled(significand, exponent, shift)) >= powers_of_ten[DIGITS])
		shift--;
	while (digits < powers_of_ten[DIGITS - 1] && shift < MOST_SHIFT)
		digits = scaled(significand, exponent, ++shift);
	*behind_point = shift;
	return digits;
}

/* The number as a whole one of units of the last place, rounded half away from zero; -1 where it has to be found out the long way. */
static int64
units_of(double value, int precision, int scale)
{
	int			behind_point;
	int64		digits;
	int64		step;

	if (value == 0)
		return 0;
	if (!(value >= LEAST && value < powers_of_ten[DIGITS]))
		return -1;
	digits = first_digits(value, &behind_point);
	if (behind_point <= scale)
		return digits < powers_of_ten[precision] / powers_of_ten[scale - behind_point] ? digits * powers_of_ten[scale - behind_point] : -1;
	if (behind_point - scale > DIGITS)
		return 0;
	step = powers_of_ten[behind_point - scale];
	digits = digits / step + (digits % step * 2 >= step);
	return digits < powers_of_ten[precision] ? digits : -1;
}

/* Behind the point, digits are filled up to whole ones of the base. */
static Datum
make_numeric(int64 units, int scale, bool is_negative)
{
	int			places = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
	int64		one = powers_of_ten[scale];
	int64		whole = units / one;
	int64		fraction = units % one * powers_of_ten[places * BASE_DIGITS - scale];
	uint16		digits[MOST_BASE_DIGITS];
	int			at = MOST_BASE_DIGITS;
	StringInfoData message;
	char		bytes[sizeof(uint16) * (4 + MOST_BASE_DIGITS) + 1];

	for (int i = 0; i < places; i++, fraction /= NUMERIC_BASE)
		digits[--at] = fraction % NUMERIC_BASE;
	for (; whole > 0; whole /= NUMERIC_BASE)
		digits[--at] = whole % NUMERIC_BASE;
	message.data = bytes;
	message.maxlen = sizeof(bytes);
	message.len = message.cursor = 0;
	pq_writeint16(&message, MOST_BASE_DIGITS - at);
	pq_writeint16(&message, MOST_BASE_DIGITS - at - places - 1);
	pq_writeint16(&message, is_negative && units > 0 ? NEGATIVE : 0);
	pq_writeint16(&message, scale);
	for (; at < MOST_BASE_DIGITS; at++)
		pq_writeint16(&message, digits[at]);
	return DirectFunctionCall3(numeric_recv, PointerGetDatum(&message), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

Datum
sqlinference_as_decimal(PG_FUNCTION_ARGS)
{
	float8		value = PG_GETARG_FLOAT8(0);
	int32		precision = PG_GETARG_INT32(1);
	int32		scale = PG_GETARG_INT32(2);
	int64		units = -1;

	if (precision > 0 && precision <= DIGITS && scale >= 0 && scale <= precision)
		units = units_of(fabs(value), precision, scale);
	if (units >= 0)
		PG_RETURN_DATUM(make_numeric(units, scale, value < 0));
	PG_RETURN_DATUM(DirectFunctionCall2(numeric, DirectFunctionCall1(float8_numeric, Float8GetDatum(value)),
										Int32GetDatum(((precision << 16) | (scale & 0x7FF)) + VARHDRSZ)));
}
