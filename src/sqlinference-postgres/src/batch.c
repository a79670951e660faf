#include "compat.h"

#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "answer.h"
#include "asker.h"
#include "batch.h"
#include "errors.h"
#include "http_sockets.h"
#include "input_types.h"
#include "rows.h"
#include "settings.h"

/* What an answer may have beside its values. */
#define MAX_HEADER_BYTES (64 * 1024)
#define MAX_TEXT_ANSWER ((size_t) 256 * 1024 * 1024)

struct PredictBatch
{
	MemoryContext context;
	MemoryContextCallback callback;
	PredictCall *call;
	Rows	   *rows;
	HttpRequest *request;
	Answer	   *answer;
};

static void
return_rows(void *argument)
{
	PredictBatch *batch = argument;

	rows_end(batch->rows);
}

PredictBatch *
predict_batch_begin(PredictCall *call, MemoryContext context)
{
	MemoryContext own = AllocSetContextCreate(context, "prediction batch", ALLOCSET_SMALL_SIZES);
	PredictBatch *batch = MemoryContextAllocZero(own, sizeof(PredictBatch));

	batch->context = own;
	batch->call = call;
	batch->rows = rows_begin(call);
	/* Callbacks are called last first: the request, which reads the rows, is over before they are returned. */
	batch->callback.func = return_rows;
	batch->callback.arg = batch;
	MemoryContextRegisterResetCallback(own, &batch->callback);
	return batch;
}

int
predict_batch_add(PredictBatch *batch, const Datum *values, const bool *nulls)
{
	PredictCall *call = batch->call;
	int			before = batch->rows->count;
	int			slot;

	for (int i = 0; i < call->input_count; i++)
	{
		if (nulls[i] && !call->inputs[i].accepts_null)
		{
			call->counters.nulls++;
			return PREDICT_SLOT_NULL;
		}
	}
	slot = rows_add(batch->rows, values, nulls, setting_deduplicate);
	if (slot < before)
		call->counters.duplicates++;
	return slot;
}

Size
predict_batch_bytes(const PredictBatch *batch)
{
	return rows_bytes(batch->rows);
}

int
predict_batch_rows(const PredictBatch *batch)
{
	return batch->rows->count;
}

static void
write_tensor(Bytes *head, const char *json_name, int rows, int list_length, const char *datatype, size_t bytes)
{
	bytes_text(head, "{\"name\":");
	bytes_text(head, json_name);
	bytes_text(head, ",\"shape\":[");
	bytes_number(head, rows);
	if (list_length > 0)
	{
		bytes_text(head, ",");
		bytes_number(head, list_length);
	}
	bytes_text(head, "],\"datatype\":\"");
	bytes_text(head, datatype);
	bytes_text(head, "\",\"parameters\":{\"binary_data_size\":");
	bytes_number(head, bytes);
	bytes_text(head, "}}");
}

/* Lists that are all NULL have no length, and one is needed. */
static void
complete_lists(PredictBatch *batch)
{
	for (int i = 0; i < batch->call->input_count; i++)
	{
		RowColumn  *column = &batch->rows->columns[i];

		if (column->row_bytes > 0 || !input_is_list(&batch->call->inputs[i]))
			continue;
		column->row_bytes = batch->call->inputs[i].width;
		bytes_zeros(&column->values, (size_t) batch->rows->count * column->row_bytes);
	}
}

static void
write_head(PredictBatch *batch)
{
	PredictCall *call = batch->call;
	Rows	   *rows = batch->rows;
	Bytes	   *head = &rows->head;

	bytes_text(head, "{\"inputs\":[");
	for (int i = 0; i < call->input_count; i++)
	{
		PredictInput *input = &call->inputs[i];
		RowColumn  *column = &rows->columns[i];

		if (i > 0)
			bytes_text(head, ",");
		write_tensor(head, input->json, rows->count, input_is_list(input) ? column->row_bytes / input->width : 0, input->datatype,
					 column->values.used);
		if (column->has_nulls)
		{
			bytes_text(head, ",");
			write_tensor(head, input->json_valid, rows->count, 0, "BOOL", rows->count);
		}
	}
	bytes_text(head, call->outputs_json);
}

static void
add_body(PredictBatch *batch)
{
	Rows	   *rows = batch->rows;

	http_segment(batch->request, rows->head.data, rows->head.used);
	for (int i = 0; i < batch->call->input_count; i++)
	{
		RowColumn  *column = &rows->columns[i];

		http_segment(batch->request, column->values.data, column->values.used);
		if (column->has_nulls)
			http_segment(batch->request, column->valid.data, rows->count);
	}
}

/* Lists are as long as the model makes them, and texts too. */
static size_t
answer_limit(const PredictBatch *batch)
{
	bool		is_bounded = get_typlen(batch->call->result_type) > 0;

	return MAX_HEADER_BYTES + (is_bounded ? (size_t) batch->rows->count * (sizeof(float8) + 1) : MAX_TEXT_ANSWER);
}

static void
add_headers(PredictBatch *batch)
{
	http_header(batch->request, "Content-Type", "application/octet-stream");
	http_header_number(batch->request, "Inference-Header-Content-Length", batch->rows->head.used);
	http_header_number(batch->request, "X-Request-Timeout-Ms", setting_request_timeout);
	asker_headers(batch->request, batch->call->user);
	asker_query_header(batch->request);
}

void
predict_batch_send(PredictBatch *batch)
{
	MemoryContext before;

	if (batch->rows->count == 0 || batch->request)
		return;
	before = MemoryContextSwitchTo(batch->context);
	complete_lists(batch);
	write_head(batch);
	batch->request = http_begin(batch->context, "POST", batch->call->path, answer_limit(batch));
	batch->request->may_repeat = true;
	add_headers(batch);
	add_body(batch);
	http_send(batch->request);
	batch->call->counters.batches++;
	batch->call->counters.rows += batch->rows->count;
	batch->call->counters.bytes_sent += batch->rows->head.used + rows_bytes(batch->rows);
	MemoryContextSwitchTo(before);
}

bool
predict_batch_is_done(PredictBatch *batch)
{
	return batch->rows->count == 0 || (batch->request && batch->request->finished);
}

void
predict_pump(void)
{
	http_pump();
}

static void
wait_for_answer(PredictBatch *batch)
{
	HttpLimits	limits = {setting_connect_timeout, setting_request_timeout, batch->rows->count == 1 ? setting_spin : 0};
	int64		start = http_clock();

	http_wait(batch->request, limits);
	batch->call->counters.wait_us += http_clock() - start;
	batch->call->counters.bytes_received += batch->request->answer.used;
}

void
predict_batch_wait(PredictBatch *batch)
{
	if (batch->rows->count == 0 || batch->answer)
		return;
	predict_batch_send(batch);
	wait_for_answer(batch);
	if (batch->request->failure != HTTP_ANSWERED || batch->request->status != 200)
		raise_failure(batch->request, psprintf("Model '%s' was not asked", batch->call->model));
	batch->answer = answer_read(batch->call, batch->request, batch->rows->count, batch->context);
}

Datum
predict_batch_value(PredictBatch *batch, int slot, bool *isnull)
{
	*isnull = slot == PREDICT_SLOT_NULL;
	if (*isnull)
		return (Datum) 0;
	Assert(batch->answer && slot >= 0 && slot < batch->rows->count);
	return answer_value(batch->answer, slot, isnull);
}

void
predict_batch_end(PredictBatch *batch)
{
	MemoryContextDelete(batch->context);
}
