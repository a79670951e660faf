/* One value into its column, as the wire has it. */
#ifndef SQLINFERENCE_ENCODE_H
#define SQLINFERENCE_ENCODE_H

#include "rows.h"

extern void encode_value(const PredictCall *call, const PredictInput *input, RowColumn *column, int row, Datum value, bool is_null);

#endif
