/* The two things that are said to the service about a run when its transaction is over. */
#ifndef SQLINFERENCE_RUN_REQUESTS_H
#define SQLINFERENCE_RUN_REQUESTS_H

/* All that is needed when nothing can be looked up any more. Lives in memory of the backend. */
typedef struct RunRequest
{
	char	   *path;
	char	   *authorization;	/* or NULL */
	char	   *user;
	char	   *roles;
} RunRequest;

extern RunRequest *run_request_make(const char *path, Oid user);
extern void run_request_free(RunRequest *request);

/*
 * Confirms the run, or takes it back; waits for a second at most and raises no error. True where nothing is left to be said: it
 * was heard, or the service has nothing open under this name.
 */
extern bool run_request_tell(const RunRequest *request, bool confirm);

#endif
