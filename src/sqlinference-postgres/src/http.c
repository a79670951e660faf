#include "compat.h"

#include <pthread.h>
#include <signal.h>

#include "miscadmin.h"
#include "utils/palloc.h"

#include "http.h"
#include "http_sockets.h"
#include "settings.h"

/* What the pool keeps of a request's memory. */
#define KEPT_BYTES (16 * 1024 * 1024)
#define MAX_IDLE_SECONDS 60L
#define NO_CONNECT_TIMEOUT 1000000000L
#define SPIN_MEMORY 4
#define SPIN_RETRY 32
#define MAX_JOINED_BODY (32 * 1024)
#define CHUNK_BYTES (128L * 1024)

/* Ends a request with a memory context, whatever becomes of the query. */
typedef struct HttpOwner
{
	MemoryContextCallback callback;
	HttpRequest *request;
} HttpOwner;

static HttpRequest *pool = NULL;

/*
 * curl starts a thread to look up a host's name. It inherits our signal mask, and must not take signals that are meant
 * for the backend. Addresses in numbers, and sockets, are not looked up.
 */
static bool looks_up_names = false;

static sigset_t
block_signals(void)
{
	sigset_t	all;
	sigset_t	before;

	sigfillset(&all);
	if (looks_up_names)
		pthread_sigmask(SIG_SETMASK, &all, &before);
	return before;
}

static void
unblock_signals(sigset_t before)
{
	if (looks_up_names)
		pthread_sigmask(SIG_SETMASK, &before, NULL);
}

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

static size_t
read_header(char *line, size_t size, size_t count, void *argument)
{
	static const char name[] = "inference-header-content-length:";
	HttpRequest *request = argument;
	size_t		length = size * count;

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
	return length;
}

static HttpRequest *
create_request(void)
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

static bool
is_unix_address(const char *address)
{
	return strncmp(address, "unix:", 5) == 0;
}

/* Whether the host, behind the scheme, is given in numbers. */
static bool
is_numeric_address(const char *address)
{
	const char *host = strstr(address, "://");

	if (host == NULL)
		return false;
	host += 3;
	return *host == '[' || host[strspn(host, "0123456789.")] == ':' || host[strspn(host, "0123456789.")] == '\0';
}

/* Sets where the request goes; an address that is none fails when the request is sent. */
static void
set_url(HttpRequest *request, const char *path)
{
	const char *address = setting_service;
	size_t		length = strlen(address);
	char	   *url;

	while (length > 0 && address[length - 1] == '/')
		length--;
	looks_up_names |= !is_unix_address(address) && !is_numeric_address(address);
	if (is_unix_address(address))
	{
		curl_easy_setopt(request->easy, CURLOPT_UNIX_SOCKET_PATH, address + 5);
		url = psprintf("http://localhost%s", path);
	}
	else
	{
		curl_easy_setopt(request->easy, CURLOPT_UNIX_SOCKET_PATH, NULL);
		url = psprintf("%.*s%s", (int) length, address, path);
	}
	curl_easy_setopt(request->easy, CURLOPT_URL, url);
	curl_easy_setopt(request->easy, CURLOPT_CAINFO, *setting_ca_file ? setting_ca_file : NULL);
	pfree(url);
}

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
	request = pool ? pool : create_request();
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
	set_url(request, path);
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
	before = block_signals();
	request->running = http_sockets_add(request->easy);
	unblock_signals(before);
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

