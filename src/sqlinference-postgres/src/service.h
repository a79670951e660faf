/* Requests about statements, models and endpoints: JSON both ways. */
#ifndef SQLINFERENCE_SERVICE_H
#define SQLINFERENCE_SERVICE_H

#include "http.h"

/*
 * Asks and waits, and raises an error unless the answer is one of success. The body is JSON in UTF-8, or NULL. what says what could not
 * be done, as for raise_failure.
 */
extern HttpRequest *service_ask(const char *method, const char *path, const char *body, const char *what);

/* The answer as jsonb; ends the request. */
extern Datum service_answer(HttpRequest *request);

/* An error for paths that are not this database's to ask for. */
extern void service_require_path(const char *path);

#endif
