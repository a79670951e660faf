#include "compat.h"

#include "utils/memutils.h"

#include "asker.h"
#include "http.h"
#include "run_requests.h"

#define TELL_MS 1000
#define MAX_ANSWER (1024 * 1024)

RunRequest *
run_request_make(const char *path, Oid user)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
	RunRequest *request = palloc0(sizeof(RunRequest));

	request->path = pstrdup(path);
	asker_describe(user, &request->authorization, &request->user, &request->roles);
	MemoryContextSwitchTo(before);
	return request;
}

void
run_request_free(RunRequest *request)
{
	pfree(request->path);
	if (request->authorization)
		pfree(request->authorization);
	pfree(request->user);
	pfree(request->roles);
	pfree(request);
}

static bool
tell(MemoryContext context, const RunRequest *run, bool confirm)
{
	HttpLimits	limits = {TELL_MS, TELL_MS, 0};
	HttpRequest *request = http_begin(context, confirm ? "POST" : "DELETE", confirm ? psprintf("%s/confirm", run->path) : run->path,
									  MAX_ANSWER);

	if (run->authorization)
		http_header(request, "Authorization", run->authorization);
	http_header(request, "X-SqlInference-User", run->user);
	if (*run->roles)
		http_header(request, "X-SqlInference-Roles", run->roles);
	http_send(request);
	http_wait(request, limits);
	return request->failure == HTTP_ANSWERED &&
		(request->status == 200 || request->status == 404 || request->status == 409 || request->status == 410);
}

bool
run_request_tell(const RunRequest *run, bool confirm)
{
	MemoryContext before = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(TopMemoryContext, "end of a run", ALLOCSET_SMALL_SIZES);
	volatile bool told = false;

	PG_TRY();
	{
		MemoryContextSwitchTo(context);
		told = tell(context, run, confirm);
	}
	PG_CATCH();
	{
		/* An interrupt is for whoever goes on; at a transaction's end, where none is heard, memory may be exhausted. */
		MemoryContextSwitchTo(before);
		if (geterrcode() == ERRCODE_QUERY_CANCELED || geterrcode() == ERRCODE_ADMIN_SHUTDOWN)
		{
			MemoryContextDelete(context);
			PG_RE_THROW();
		}
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	MemoryContextDelete(context);
	return told;
}
