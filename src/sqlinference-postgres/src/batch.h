/*
 * The rows of one request. A batch owns a memory context, a child of the one that it was begun in: when that is reset or
 * deleted, by an error too, whatever is in flight is aborted.
 */
#ifndef SQLINFERENCE_BATCH_H
#define SQLINFERENCE_BATCH_H

#include "call.h"

typedef struct PredictBatch PredictBatch;

/* The answer is NULL, and nobody was asked. */
#define PREDICT_SLOT_NULL (-1)

extern PredictBatch *predict_batch_begin(PredictCall *call, MemoryContext context);

/* Adds a row and returns the slot of its answer, or PREDICT_SLOT_NULL. Equal rows share a slot. */
extern int	predict_batch_add(PredictBatch *batch, const Datum *values, const bool *nulls);
extern Size predict_batch_bytes(const PredictBatch *batch);
extern int	predict_batch_rows(const PredictBatch *batch);

/* Starts the request and does not wait; nothing to do without rows. */
extern void predict_batch_send(PredictBatch *batch);
extern bool predict_batch_is_done(PredictBatch *batch);

/* Gives the network a chance and never blocks: for every 64 rows of the child, or so. */
extern void predict_pump(void);

/* Waits for the answer, hearing cancel, timeouts and the postmaster's death; raises errors. */
extern void predict_batch_wait(PredictBatch *batch);

/* The answer in a slot, after waiting. What it points to lives as long as the batch. */
extern Datum predict_batch_value(PredictBatch *batch, int slot, bool *isnull);

/* Ends the batch before its context does; a request in flight is aborted. */
extern void predict_batch_end(PredictBatch *batch);

#endif
