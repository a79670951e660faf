/* Where requests go. */
#ifndef SQLINFERENCE_HTTP_ADDRESS_H
#define SQLINFERENCE_HTTP_ADDRESS_H

#include <signal.h>

#include "http.h"

/* False where memory is exhausted. */
extern bool http_set_url(HttpRequest *request);

/* The path of the service's socket, or NULL where its address is another. */
extern const char *http_unix_path(void);

/* To be called around whatever lets curl work. */
extern sigset_t http_block_signals(void);
extern void http_unblock_signals(sigset_t before);

#endif
