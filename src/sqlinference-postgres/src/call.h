/* One prediction call of a running query: which model, which version, who asks. */
#ifndef SQLINFERENCE_CALL_H
#define SQLINFERENCE_CALL_H

#include "nodes/parsenodes.h"
#include "utils/palloc.h"
#include "utils/snapshot.h"

typedef struct PredictCall PredictCall;

/* What a call has done, for EXPLAIN and statistics. */
typedef struct PredictCounters
{
	uint64		batches;		/* requests */
	uint64		rows;			/* rows sent */
	uint64		duplicates;		/* rows answered by an equal row of their batch */
	uint64		nulls;			/* rows not sent, for an argument was NULL */
	uint64		bytes_sent;
	uint64		bytes_received;
	uint64		wait_us;		/* time in which nothing could be done but wait */
} PredictCounters;

/*
 * Looks the function up with the snapshot (NULL: the active one), checks the user's EXECUTE privilege and the types of its arguments,
 * the id not being one of them; raises an error.
 * Lives in the context.
 */
extern PredictCall *predict_call_begin(int32 function_id, int nargs, const Oid *argtypes, Oid result_type,
									   Snapshot snapshot, MemoryContext context);

/* The model's name on the wire, such as shop.public.taxi; the version, 0 for the current one. */
extern const char *predict_call_model(const PredictCall *call);
extern int	predict_call_version(const PredictCall *call);
extern PredictCounters *predict_call_counters(PredictCall *call);

#endif
