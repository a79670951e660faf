/* Letting requests go on, and waiting for them. */
#include "compat.h"

#include "miscadmin.h"
#include "storage/s_lock.h"

#include "http.h"
#include "http_address.h"
#include "http_local.h"
#include "http_sockets.h"

#define SPIN_MEMORY 4
#define SPIN_RETRY 32
#define SPIN_PAUSES 20

static bool
is_connected(HttpRequest *request)
{
	curl_off_t	ready = 0;

	if (request->is_local)
		return true;
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
			return HTTP_NO_TLS;
		case CURLE_SSL_CACERT_BADFILE:
			return HTTP_NO_AUTHORITIES;
		case CURLE_PEER_FAILED_VERIFICATION:
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
		curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &request->certificate_fault);
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

	local_pump();
	if (!http_sockets_busy())
		return;
	before = http_block_signals();
	http_sockets_poll();
	http_unblock_signals(before);
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
	{
		/* Two processors may be one core: between two looks it is the service's. */
		for (int i = 0; i < SPIN_PAUSES; i++)
			SPIN_DELAY();
		http_pump();
	}
	hits = request->finished ? Min(hits + 1, SPIN_MEMORY) : Max(hits - 1, 0);
}

static void
give_up(HttpRequest *request, HttpFailure failure, const char *error)
{
	http_abandon(request);
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
