#include "compat.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "asker.h"
#include "errors.h"
#include "json.h"
#include "service.h"
#include "settings.h"

#define MAX_ANSWER ((size_t) 64 * 1024 * 1024)

PG_FUNCTION_INFO_V1(sqlinference_request);
PG_FUNCTION_INFO_V1(sqlinference_database_path);
PG_FUNCTION_INFO_V1(sqlinference_encode_name);

HttpRequest *
service_ask(const char *method, const char *path, const char *body, const char *what)
{
	HttpLimits	limits = {setting_connect_timeout, setting_request_timeout, 0};
	HttpRequest *request = http_begin(CurrentMemoryContext, method, path, MAX_ANSWER);

	asker_headers(request, GetUserId());
	if (body)
	{
		http_header(request, "Content-Type", "application/json");
		http_segment(request, body, strlen(body));
	}
	http_send(request);
	http_wait(request, limits);
	if (request->failure != HTTP_ANSWERED || request->status < 200 || request->status > 299)
		raise_failure(request, what);
	return request;
}

static void pg_attribute_noreturn()
refuse_answer(void)
{
	ereport(ERROR,
			(errcode(SI_RESPONSE_INVALID),
			 errmsg("What answers at %s does not answer with JSON, as the service does.", http_address()),
			 errhint("Is sqlinference.service the address of the service?")));
}

Datum
service_answer(HttpRequest *request)
{
	/* Reading unescapes in place, so that it is done to a copy. */
	char	   *copy = pnstrdup(request->answer.data ? request->answer.data : "", request->answer.used);
	char	   *text;
	JsonReader	reader;

	if (!pg_verify_mbstr(PG_UTF8, copy, request->answer.used, true))
		refuse_answer();
	scan_begin(&reader, copy, request->answer.used);
	scan_skip(&reader);
	if (!scan_end(&reader))
		refuse_answer();
	text = pg_any_to_server(pnstrdup(request->answer.data, request->answer.used), request->answer.used, PG_UTF8);
	http_end(request);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

static bool
starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* Only what is about this database, or about the service as a whole: the service then looks at who asks. */
void
service_require_path(const char *path)
{
	static const char characters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~%/?&=,";
	char	   *own = psprintf("/v1/databases/%s/", percent_encode(asker_database()));

	if (strspn(path, characters) == strlen(path) && strstr(path, "/.") == NULL &&
		(starts_with(path, own) || starts_with(path, "/v1/endpoints") || starts_with(path, "/v1/statistics") ||
		 starts_with(path, "/v1/service")))
		return;
	ereport(ERROR,
			(errcode(SI_PERMISSION_DENIED),
			 errmsg("From this database only paths below %s, and /v1/endpoints, /v1/statistics and /v1/service can be asked for.", own)));
}

static void
require_method(const char *method)
{
	if (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0 && strcmp(method, "DELETE") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("The method has to be GET, POST or DELETE.")));
}

/* request(method, path, body): the service's answer. */
Datum
sqlinference_request(PG_FUNCTION_ARGS)
{
	char	   *method;
	char	   *path;
	char	   *body = NULL;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	method = text_to_cstring(PG_GETARG_TEXT_PP(0));
	path = text_to_cstring(PG_GETARG_TEXT_PP(1));
	require_method(method);
	service_require_path(path);
	if (!PG_ARGISNULL(2))
		body = text_to_service(DatumGetCString(DirectFunctionCall1(jsonb_out, PG_GETARG_DATUM(2))));
	return service_answer(service_ask(method, path, body, "The service was not asked"));
}

/* database_path(): where the service has this database. */
Datum
sqlinference_database_path(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("/v1/databases/%s", percent_encode(asker_database()))));
}

/* encode_name(name): as a part of a path. */
Datum
sqlinference_encode_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(percent_encode(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}
