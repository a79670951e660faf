/*
 * Batches in the order of their rows. While the oldest is put out and after it is used up, the next are under way: the child is
 * read for one while the service computes another. The first batches are small, as nobody knows how many rows are wanted, unless
 * a LIMIT says so; only one of a size that is still growing is under way.
 */
#include "compat.h"

#include "executor/executor.h"
#include "utils/memutils.h"

#include "http_sockets.h"
#include "node/node.h"
#include "settings.h"

/* A query that wants only a few rows has not asked for many; one that goes on soon sends this many. */
#define FIRST_ROWS 16
#define USUAL_ROWS 1024

/* Where that many are done sooner, what a request costs besides its rows counts, and batches grow. */
#define BRIEF_US 1000

void
ring_begin(PredictScanState *state)
{
	MemoryContext context = state->css.ss.ps.state->es_query_cxt;

	state->once_context = AllocSetContextCreate(context, "sqlinference constants", ALLOCSET_SMALL_SIZES);
	state->ring_size = setting_requests_in_flight;
	state->ring = palloc0(sizeof(RowBatch *) * state->ring_size);
	for (int i = 0; i < state->ring_size; i++)
	{
		RowBatch   *batch = palloc0(sizeof(RowBatch));

		batch->context = AllocSetContextCreate(context, "sqlinference rows", ALLOCSET_DEFAULT_SIZES);
		batch->requests = palloc0(sizeof(PredictBatch *) * state->ncalls);
		state->ring[i] = batch;
	}
}

static bool
evaluate_limit(ExprState *expr, ExprContext *econtext, int64 *value)
{
	Datum		datum;
	bool		isnull;

	if (expr == NULL)
		return false;
	datum = ExecEvalExprSwitchContext(expr, econtext, &isnull);
	if (!isnull)
		*value = DatumGetInt64(datum);
	return !isnull;
}

static int
most_rows(PredictScanState *state)
{
	return Min(setting_batch_rows, state->most_rows);
}

static int
usual_rows(PredictScanState *state)
{
	return Min(USUAL_ROWS, most_rows(state));
}

/* How many rows a LIMIT above lets through; -1: no limit. */
static int64
rows_wanted(PredictScanState *state)
{
	ExprContext *econtext = state->css.ss.ps.ps_ExprContext;
	int64		limit;
	int64		offset = 0;

	if (!state->has_limit || !evaluate_limit(state->limit, econtext, &limit))
		return -1;
	evaluate_limit(state->offset, econtext, &offset);
	if (limit < 0 || offset < 0 || limit > PG_INT64_MAX - offset)
		return -1;
	return limit + offset;
}

static void
start(PredictScanState *state)
{
	state->started = true;
	state->child_done = false;
	state->wanted = rows_wanted(state);
	state->rows = state->wanted >= 0 ? usual_rows(state) : Min(FIRST_ROWS, most_rows(state));
	if (state->has_limit)
		ExecSetTupleBound(state->wanted, outerPlanState(&state->css));
}

static void
drop_head(PredictScanState *state)
{
	state->first = (state->first + 1) % state->ring_size;
	state->filled--;
}

static bool
wants_batch(PredictScanState *state)
{
	return !state->child_done && state->filled < state->ring_size &&
		(state->filled == 0 || state->rows >= usual_rows(state));
}

static void
fill_next(PredictScanState *state)
{
	RowBatch   *batch = state->ring[(state->first + state->filled) % state->ring_size];

	batch_fill(state, batch);
	if (batch->nrows > 0)
		state->filled++;
	if (state->rows < usual_rows(state))
		state->rows = Min(state->rows * 2, usual_rows(state));
}

/*
 * While a batch goes around, the others of the ring have their turn, too. All counts that they take: reading rows, the model, and
 * what is done with the answers.
 */
static void
note_answer(PredictScanState *state, RowBatch *batch)
{
	int64		now = http_clock();
	bool		is_brief = batch->answered_at != 0 && now - batch->answered_at < (int64) BRIEF_US * state->ring_size;

	if (is_brief && batch->nrows == state->rows)
		state->rows = Max(state->rows, Min(state->rows * 2, most_rows(state)));
	batch->answered_at = now;
}

RowBatch *
ring_head(PredictScanState *state)
{
	RowBatch   *batch = state->ring[state->first];

	if (state->filled > 0 && batch->answered)
	{
		if (batch->next < batch->nrows)
			return batch;
		drop_head(state);
	}
	if (!state->started)
		start(state);
	while (wants_batch(state))
		fill_next(state);
	if (state->filled == 0)
		return NULL;
	batch = state->ring[state->first];
	batch_answer(state, batch);
	note_answer(state, batch);
	return batch;
}

void
ring_reset(PredictScanState *state)
{
	for (int i = 0; i < state->ring_size; i++)
	{
		MemoryContextReset(state->ring[i]->context);
		state->ring[i]->answered_at = 0;
	}
	MemoryContextReset(state->once_context);
	for (int i = 0; i < state->ncalls; i++)
	{
		state->calls[i].once_batch = NULL;
		state->calls[i].once_known = false;
	}
	state->first = state->filled = 0;
	state->started = false;
}
