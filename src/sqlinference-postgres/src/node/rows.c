#include "compat.h"

#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "node/node.h"
#include "settings.h"

/* How many rows of the child are read before the network gets a chance. */
#define PUMP_ROWS 64

static void
make_room(PredictScanState *state, RowBatch *batch, int rows)
{
	MemoryContext before;

	if (rows <= batch->capacity)
		return;
	before = MemoryContextSwitchTo(state->css.ss.ps.state->es_query_cxt);
	if (batch->capacity > 0)
	{
		pfree(batch->values);
		pfree(batch->nulls);
		pfree(batch->slots);
	}
	batch->values = palloc(Max(1, (Size) rows * state->nstored * sizeof(Datum)));
	batch->nulls = palloc(Max(1, (Size) rows * state->nstored * sizeof(bool)));
	batch->slots = palloc(Max(1, (Size) rows * state->ncalls * sizeof(int)));
	batch->capacity = rows;
	MemoryContextSwitchTo(before);
}

static Datum
keep(RowBatch *batch, Datum value, int16 typlen)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	Datum		copy = datumCopy(value, false, typlen);

	MemoryContextSwitchTo(before);
	batch->bytes += datumGetSize(copy, false, typlen);
	return copy;
}

static bool
guard_holds(NodeCall *call, ExprContext *econtext)
{
	bool		isnull;

	return call->guard == NULL || (DatumGetBool(ExecEvalExprSwitchContext(call->guard, econtext, &isnull)) && !isnull);
}

/* Finds the model out at the first row, so that a query without rows asks for nothing, as one without batches. */
static PredictBatch *
begin_request(PredictScanState *state, NodeCall *call, MemoryContext context)
{
	EState	   *estate = state->css.ss.ps.state;

	if (call->call == NULL)
		call->call = predict_call_begin(&call->target, call->nargs, call->argtypes, exprType((Node *) call->expr),
										estate->es_snapshot, estate->es_query_cxt);
	return predict_batch_begin(call->call, context);
}

static int
add_to_request(PredictScanState *state, RowBatch *batch, int number)
{
	NodeCall   *call = &state->calls[number];
	PredictBatch **request = call->once ? &call->once_batch : &batch->requests[number];
	TupleTableSlot *arguments;
	Size		before;
	int			slot;

	/* Slot 0 of a constant's batch: NULL arguments have made it one without rows. */
	if (call->once && call->once_batch != NULL)
		return predict_batch_rows(call->once_batch) > 0 ? 0 : PREDICT_SLOT_NULL;
	if (*request == NULL)
		*request = begin_request(state, call, call->once ? state->once_context : batch->context);
	arguments = ExecProject(call->arguments);
	before = predict_batch_bytes(*request);
	slot = predict_batch_add(*request, arguments->tts_values, arguments->tts_isnull);
	batch->bytes += predict_batch_bytes(*request) - before;
	return slot;
}

static NullableDatum
evaluate(PredictScanState *state, RowBatch *batch, NodeCall *call, ExprContext *econtext)
{
	NullableDatum result = {0};

	if (call->once && call->once_known)
		return call->once_value;
	result.value = ExecEvalExprSwitchContext(call->value, econtext, &result.isnull);
	if (call->once)
	{
		MemoryContext before = MemoryContextSwitchTo(state->once_context);

		if (!result.isnull)
			result.value = datumCopy(result.value, call->typbyval, call->typlen);
		MemoryContextSwitchTo(before);
		call->once_value = result;
		call->once_known = true;
	}
	else if (!result.isnull && !call->typbyval)
		result.value = keep(batch, result.value, call->typlen);
	call->counters.rows++;
	return result;
}

static void
store_columns(PredictScanState *state, RowBatch *batch, TupleTableSlot *source, ExprContext *econtext)
{
	Datum	   *values = batch->values + (Size) batch->nrows * state->nstored;
	bool	   *nulls = batch->nulls + (Size) batch->nrows * state->nstored;

	for (int i = 0; i < state->nstored; i++)
	{
		Stored	   *stored = &state->stored[i];

		if (stored->source >= 0)
		{
			values[i] = source->tts_values[stored->source];
			nulls[i] = source->tts_isnull[stored->source];
			if (!stored->typbyval && !nulls[i])
				values[i] = keep(batch, values[i], stored->typlen);
		}
		else if (guard_holds(&state->calls[stored->call], econtext))
		{
			NullableDatum result = evaluate(state, batch, &state->calls[stored->call], econtext);

			values[i] = result.value;
			nulls[i] = result.isnull;
		}
		else
			nulls[i] = true;
	}
}

