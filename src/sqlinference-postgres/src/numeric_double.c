#include "compat.h"

#include "utils/builtins.h"

#include "numeric_double.h"

#define EXACT_DIGITS 15
#define EXACT_INTEGERS "9007199254740992"	/* 2^53 */

/* What of a number's text counts: no sign, no zeros in front, none behind the point at the end. */
typedef struct Digits
{
	const char *start;
	int			before_point;	/* from the first digit that is not 0 */
	int			significant;
	bool		is_integer;
} Digits;

static Digits
read_digits(const char *text)
{
	Digits		digits = {NULL, 0, 0, true};
	int			zeros = 0;
	bool		behind_point = false;

	for (; *text; text++)
	{
		if (*text == '-' || (*text == '0' && digits.start == NULL))
			continue;
		if (*text == '.')
		{
			behind_point = true;
			continue;
		}
		if (*text == '0')
			zeros++;
		else
		{
			digits.start = digits.start ? digits.start : text;
			digits.significant += zeros + 1;
			zeros = 0;
			digits.is_integer &= !behind_point;
		}
		if (!behind_point)
			digits.before_point++;
	}
	return digits;
}

static bool
is_kept(Digits digits)
{
	int			most = sizeof(EXACT_INTEGERS) - 1;

	if (!digits.is_integer)
		return digits.significant <= EXACT_DIGITS;
	return digits.before_point < most || (digits.before_point == most && strncmp(digits.start, EXACT_INTEGERS, most) <= 0);
}

bool
numeric_to_double(Datum numeric, double *result)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, numeric));
	bool		is_finite = text[0] != 'N' && text[0] != 'I' && text[1] != 'I';
	bool		is_exact = !is_finite || is_kept(read_digits(text));

	*result = strtod(text, NULL);
	pfree(text);
	return is_exact;
}
