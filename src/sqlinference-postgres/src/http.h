/*
 * Requests to the service, several at a time, without blocking where nobody waits. One pool of connections per backend serves all
 * queries, one after the other. Nothing here raises an error but waiting, which hears interrupts.
 */
#ifndef SQLINFERENCE_HTTP_H
#define SQLINFERENCE_HTTP_H

#include <curl/curl.h>

#include "bytes.h"

/* A stretch of a request's body. */
typedef struct HttpSegment
{
	const char *data;
	size_t		length;
} HttpSegment;

typedef enum HttpFailure
{
	HTTP_ANSWERED,				/* with whatever status */
	HTTP_UNREACHABLE,
	HTTP_CLOSED,				/* the connection ended before the answer did */
	HTTP_NO_TLS,
	HTTP_NO_AUTHORITIES,		/* the file of them cannot be read */
	HTTP_UNTRUSTED,				/* the certificate is not good */
	HTTP_TOO_LARGE,
	HTTP_TIMEOUT,
	HTTP_GARBAGE,				/* not HTTP */
	HTTP_NO_MEMORY
} HttpFailure;

/* Gives the next bytes of a body whose length is not known before; 0 at its end, or HTTP_PAUSE while there are none. */
typedef size_t (*HttpSource) (void *from, char *to, size_t room);

#define HTTP_PAUSE CURL_READFUNC_PAUSE

typedef struct HttpRequest
{
	CURL	   *easy;
	struct curl_slist *lines;	/* the headers, for curl */

	const char *method;
	const char *path;
	Bytes		headers;		/* lines with their ends */
	bool		may_repeat;		/* asking twice does no harm */

	/* The body: segments, which have to stay where they are until the request is over, or a source. */
	HttpSegment *segments;
	int			segment_count;
	int			segment_room;
	int			segment;
	size_t		segment_at;
	Bytes		body;			/* segments in one piece, where they are small */
	HttpSource	source;
	void	   *source_from;

	bool		running;
	bool		is_local;		/* goes without curl, while it runs */
	bool		finished;
	int64		waited;			/* microseconds */

	HttpFailure failure;
	char		error[CURL_ERROR_SIZE];
	long		certificate_fault;	/* as OpenSSL numbers them */
	long		status;
	size_t		answer_limit;
	bool		headers_ended;
	long		json_length;	/* Inference-Header-Content-Length, or -1 */
	Bytes		answer;

	struct HttpOwner *owner;
	struct HttpRequest *next;	/* in the pool */
} HttpRequest;

typedef struct HttpLimits
{
	int			connect_ms;
	int			request_ms;
	int			spin_us;
} HttpLimits;

/* A request from the pool, for one path of the service, in the context's memory. It ends with the context at the latest. */
extern HttpRequest *http_begin(MemoryContext context, const char *method, const char *path, size_t answer_limit);
extern void http_header(HttpRequest *request, const char *name, const char *value);
extern void http_header_number(HttpRequest *request, const char *name, int64 value);
extern void http_segment(HttpRequest *request, const void *data, size_t length);

/* Starts it. */
extern void http_send(HttpRequest *request);

/* The source of the body has bytes again. */
extern void http_resume(HttpRequest *request);

/* Gives the network a chance, without blocking. */
extern void http_pump(void);

/* Waits until the request is over, by its failure if need be. */
extern void http_wait(HttpRequest *request, HttpLimits limits);

/* Waits until something happened, or the request is over. */
extern void http_wait_some(HttpRequest *request, HttpLimits limits);

/* Ends it, if it is under way. */
extern void http_abandon(HttpRequest *request);

/* Returns it to the pool; if it is under way it is aborted. */
extern void http_end(HttpRequest *request);

/* The service's address without credentials, for messages. */
extern const char *http_address(void);

#endif
