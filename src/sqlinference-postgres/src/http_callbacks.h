/* A handle of curl's, and what curl calls back: these allocate with the C library only and raise nothing. */
#ifndef SQLINFERENCE_HTTP_CALLBACKS_H
#define SQLINFERENCE_HTTP_CALLBACKS_H

#include "http.h"

/* A request with a handle of its own; an error where memory is exhausted. */
extern HttpRequest *http_create(void);

#endif
