/*
 * Rows as columns, in the bytes that are sent. Memory is the C library's and goes from one batch to the next, so that rows cost no
 * allocation.
 */
#ifndef SQLINFERENCE_ROWS_H
#define SQLINFERENCE_ROWS_H

#include "bytes.h"
#include "call_state.h"

typedef struct RowColumn
{
	Bytes		values;
	Bytes		valid;			/* a byte for each row */
	Bytes		starts;			/* where each text begins, as uint32 */
	int			row_bytes;		/* of fixed-width values; 0 before the first list, whose length decides */
	bool		has_nulls;
} RowColumn;

typedef struct Rows
{
	const PredictCall *call;
	int			count;
	RowColumn  *columns;
	int			column_room;
	Bytes		head;			/* JSON */
	Bytes		hashes;			/* uint32 of each row */
	uint32	   *table;			/* row + 1, by hash; a power of two */
	uint32		table_size;
	int			hashed;			/* rows that the table knows */
	struct Rows *next;			/* in the pool */
} Rows;

extern Rows *rows_begin(const PredictCall *call);

/* Adds a row unless there is an equal one, and returns the number of the row that is there then. */
extern int	rows_add(Rows *rows, const Datum *values, const bool *nulls, bool deduplicate);
extern void rows_clear(Rows *rows);
extern Size rows_bytes(const Rows *rows);

/* Returns the memory to the pool. */
extern void rows_end(Rows *rows);

#endif
