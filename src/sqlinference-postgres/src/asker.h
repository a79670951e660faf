/* Who asks the service: headers of every request. */
#ifndef SQLINFERENCE_ASKER_H
#define SQLINFERENCE_ASKER_H

#include "http.h"

/* The token, and the user that the service is to answer for. */
extern void asker_headers(HttpRequest *request, Oid user);

/* The same as texts of their own, in the current memory context; authorization is NULL where there is no token. */
extern void asker_describe(Oid user, char **authorization, char **name, char **roles);

/* Requests of one query share a place in the service's queues. */
extern void asker_query_header(HttpRequest *request);

/* The name of this database in the service. */
extern char *asker_database(void);

/* As a part of a path, or of a header: all but letters, digits, _ and - as %XX of their UTF-8. */
extern char *percent_encode(const char *text);

#endif
