/* Workers predict on their own; what they have done is added up in shared memory, for EXPLAIN. */
#include "compat.h"

#include "access/parallel.h"
#include "storage/spin.h"

#include "node/node.h"

struct SharedCounters
{
	slock_t		lock;
	PredictCounters counters[FLEXIBLE_ARRAY_MEMBER];	/* of each call */
};

static void
add_counters(PredictCounters *to, const PredictCounters *from)
{
	to->batches += from->batches;
	to->rows += from->rows;
	to->duplicates += from->duplicates;
	to->nulls += from->nulls;
	to->bytes_sent += from->bytes_sent;
	to->bytes_received += from->bytes_received;
	to->wait_us += from->wait_us;
}

static Size
shared_size(PredictScanState *state)
{
	return offsetof(SharedCounters, counters) + sizeof(PredictCounters) * state->ncalls;
}

Size
predict_scan_estimate(CustomScanState *node, ParallelContext *context)
{
	return shared_size((PredictScanState *) node);
}

void
predict_scan_share(CustomScanState *node, ParallelContext *context, void *coordinate)
{
	PredictScanState *state = (PredictScanState *) node;

	state->shared = coordinate;
	memset(state->shared, 0, shared_size(state));
	SpinLockInit(&state->shared->lock);
}

/* The next workers add to what the last ones have done. */
void
predict_scan_share_again(CustomScanState *node, ParallelContext *context, void *coordinate)
{
}

void
predict_scan_join(CustomScanState *node, shm_toc *toc, void *coordinate)
{
	((PredictScanState *) node)->shared = coordinate;
}

/* A worker adds what it has done; the leader takes it over before the shared memory goes. */
void
predict_scan_report(CustomScanState *node)
{
	PredictScanState *state = (PredictScanState *) node;

	if (state->shared == NULL)
		return;
	SpinLockAcquire(&state->shared->lock);
	for (int i = 0; i < state->ncalls; i++)
	{
		PredictCounters *shared = &state->shared->counters[i];
		PredictCounters *own = call_counters(&state->calls[i]);

		if (IsParallelWorker())
			add_counters(shared, own);
		else
			add_counters(&state->calls[i].workers, shared);
	}
	SpinLockRelease(&state->shared->lock);
	state->shared = NULL;
}
