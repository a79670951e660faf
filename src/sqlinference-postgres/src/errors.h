/*
 * Errors of the service and of asking it. SQLSTATE is the service's own code, such as SI103; what is found here has the code
 * that means the same there.
 */
#ifndef SQLINFERENCE_ERRORS_H
#define SQLINFERENCE_ERRORS_H

#include "http.h"

#define SI_CODE(number) MAKE_SQLSTATE('S', 'I', '0' + (number) / 100, '0' + (number) / 10 % 10, '0' + (number) % 10)

#define SI_INVALID_CLAUSE_VALUE SI_CODE(4)
#define SI_UNKNOWN_MODEL SI_CODE(101)
#define SI_UNKNOWN_ENDPOINT SI_CODE(105)
#define SI_FUNCTION_EXISTS SI_CODE(107)
#define SI_PERMISSION_DENIED SI_CODE(109)
#define SI_VALUE_DOES_NOT_FIT SI_CODE(401)
#define SI_DEADLINE_EXCEEDED SI_CODE(402)
#define SI_QUEUE_FULL SI_CODE(403)
#define SI_LIST_LENGTHS_DIFFER SI_CODE(407)
#define SI_INPUT_NOT_ACCEPTED SI_CODE(408)
#define SI_RESPONSE_INVALID SI_CODE(409)
#define SI_UNAUTHENTICATED SI_CODE(601)
#define SI_REQUEST_TOO_LARGE SI_CODE(603)
#define SI_CONFIGURATION_INVALID SI_CODE(607)
#define SI_SERVICE_UNREACHABLE SI_CODE(610)

/*
 * Raises why the request was not answered, or that it was answered by an error. what says what could not be done: "Model 'm' was
 * not asked", "The statement was not executed".
 */
extern void pg_attribute_noreturn() raise_failure(HttpRequest *request, const char *what);

/* Text of the service, which may be anything, in the database's encoding. */
extern char *text_from_service(const char *data, int length);

/* Text of the database as UTF-8; an error where the encoding has no such thing. */
extern char *text_to_service(const char *text);

#endif
