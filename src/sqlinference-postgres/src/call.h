/* One prediction call of a running query: which model, which version, who asks. */
#ifndef SQLINFERENCE_CALL_H
#define SQLINFERENCE_CALL_H

#include "nodes/parsenodes.h"
#include "utils/palloc.h"
#include "utils/snapshot.h"

typedef struct PredictCall PredictCall;

/* What says which model a call asks. */
typedef enum PredictKind
{
	PREDICT_NONE,				/* no call of ours */
	PREDICT_FUNCTION,			/* the number of a prediction function: its first argument */
	PREDICT_ENDPOINT,			/* an endpoint, and how many rows go there at once: its first two */
	PREDICT_SENTIMENT			/* a setting */
} PredictKind;

typedef struct PredictTarget
{
	PredictKind kind;
	int32		function;		/* PREDICT_FUNCTION */
	char	   *endpoint;		/* PREDICT_ENDPOINT */
	int32		max_rows;		/* in a request; 0: as the settings say */
} PredictTarget;

/* How many of a call's arguments say what is asked; the model's follow. */
extern int	predict_target_arguments(PredictKind kind);

/* The target that these arguments name; raises an error. */
extern PredictTarget predict_target(PredictKind kind, const Datum *values, const bool *nulls);

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
 * Looks the model up, a function with the snapshot (NULL: the active one), checks the user's EXECUTE privilege and the types of the
 * model's arguments; raises an error. Lives in the context.
 */
extern PredictCall *predict_call_begin(const PredictTarget *target, int nargs, const Oid *argtypes, Oid result_type,
									   Snapshot snapshot, MemoryContext context);

/* The model's name on the wire, such as shop.public.taxi; the version, 0 for the current one. */
extern const char *predict_call_model(const PredictCall *call);
extern int	predict_call_version(const PredictCall *call);
extern PredictCounters *predict_call_counters(PredictCall *call);

#endif
