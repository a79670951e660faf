/*
 * Requests to a service on this machine, by its unix socket, without curl: for a single row curl takes as long as the service does.
 * What is not as plain as the service's own answers is left to curl, which then asks again; so only requests come here that may
 * be repeated.
 */
#ifndef SQLINFERENCE_HTTP_LOCAL_H
#define SQLINFERENCE_HTTP_LOCAL_H

#include "http.h"

/* Sends it; false where that is curl's. */
extern bool local_send(HttpRequest *request);

/* Lets all requests go on, without waiting. */
extern void local_pump(void);

/* Ends a request that is under way. */
extern void local_abandon(HttpRequest *request);

/* Whatever there is belongs to another process. */
extern void local_forget(void);

#endif
