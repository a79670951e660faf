/*
 * The node that predicts many rows of its child by one request. Its plan, made by plan/chain.c:
 *   custom_exprs       calls, over the child's columns (OUTER_VAR); for each a condition under which it is computed, or NULL;
 *                      and LIMIT and OFFSET above it, each may be NULL, or nothing
 *   custom_private     for each of its columns, the number of the child's column that is kept, 0: none, it is NULL
 *   custom_scan_tlist  those columns, then one for each call: what its conditions and its target list see (INDEX_VAR)
 */
#ifndef SQLINFERENCE_NODE_H
#define SQLINFERENCE_NODE_H

#include "nodes/execnodes.h"
#include "nodes/extensible.h"

#include "batch.h"

extern const CustomScanMethods predict_scan_methods;

/* A call of the node. What is not ours, in tests, is evaluated as it stands. */
typedef struct NodeCall
{
	Expr	   *expr;
	ExprState  *guard;			/* NULL: computed for every row */
	bool		remote;
	bool		once;			/* does not depend on the row */
	ExprState  *value;			/* not remote */
	ProjectionInfo *arguments;	/* remote */
	PredictTarget target;
	int			nargs;
	Oid		   *argtypes;
	PredictCall *call;			/* NULL before the first row */
	PredictBatch *once_batch;	/* remote and once: asked already */
	bool		once_known;		/* not remote and once: evaluated already */
	NullableDatum once_value;
	int16		typlen;
	bool		typbyval;
	PredictCounters counters;	/* not remote */
	PredictCounters workers;	/* what they have done */
} NodeCall;

/* Rows read from the child and sent, and not put out yet. */
typedef struct RowBatch
{
	MemoryContext context;		/* what values point to, and requests */
	int			capacity;
	int			nrows;
	int			next;			/* the row to put out */
	bool		answered;
	int64		answered_at;	/* the batch before it in this place, by http_clock; 0: none */
	Datum	   *values;			/* nrows times nstored */
	bool	   *nulls;
	int		   *slots;			/* nrows times ncalls: of answers, for remote calls */
	PredictBatch **requests;	/* for remote calls */
	Size		bytes;
} RowBatch;

/* A column of the scan tuple that is kept for each row: one of the child's, or a call that is not remote. */
typedef struct Stored
{
	int			number;			/* in the scan tuple, from 0 */
	int			source;			/* in the child's tuple, from 0; -1: a call */
	int			call;
	int16		typlen;
	bool		typbyval;
} Stored;

typedef struct SharedCounters SharedCounters;

typedef struct PredictScanState
{
	CustomScanState css;
	int			ncolumns;		/* of the child's, kept or not; calls follow */
	int			ncalls;
	NodeCall   *calls;
	int			nstored;
	Stored	   *stored;
	int			last_source;	/* highest number of a column that is kept, 0: none */
	ExprState  *limit;
	ExprState  *offset;
	bool		has_limit;

	MemoryContext once_context; /* values that do not depend on the row */
	RowBatch  **ring;			/* in order of sending, from first */
	int			ring_size;
	int			first;
	int			filled;

	bool		started;
	bool		child_done;
	int64		wanted;			/* rows of the child that are wanted still; -1: all */
	int			rows;			/* of the next batch */
	int			most_rows;		/* of a batch, as the calls want it */

	SharedCounters *shared;		/* with workers, until they are done */
} PredictScanState;

/* scan.c calls in this order: */
extern void calls_begin(PredictScanState *state);
extern void ring_begin(PredictScanState *state);
extern RowBatch *ring_head(PredictScanState *state);
extern void ring_reset(PredictScanState *state);

/* Reads rows for a batch and sends its requests. */
extern void batch_fill(PredictScanState *state, RowBatch *batch);
extern void batch_answer(PredictScanState *state, RowBatch *batch);
/* Puts a row into the scan tuple. */
extern void batch_load(PredictScanState *state, RowBatch *batch, int row, TupleTableSlot *slot);

/* The counters of a call, wherever they are. */
extern PredictCounters *call_counters(NodeCall *call);

/* explain.c */
extern void predict_scan_explain(CustomScanState *node, List *ancestors, ExplainState *es);

/* parallel.c */
extern Size predict_scan_estimate(CustomScanState *node, ParallelContext *context);
extern void predict_scan_share(CustomScanState *node, ParallelContext *context, void *coordinate);
extern void predict_scan_share_again(CustomScanState *node, ParallelContext *context, void *coordinate);
extern void predict_scan_join(CustomScanState *node, shm_toc *toc, void *coordinate);
extern void predict_scan_report(CustomScanState *node);

#endif
