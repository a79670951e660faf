/* Where requests go. */
#ifndef SQLINFERENCE_HTTP_ADDRESS_H
#define SQLINFERENCE_HTTP_ADDRESS_H

#include <signal.h>

#include "http.h"

extern void http_set_url(HttpRequest *request, const char *path);

/* To be called around whatever lets curl work. */
extern sigset_t http_block_signals(void);
extern void http_unblock_signals(sigset_t before);

#endif
