/* Requests by curl, and what curl calls back: this allocates with the C library only and raises nothing. */
#ifndef SQLINFERENCE_HTTP_CURL_H
#define SQLINFERENCE_HTTP_CURL_H

#include "http.h"

/* A request with a handle of its own; an error where memory is exhausted. */
extern HttpRequest *http_create(void);

extern void curl_send(HttpRequest *request);

/* What a request that is over still has of curl's. */
extern void curl_forget(HttpRequest *request);

/* A line of the head of an answer, with its end. */
extern void http_read_header(HttpRequest *request, const char *line, size_t length);

#endif
