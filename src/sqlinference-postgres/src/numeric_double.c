#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "numeric_double.h"

#define EXACT_DIGITS 15
#define EXACT_INTEGERS 9007199254740992.0	/* 2^53 */

/* Digits that count: without zeros in front, and without those behind the point at the end. */
static int
significant_digits(const char *text, bool *is_integer)
{
	int			digits = 0;
	int			zeros = 0;
	bool		behind_point = false;

	*is_integer = true;
	for (; *text; text++)
	{
		if (*text == '.')
			behind_point = true;
		else if (*text == '0')
			zeros += digits > 0 ? 1 : 0;
		else if (*text != '-')
		{
			digits += zeros + 1;
			zeros = 0;
			*is_integer &= !behind_point;
		}
	}
	return digits;
}

bool
numeric_to_double(Datum numeric, double *result)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, numeric));
	bool		is_integer;
	int			digits = significant_digits(text, &is_integer);

	bool		is_finite = text[0] != 'N' && text[0] != 'I' && text[1] != 'I';

	*result = strtod(text, NULL);
	pfree(text);
	if (!is_finite)
		return true;
	return is_integer ? fabs(*result) <= EXACT_INTEGERS : digits <= EXACT_DIGITS;
}
