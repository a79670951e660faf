#include "compat.h"

#include "utils/palloc.h"

#include "http_address.h"
#include "http_callbacks.h"
#include "http_sockets.h"

/* What the pool keeps of a request's memory. */
#define KEPT_BYTES (16 * 1024 * 1024)
#define MAX_JOINED_BODY (32 * 1024)

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
		pool = NULL;
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
	http_set_url(request, path);
	curl_easy_setopt(request->easy, CURLOPT_CUSTOMREQUEST, method);
	request->has_body = strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0;
	/* Without this curl asks, before it sends a large body, whether it may. */
	http_header(request, "Expect", "");
	return request;
}

void
http_header(HttpRequest *request, const char *name, const char *value)
{
	char	   *line = *value ? psprintf("%s: %s", name, value) : psprintf("%s:", name);
	struct curl_slist *longer = curl_slist_append(request->headers, line);

	pfree(line);
	if (longer == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	request->headers = longer;
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

/* A small body goes out with the headers: in two packets, a single row would wake its reader twice. */
static const char *
join_segments(HttpRequest *request, curl_off_t length)
{
	if (request->source || length > MAX_JOINED_BODY)
		return NULL;
	request->body.used = 0;
	if (!bytes_try_reserve(&request->body, length))
		return NULL;
	for (int i = 0; i < request->segment_count; i++)
		bytes_append(&request->body, request->segments[i].data, request->segments[i].length);
	return request->body.data;
}

static void
set_body(HttpRequest *request)
{
	curl_off_t	length = 0;

	for (int i = 0; i < request->segment_count; i++)
		length += request->segments[i].length;
	if (request->has_body)
	{
		curl_easy_setopt(request->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(request->easy, CURLOPT_POSTFIELDS, join_segments(request, length));
		curl_easy_setopt(request->easy, CURLOPT_POSTFIELDSIZE_LARGE, request->source ? (curl_off_t) -1 : length);
	}
	else
		curl_easy_setopt(request->easy, CURLOPT_HTTPGET, 1L);
}

void
http_send(HttpRequest *request)
{
	sigset_t	before;

	set_body(request);
	curl_easy_setopt(request->easy, CURLOPT_HTTPHEADER, request->headers);
	before = http_block_signals();
	request->running = http_sockets_add(request->easy);
	http_unblock_signals(before);
	if (!request->running)
	{
		request->finished = true;
		request->failure = HTTP_NO_MEMORY;
		return;
	}
	http_pump();
}

void
http_resume(HttpRequest *request)
{
	if (request->running)
		curl_easy_pause(request->easy, CURLPAUSE_CONT);
}

void
http_end(HttpRequest *request)
{
	if (request->running)
		http_sockets_remove(request->easy);
	request->running = false;
	request->owner->request = NULL;
	request->owner = NULL;
	request->source = NULL;
	curl_easy_setopt(request->easy, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(request->headers);
	request->headers = NULL;
	bytes_shrink(&request->answer, KEPT_BYTES);
	request->next = pool;
	pool = request;
}
