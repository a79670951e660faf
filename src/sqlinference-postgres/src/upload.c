/* Training rows from a query of the caller's session to the service, a chunk at a time. */
#include "compat.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "asker.h"
#include "column_stream.h"
#include "errors.h"
#include "service.h"
#include "settings.h"

PG_FUNCTION_INFO_V1(sqlinference_upload);

#define FETCH_ROWS 1000
#define CHUNK_BYTES (1024 * 1024)
#define MAX_ANSWER ((size_t) 64 * 1024 * 1024)
#define TRAINING_MS (24 * 60 * 60 * 1000)

typedef struct Upload
{
	PredictCall *call;
	Rows	   *rows;
	HttpRequest *request;
	Bytes	   *stream;			/* what is to be sent next */
	size_t		sent;
	bool		ended;
	bool		paused;
	uint64		row_count;
	MemoryContextCallback callback;
} Upload;

/* One upload at a time: a training query that trains another model would have to wait for itself. */
static Bytes stream;

/* Called back by curl. */
static size_t
give(void *from, char *to, size_t room)
{
	Upload	   *upload = from;
	size_t		part = Min(room, upload->stream->used - upload->sent);

	if (part == 0)
	{
		upload->paused = !upload->ended;
		return upload->ended ? 0 : HTTP_PAUSE;
	}
	memcpy(to, upload->stream->data + upload->sent, part);
	upload->sent += part;
	return part;
}

static void
upload_gone(void *argument)
{
	Upload	   *upload = argument;

	rows_end(upload->rows);
	bytes_shrink(&stream, CHUNK_BYTES * 4);
}

/* An answer that comes before all rows were sent says why no more are wanted. */
static void
require_unanswered(Upload *upload)
{
	if (upload->request->finished)
		raise_failure(upload->request, "The training rows were not sent");
}

/* Sends what is in the stream. */
static void
flush(Upload *upload)
{
	HttpLimits	limits = {setting_connect_timeout, setting_request_timeout, 0};

	upload->request->waited = 0;
	while (upload->sent < upload->stream->used)
	{
		require_unanswered(upload);
		if (upload->paused)
		{
			upload->paused = false;
			http_resume(upload->request);
		}
		if (upload->sent < upload->stream->used)
			http_wait_some(upload->request, limits);
	}
	upload->stream->used = upload->sent = 0;
	require_unanswered(upload);
}

static void
send_chunk(Upload *upload)
{
	if (upload->rows->count == 0)
		return;
	column_stream_chunk(upload->rows, upload->stream);
	rows_clear(upload->rows);
	flush(upload);
}

static void
add_row(Upload *upload, HeapTuple tuple, TupleDesc columns, Datum *values, bool *nulls)
{
	heap_deform_tuple(tuple, columns, values, nulls);
	rows_add(upload->rows, values, nulls, false);
	upload->row_count++;
	if (rows_bytes(upload->rows) >= CHUNK_BYTES)
		send_chunk(upload);
}

static void
send_rows(Upload *upload, Portal portal)
{
	Datum	   *values = palloc(sizeof(Datum) * Max(1, portal->tupDesc->natts));
	bool	   *nulls = palloc(sizeof(bool) * Max(1, portal->tupDesc->natts));

	do
	{
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		for (uint64 i = 0; i < SPI_processed; i++)
			add_row(upload, SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed > 0);
	send_chunk(upload);
	column_stream_end(upload->row_count, upload->stream);
	upload->ended = true;
}

static Upload *
begin_upload(Portal portal, const char *path)
{
	Upload	   *upload = palloc0(sizeof(Upload));

	upload->call = column_stream_call(portal->tupDesc);
	upload->rows = rows_begin(upload->call);
	upload->callback.func = upload_gone;
	upload->callback.arg = upload;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &upload->callback);
	upload->stream = &stream;
	stream.used = 0;
	column_stream_head(upload->call, portal->tupDesc, upload->stream);
	upload->request = http_begin(CurrentMemoryContext, "POST", path, MAX_ANSWER);
	upload->request->source = give;
	upload->request->source_from = upload;
	http_header(upload->request, "Content-Type", "application/vnd.sqlinference.columns");
	http_header(upload->request, "Transfer-Encoding", "chunked");
	asker_headers(upload->request, GetUserId());
	http_send(upload->request);
	return upload;
}

/* The last bytes, and the answer to all. */
static Datum
finish_upload(Upload *upload)
{
	HttpLimits	limits = {setting_connect_timeout, TRAINING_MS, 0};

	upload->request->waited = 0;
	if (upload->paused)
		http_resume(upload->request);
	http_wait(upload->request, limits);
	if (upload->request->failure != HTTP_ANSWERED || upload->request->status < 200 || upload->request->status > 299)
		raise_failure(upload->request, "The training rows were not sent");
	return service_answer(upload->request);
}

/* upload(query, path): runs the query, sends its rows, and answers what the service does. */
Datum
sqlinference_upload(PG_FUNCTION_ARGS)
{
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *path = text_to_cstring(PG_GETARG_TEXT_PP(1));
	MemoryContext before = CurrentMemoryContext;
	SPIPlanPtr	plan;
	Portal		portal;
	Upload	   *upload;
	Datum		answer;

	service_require_path(path);
	SPI_connect();
	plan = SPI_prepare(query, 0, NULL);
	if (plan == NULL || !SPI_is_cursor_plan(plan))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_CURSOR_DEFINITION),
				 errmsg("The training query has to be one SELECT.")));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	upload = begin_upload(portal, path);
	send_rows(upload, portal);
	SPI_cursor_close(portal);
	answer = finish_upload(upload);
	/* What SPI's context holds goes with it. */
	answer = SPI_datumTransfer(answer, false, -1);
	SPI_finish();
	MemoryContextSwitchTo(before);
	PG_RETURN_DATUM(answer);
}