static void
store_row(PredictScanState *state, RowBatch *batch, TupleTableSlot *source)
{
	ExprContext *econtext = state->css.ss.ps.ps_ExprContext;
	int		   *slots = batch->slots + (Size) batch->nrows * state->ncalls;

	ResetExprContext(econtext);
	econtext->ecxt_outertuple = source;
	slot_getsomeattrs(source, state->last_source);
	store_columns(state, batch, source, econtext);
	for (int i = 0; i < state->ncalls; i++)
	{
		NodeCall   *call = &state->calls[i];

		if (call->remote)
			slots[i] = guard_holds(call, econtext) ? add_to_request(state, batch, i) : PREDICT_SLOT_NULL;
	}
	batch->nrows++;
}

static void
send_requests(PredictScanState *state, RowBatch *batch)
{
	for (int i = 0; i < state->ncalls; i++)
	{
		NodeCall   *call = &state->calls[i];
		PredictBatch *request = call->once ? call->once_batch : batch->requests[i];

		if (!call->remote)
			call->counters.batches = call->once ? 1 : call->counters.batches + 1;
		else if (request != NULL)
			predict_batch_send(request);
	}
}

void
batch_fill(PredictScanState *state, RowBatch *batch)
{
	PlanState  *child = outerPlanState(&state->css);
	int			rows = state->wanted >= 0 ? Min(state->rows, state->wanted) : state->rows;

	MemoryContextReset(batch->context);
	memset(batch->requests, 0, sizeof(PredictBatch *) * state->ncalls);
	batch->nrows = batch->next = 0;
	batch->bytes = 0;
	batch->answered = false;
	make_room(state, batch, rows);

	while (batch->nrows < rows && batch->bytes < (Size) setting_batch_bytes)
	{
		TupleTableSlot *source = ExecProcNode(child);

		if (TupIsNull(source))
		{
			state->child_done = true;
			break;
		}
		store_row(state, batch, source);
		if (state->filled > 0 && batch->nrows % PUMP_ROWS == 0)
			predict_pump();
		CHECK_FOR_INTERRUPTS();
	}
	if (state->wanted >= 0)
	{
		state->wanted -= batch->nrows;
		if (state->wanted == 0)
			state->child_done = true;
	}
	if (batch->nrows > 0)
		send_requests(state, batch);
}

void
batch_answer(PredictScanState *state, RowBatch *batch)
{
	for (int i = 0; i < state->ncalls; i++)
	{
		NodeCall   *call = &state->calls[i];
		PredictBatch *request = call->once ? call->once_batch : batch->requests[i];

		if (request != NULL)
			predict_batch_wait(request);
	}
	batch->answered = true;
}

void
batch_load(PredictScanState *state, RowBatch *batch, int row, TupleTableSlot *slot)
{
	Datum	   *values = batch->values + (Size) row * state->nstored;
	bool	   *nulls = batch->nulls + (Size) row * state->nstored;
	int		   *slots = batch->slots + (Size) row * state->ncalls;

	ExecClearTuple(slot);
	for (int i = 0; i < state->nstored; i++)
	{
		slot->tts_values[state->stored[i].number] = values[i];
		slot->tts_isnull[state->stored[i].number] = nulls[i];
	}
	for (int i = 0; i < state->ncalls; i++)
	{
		NodeCall   *call = &state->calls[i];
		int			number = state->ncolumns + i;

		if (!call->remote)
			continue;
		slot->tts_isnull[number] = slots[i] == PREDICT_SLOT_NULL;
		if (slots[i] != PREDICT_SLOT_NULL)
			slot->tts_values[number] = predict_batch_value(call->once ? call->once_batch : batch->requests[i], slots[i],
														   &slot->tts_isnull[number]);
	}
	ExecStoreVirtualTuple(slot);
}
