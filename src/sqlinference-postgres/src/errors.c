#include "compat.h"

#include "mb/pg_wchar.h"

#include "errors.h"
#include "json.h"
#include "settings.h"

/* An error of the service: {"error", "code"}, with a hint "detail" and "hint" too, where models are asked; a problem document elsewhere. */
typedef struct ServiceError
{
	int			code;			/* SQLSTATE, 0 where there is none */
	char	   *message;
	char	   *hint;
	char	   *run;
} ServiceError;

char *
text_to_service(const char *text)
{
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

static char *
only_ascii(const char *data, int length)
{
	char	   *text = pnstrdup(data, length);

	for (char *at = text; *at; at++)
	{
		if (IS_HIGHBIT_SET(*at) || *at < ' ')
			*at = '?';
	}
	return text;
}

char *
text_from_service(const char *data, int length)
{
	MemoryContext context = CurrentMemoryContext;
	char	   *volatile text = NULL;

	if (!pg_verify_mbstr(PG_UTF8, data, length, true))
		return only_ascii(data, length);
	text = pnstrdup(data, length);
	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		return text;
	/* A character that the database does not know must not hide what the message says. */
	PG_TRY();
	{
		text = pg_any_to_server(text, length, PG_UTF8);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		text = only_ascii(data, length);
	}
	PG_END_TRY();
	return text;
}

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static int
code_of(JsonText text)
{
	const char *code = text.data;

	if (text.length != 5 || code[0] != 'S' || code[1] != 'I' || !is_digit(code[2]) || !is_digit(code[3]) || !is_digit(code[4]))
		return 0;
	return MAKE_SQLSTATE('S', 'I', code[2], code[3], code[4]);
}

static char *
copy_text(JsonReader *reader)
{
	JsonText	text;

	if (!scan_is_string(reader))
	{
		scan_skip(reader);
		return NULL;
	}
	text = scan_string(reader);
	return reader->failed ? NULL : text_from_service(text.data, text.length);
}

static bool
read_error(HttpRequest *request, ServiceError *error)
{
	JsonReader	reader;
	JsonText	name;

	memset(error, 0, sizeof(*error));
	scan_begin(&reader, request->answer.data, request->answer.used);
	for (scan_object(&reader); scan_member(&reader, &name);)
	{
		if (text_is(name, "code") && scan_is_string(&reader))
			error->code = code_of(scan_string(&reader));
		else if (text_is(name, "error") || text_is(name, "detail"))
			error->message = copy_text(&reader);
		else if (text_is(name, "hint"))
			error->hint = copy_text(&reader);
		else if (text_is(name, "run"))
			error->run = copy_text(&reader);
		else
			scan_skip(&reader);
	}
	return scan_end(&reader) && error->code != 0 && error->message != NULL;
}

/* Answers of something between us and the service, a proxy for instance, are known by their status only. */
static int
code_of_status(long status)
{
	switch (status)
	{
		case 401:
			return SI_UNAUTHENTICATED;
		case 413:
			return SI_REQUEST_TOO_LARGE;
		case 429:
			return SI_QUEUE_FULL;
		case 502:
		case 503:
			return SI_SERVICE_UNREACHABLE;
		case 504:
			return SI_DEADLINE_EXCEEDED;
		default:
			return SI_RESPONSE_INVALID;
	}
}

static const char *
hint_of(int code)
{
	if (code == SI_UNAUTHENTICATED)
		return *setting_token_file
			? "The token in the file that sqlinference.token_file names is not one that the service knows."
			: "The service asks for a token: set sqlinference.token_file to a file that holds one.";
	if (code == SI_QUEUE_FULL)
		return "Run the query again later, or let fewer queries predict at the same time.";
	return NULL;
}

static void pg_attribute_noreturn()
raise_answer(HttpRequest *request, const char *what)
{
	ServiceError error;

	if (read_error(request, &error))
	{
		const char *hint = error.hint ? error.hint : hint_of(error.code);

		ereport(ERROR,
				(errcode(error.code), errmsg("%s", error.message),
				 /* For execute, which ends that run if its transaction is over. */
				 error.run ? errdetail("The statement's run is %s.", error.run) : 0,
				 hint ? errhint("%s", hint) : 0));
	}
	else
	{
		int			code = code_of_status(request->status);
		const char *hint = hint_of(code);

		ereport(ERROR,
				(errcode(code),
				 errmsg("%s: %s answered with status %ld, and not as the service does.", what, http_address(), request->status),
				 hint ? errhint("%s", hint) :
				 errhint("Is sqlinference.service the address of the service? Is there a proxy before it?")));
	}
}

static const char *
hint_of_certificate(long fault)
{
	/* X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED. */
	if (fault == 9 || fault == 10)
		return "Renew the service's certificate; it takes up a new one by itself. Or is a clock wrong?";
	/* X509_V_OK and X509_V_ERR_UNSPECIFIED: curl compares the name itself, before it asks for the rest. */
	if (fault == 0 || fault == 1)
		return "The certificate is for another name: sqlinference.service has to name the service as its certificate does.";
	return "sqlinference.ca_file names the file of certificates that the service's has to be signed by.";
}

void
raise_failure(HttpRequest *request, const char *what)
{
	const char *address = http_address();

	switch (request->failure)
	{
		case HTTP_ANSWERED:
			raise_answer(request, what);
		case HTTP_UNREACHABLE:
			ereport(ERROR,
					(errcode(SI_SERVICE_UNREACHABLE),
					 errmsg("%s: there is no service at %s: %s.", what, address, request->error),
					 errhint("Start the service, or set sqlinference.service to its address.")));
			break;
		case HTTP_CLOSED:
			ereport(ERROR,
					(errcode(SI_SERVICE_UNREACHABLE),
					 errmsg("%s: the service at %s closed the connection before it had answered.", what, address),
					 errdetail("%s.", request->error),
					 errhint("Run the query again. The service's log may say why.")));
			break;
		case HTTP_NO_TLS:
			ereport(ERROR,
					(errcode(SI_SERVICE_UNREACHABLE),
					 errmsg("%s: no TLS with the service at %s: %s.", what, address, request->error),
					 errhint("If the service does not use TLS, its address begins with http://.")));
			break;
		case HTTP_NO_AUTHORITIES:
			ereport(ERROR,
					(errcode(SI_CONFIGURATION_INVALID),
					 errmsg("%s: the file of sqlinference.ca_file, \"%s\", holds no certificates that can be read.", what, setting_ca_file),
					 errhint("It has to hold certificates in PEM, and the user that PostgreSQL runs as has to be allowed to read it.")));
			break;
		case HTTP_UNTRUSTED:
			ereport(ERROR,
					(errcode(SI_SERVICE_UNREACHABLE),
					 errmsg("%s: the service at %s is not to be trusted: %s.", what, address, request->error),
					 errhint("%s", hint_of_certificate(request->certificate_fault))));
			break;
		case HTTP_TOO_LARGE:
			ereport(ERROR,
					(errcode(SI_RESPONSE_INVALID),
					 errmsg("%s: the service at %s answered with more than the %zu bytes that an answer may have.", what, address,
							request->answer_limit),
					 errhint("Is sqlinference.service the address of the service?")));
			break;
		case HTTP_TIMEOUT:
			ereport(ERROR,
					(errcode(SI_DEADLINE_EXCEEDED),
					 errmsg("%s: the service at %s did not answer within " INT64_FORMAT " ms.", what, address,
							request->waited / 1000),
					 errhint("Run the query again later, send smaller batches (sqlinference.batch_rows), or set "
							 "sqlinference.request_timeout higher.")));
			break;
		case HTTP_GARBAGE:
			ereport(ERROR,
					(errcode(SI_RESPONSE_INVALID),
					 errmsg("%s: what answers at %s does not speak HTTP: %s.", what, address, request->error),
					 errhint("Is sqlinference.service the address of the service?")));
			break;
		case HTTP_NO_MEMORY:
			break;
	}
	ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("%s: out of memory.", what)));
}