static bool
is_connected(HttpRequest *request)
{
	curl_off_t	ready = 0;

	curl_easy_getinfo(request->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	return ready > 0;
}

static HttpFailure
failure_of(HttpRequest *request, CURLcode code)
{
	switch (code)
	{
		case CURLE_OK:
			/* curl is content with headers that are cut short. */
			return request->headers_ended ? HTTP_ANSWERED : HTTP_CLOSED;
		case CURLE_OUT_OF_MEMORY:
			return HTTP_NO_MEMORY;
		case CURLE_COULDNT_RESOLVE_HOST:
		case CURLE_COULDNT_CONNECT:
		case CURLE_URL_MALFORMAT:
		case CURLE_BAD_FUNCTION_ARGUMENT:
			return HTTP_UNREACHABLE;
		case CURLE_UNSUPPORTED_PROTOCOL:
			/* Of the address, or of what answers there. */
			return is_connected(request) ? HTTP_GARBAGE : HTTP_UNREACHABLE;
		case CURLE_SSL_CONNECT_ERROR:
		case CURLE_PEER_FAILED_VERIFICATION:
		case CURLE_SSL_CACERT_BADFILE:
		case CURLE_SSL_CERTPROBLEM:
		case CURLE_SSL_ISSUER_ERROR:
			return HTTP_UNTRUSTED;
		case CURLE_WEIRD_SERVER_REPLY:
		case CURLE_BAD_CONTENT_ENCODING:
			return HTTP_GARBAGE;
		default:
			return HTTP_CLOSED;
	}
}

/* The system's own words where there are some: curl's hold times, which differ from one try to the next. */
static void
describe(HttpRequest *request, CURLcode code)
{
	long		system_error = 0;

	curl_easy_getinfo(request->easy, CURLINFO_OS_ERRNO, &system_error);
	if (request->failure == HTTP_UNREACHABLE && system_error != 0)
		strlcpy(request->error, strerror(system_error), sizeof(request->error));
	else if (request->error[0] == '\0')
		strlcpy(request->error, curl_easy_strerror(code), sizeof(request->error));
}

/* Takes what is over out of the sockets' care. */
static void
collect(void)
{
	CURL	   *easy;
	CURLcode	code;

	while ((easy = http_sockets_finished(&code)) != NULL)
	{
		HttpRequest *request;

		curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **) &request);
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &request->status);
		if (request->failure == HTTP_ANSWERED)
			request->failure = failure_of(request, code);
		describe(request, code);
		http_sockets_remove(easy);
		request->running = false;
		request->finished = true;
	}
}

void
http_pump(void)
{
	sigset_t	before;

	if (!http_sockets_busy())
		return;
	before = block_signals();
	http_sockets_poll();
	unblock_signals(before);
	collect();
}

/*
 * Looks for the answer without sleeping: waking up takes longer than the service does for one row. Where there are no processors to
 * spare, looking only keeps the service from one; so it is given up while it does not pay, and tried again now and then.
 */
static void
spin(HttpRequest *request, int spin_us)
{
	static int	hits = SPIN_MEMORY;
	static int	skipped = 0;
	int64		until;

	if (hits == 0 && ++skipped < SPIN_RETRY)
		return;
	skipped = 0;
	until = http_clock() + spin_us;
	while (!request->finished && !InterruptPending && http_clock() < until)
		http_pump();
	hits = request->finished ? Min(hits + 1, SPIN_MEMORY) : Max(hits - 1, 0);
}

static void
give_up(HttpRequest *request, HttpFailure failure, const char *error)
{
	http_sockets_remove(request->easy);
	request->running = false;
	request->finished = true;
	request->failure = failure;
	strlcpy(request->error, error, sizeof(request->error));
}

void
http_wait_some(HttpRequest *request, HttpLimits limits)
{
	int64		left = limits.request_ms - request->waited / 1000;
	int64		start = http_clock();

	if (left <= 0)
		give_up(request, HTTP_TIMEOUT, "no answer in time");
	else if (request->waited / 1000 >= limits.connect_ms && !is_connected(request))
		give_up(request, HTTP_UNREACHABLE, "no connection in time");
	else
	{
		if (!is_connected(request))
			left = Min(left, limits.connect_ms - request->waited / 1000);
		http_sockets_sleep(Max(left, 1));
		http_pump();
	}
	request->waited += http_clock() - start;
}

void
http_wait(HttpRequest *request, HttpLimits limits)
{
	http_pump();
	if (!request->finished && limits.spin_us > 0)
		spin(request, limits.spin_us);
	while (!request->finished)
		http_wait_some(request, limits);
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

const char *
http_address(void)
{
	return setting_service;
}
