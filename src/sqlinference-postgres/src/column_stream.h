/* Training rows as docs/registry-api.md has them: columns in chunks. */
#ifndef SQLINFERENCE_COLUMN_STREAM_H
#define SQLINFERENCE_COLUMN_STREAM_H

#include "access/tupdesc.h"

#include "rows.h"

/* A call that takes the columns of a query as its inputs; an error for columns that models cannot take. */
extern PredictCall *column_stream_call(TupleDesc columns);

extern void column_stream_head(const PredictCall *call, TupleDesc columns, Bytes *stream);
extern void column_stream_chunk(const Rows *rows, Bytes *stream);
extern void column_stream_end(uint64 rows, Bytes *stream);

#endif
