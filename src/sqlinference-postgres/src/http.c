#include "compat.h"

#include "utils/palloc.h"

#include "http_curl.h"
#include "http_local.h"
#include "http_sockets.h"

/* What the pool keeps of a request's memory. */
#define KEPT_BYTES (16 * 1024 * 1024)

/* Ends a request with a memory context, whatever becomes of the query. */
typedef struct HttpOwner
{
	MemoryContextCallback callback;
	HttpRequest *request;
} HttpOwner;

static HttpRequest *pool = NULL;

static void
owner_gone(void *argument)
{
	HttpOwner  *owner = argument;

	if (owner->request)
		http_end(owner->request);
}

HttpRequest *
http_begin(MemoryContext context, const char *method, const char *path, size_t answer_limit)
{
	HttpOwner  *owner = MemoryContextAlloc(context, sizeof(HttpOwner));
	HttpRequest *request;

	if (http_sockets_init())
	{
		pool = NULL;
		local_forget();
	}
	request = pool ? pool : http_create();
	pool = request->next;
	request->next = NULL;
	request->owner = owner;
	owner->request = request;
	owner->callback.func = owner_gone;
	owner->callback.arg = owner;
	MemoryContextRegisterResetCallback(context, &owner->callback);
	request->answer.used = 0;
	request->answer_limit = answer_limit;
	request->segment_count = request->segment = 0;
	request->segment_at = 0;
	request->source = NULL;
	request->finished = false;
	request->waited = 0;
	request->failure = HTTP_ANSWERED;
	request->error[0] = '\0';
	request->status = 0;
	request->json_length = -1;
	request->headers_ended = false;
	request->method = MemoryContextStrdup(context, method);
	request->path = MemoryContextStrdup(context, path);
	request->headers.used = 0;
	request->may_repeat = false;
	return request;
}

static void
begin_header(HttpRequest *request, const char *name)
{
	bytes_text(&request->headers, name);
	bytes_text(&request->headers, ": ");
}

void
http_header(HttpRequest *request, const char *name, const char *value)
{
	begin_header(request, name);
	bytes_text(&request->headers, value);
	bytes_text(&request->headers, "\r\n");
}

void
http_header_number(HttpRequest *request, const char *name, int64 value)
{
	begin_header(request, name);
	bytes_number(&request->headers, value);
	bytes_text(&request->headers, "\r\n");
}

void
http_segment(HttpRequest *request, const void *data, size_t length)
{
	if (length == 0)
		return;
	if (request->segment_count == request->segment_room)
	{
		int			room = request->segment_room + 16;
		HttpSegment *segments = realloc(request->segments, room * sizeof(HttpSegment));

		if (segments == NULL)
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		request->segments = segments;
		request->segment_room = room;
	}
	request->segments[request->segment_count].data = data;
	request->segments[request->segment_count++].length = length;
}

void
http_send(HttpRequest *request)
{
	if (!local_send(request))
		curl_send(request);
	http_pump();
}

void
http_resume(HttpRequest *request)
{
	if (request->running)
		curl_easy_pause(request->easy, CURLPAUSE_CONT);
}

void
http_abandon(HttpRequest *request)
{
	if (request->is_local)
		local_abandon(request);
	else if (request->running)
		http_sockets_remove(request->easy);
	request->running = false;
}

void
http_end(HttpRequest *request)
{
	http_abandon(request);
	request->owner->request = NULL;
	request->owner = NULL;
	request->source = NULL;
	curl_forget(request);
	bytes_shrink(&request->answer, KEPT_BYTES);
	request->next = pool;
	pool = request;
}
