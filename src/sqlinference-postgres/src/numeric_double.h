#ifndef SQLINFERENCE_NUMERIC_DOUBLE_H
#define SQLINFERENCE_NUMERIC_DOUBLE_H

/*
 * The double nearest to a numeric. False where a double keeps not all of its digits: more than 15, or, of an integer, beyond
 * 2^53; such a number would reach the model silently changed.
 */
extern bool numeric_to_double(Datum numeric, double *result);

#endif
