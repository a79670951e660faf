#include "compat.h"

#include "http_address.h"
#include "http_curl.h"
#include "http_sockets.h"

#define MAX_JOINED_BODY (32 * 1024)
#define MAX_IDLE_SECONDS 60L
#define NO_CONNECT_TIMEOUT 1000000000L
#define CHUNK_BYTES (128L * 1024)

static size_t
read_body(char *to, size_t size, size_t count, void *argument)
{
	HttpRequest *request = argument;
	size_t		room = size * count;
	size_t		copied = 0;

	if (request->source)
		return request->source(request->source_from, to, room);
	while (request->segment < request->segment_count && copied < room)
	{
		HttpSegment *segment = &request->segments[request->segment];
		size_t		part = Min(room - copied, segment->length - request->segment_at);

		memcpy(to + copied, segment->data + request->segment_at, part);
		copied += part;
		request->segment_at += part;
		if (request->segment_at == segment->length)
		{
			request->segment++;
			request->segment_at = 0;
		}
	}
	return copied;
}

/* A connection that was kept may turn out to be closed: then curl sends the request again on a new one. */
static int
rewind_body(void *argument, curl_off_t offset, int origin)
{
	HttpRequest *request = argument;

	if (request->source || offset != 0 || origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	request->segment = 0;
	request->segment_at = 0;
	return CURL_SEEKFUNC_OK;
}

static size_t
write_answer(char *from, size_t size, size_t count, void *argument)
{
	HttpRequest *request = argument;
	size_t		length = size * count;

	if (length > request->answer_limit - request->answer.used)
	{
		request->failure = HTTP_TOO_LARGE;
		return 0;
	}
	if (!bytes_try_reserve(&request->answer, length))
	{
		request->failure = HTTP_NO_MEMORY;
		return 0;
	}
	memcpy(request->answer.data + request->answer.used, from, length);
	request->answer.used += length;
	return length;
}

void
http_read_header(HttpRequest *request, const char *line, size_t length)
{
	static const char name[] = "inference-header-content-length:";

	/* The line of an interim answer, or of the answer itself: what an earlier one said does not count. */
	if (length > 5 && strncmp(line, "HTTP/", 5) == 0)
	{
		request->json_length = -1;
		request->headers_ended = false;
	}
	else if (length <= 2)
		request->headers_ended = true;
	else if (length > sizeof(name) && pg_strncasecmp(line, name, sizeof(name) - 1) == 0)
	{
		size_t		at = sizeof(name) - 1;
		long		value = 0;

		while (at < length && line[at] == ' ')
			at++;
		for (; at < length && line[at] >= '0' && line[at] <= '9' && value < INT_MAX / 10; at++)
			value = value * 10 + (line[at] - '0');
		request->json_length = value;
	}
}

static size_t
read_header(char *line, size_t size, size_t count, void *argument)
{
	http_read_header(argument, line, size * count);
	return size * count;
}

HttpRequest *
http_create(void)
{
	HttpRequest *request = calloc(1, sizeof(HttpRequest));
	CURL	   *easy;

	if (request == NULL || (request->easy = easy = curl_easy_init()) == NULL)
	{
		free(request);
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	}
	curl_easy_setopt(easy, CURLOPT_PRIVATE, request);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long) (CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, MAX_IDLE_SECONDS);
	/* Time counts only while somebody waits: a cursor may rest between two fetches for longer than any request. */
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, NO_CONNECT_TIMEOUT);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, CHUNK_BYTES);
	curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, CHUNK_BYTES);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, request->error);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_body);
	curl_easy_setopt(easy, CURLOPT_READDATA, request);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
	curl_easy_setopt(easy, CURLOPT_SEEKDATA, request);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write_answer);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, request);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, read_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, request);
	return request;
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

	request->segment = 0;
	request->segment_at = 0;
	for (int i = 0; i < request->segment_count; i++)
		length += request->segments[i].length;
	if (strcmp(request->method, "GET") == 0 || strcmp(request->method, "DELETE") == 0)
	{
		curl_easy_setopt(request->easy, CURLOPT_HTTPGET, 1L);
		return;
	}
	curl_easy_setopt(request->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(request->easy, CURLOPT_POSTFIELDS, join_segments(request, length));
	curl_easy_setopt(request->easy, CURLOPT_POSTFIELDSIZE_LARGE, request->source ? (curl_off_t) -1 : length);
}

static bool
add_line(HttpRequest *request, const char *line)
{
	struct curl_slist *longer = curl_slist_append(request->lines, line);

	if (longer)
		request->lines = longer;
	return longer != NULL;
}

/* False where memory is exhausted. */
static bool
set_headers(HttpRequest *request)
{
	/* With an end for the C library's strings; what is in a header has none. */
	if (!bytes_try_reserve(&request->headers, 1))
		return false;
	request->headers.data[request->headers.used] = '\0';
	for (char *line = request->headers.data; *line;)
	{
		char	   *end = strstr(line, "\r\n");
		bool		added;

		*end = '\0';
		added = add_line(request, line);
		*end = '\r';
		if (!added)
			return false;
		line = end + 2;
	}
	/* Without this curl asks, before it sends a large body, whether it may. */
	if (!add_line(request, "Expect:"))
		return false;
	curl_easy_setopt(request->easy, CURLOPT_HTTPHEADER, request->lines);
	return true;
}

void
curl_send(HttpRequest *request)
{
	sigset_t	before;
	bool		sends = http_set_url(request) && set_headers(request);

	if (sends)
	{
		curl_easy_setopt(request->easy, CURLOPT_CUSTOMREQUEST, request->method);
		set_body(request);
		before = http_block_signals();
		sends = http_sockets_add(request->easy);
		http_unblock_signals(before);
	}
	request->running = sends;
	if (sends)
		return;
	request->finished = true;
	request->failure = HTTP_NO_MEMORY;
}

void
curl_forget(HttpRequest *request)
{
	if (request->lines == NULL)
		return;
	curl_easy_setopt(request->easy, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(request->lines);
	request->lines = NULL;
}
