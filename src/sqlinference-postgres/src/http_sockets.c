#include "compat.h"

#include <poll.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "portability/instr_time.h"
#include "storage/latch.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 140000
#include "utils/wait_event.h"
#endif

#include "http_sockets.h"

#define MAX_SOCKETS 64
#define NO_TIMER (-1)

static CURLM *multi = NULL;
static int	owner = 0;			/* the process that multi belongs to */
static int	busy = 0;
static struct pollfd sockets[MAX_SOCKETS];
static int	socket_count = 0;
static int64 timer = NO_TIMER;	/* by http_clock */

/* What the last sleep waited for, kept for the next: to make it takes as long as to wait. */
static WaitEventSet *waits = NULL;
static struct pollfd waits_for[MAX_SOCKETS];
static int	waits_count;

int64
http_clock(void)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	return (int64) INSTR_TIME_GET_MICROSEC(now);
}

bool
http_sockets_watch(int socket, short events)
{
	int			i = 0;

	while (i < socket_count && sockets[i].fd != socket)
		i++;
	if (i == MAX_SOCKETS)
		return false;
	socket_count = Max(socket_count, i + 1);
	sockets[i].fd = socket;
	sockets[i].events = events;
	return true;
}

void
http_sockets_unwatch(int socket)
{
	int			i = 0;

	while (i < socket_count && sockets[i].fd != socket)
		i++;
	if (i < socket_count)
		sockets[i] = sockets[--socket_count];
}

/* curl says which sockets to watch. Called back by it: raises nothing, allocates nothing. */
static int
watch_socket(CURL *easy, curl_socket_t socket, int what, void *argument, void *socket_argument)
{
	if (what == CURL_POLL_REMOVE)
	{
		http_sockets_unwatch(socket);
		/* It may close what it watches no more, and does not say so. */
		http_sockets_closing();
	}
	else if (!http_sockets_watch(socket, (what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0)))
		return -1;
	return 0;
}

static int
set_timer(CURLM *unused, long milliseconds, void *argument)
{
	timer = milliseconds < 0 ? NO_TIMER : http_clock() + (int64) milliseconds * 1000;
	return 0;
}

bool
http_sockets_init(void)
{
	static const long max_connections = 16;

	if (owner == MyProcPid)
		return false;
	/* What a parent process left behind is its own: its connections must not be closed, nor used. */
	if (owner == 0 && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("libcurl cannot be used")));
	multi = curl_multi_init();
	if (multi == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, max_connections);
	curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long) CURLPIPE_NOTHING);
	owner = MyProcPid;
	busy = 0;
	socket_count = 0;
	timer = NO_TIMER;
	waits = NULL;
	return true;
}

bool
http_sockets_add(CURL *easy)
{
	if (curl_multi_add_handle(multi, easy) != CURLM_OK)
		return false;
	busy++;
	return true;
}

void
http_sockets_remove(CURL *easy)
{
	curl_multi_remove_handle(multi, easy);
	busy--;
}

bool
http_sockets_busy(void)
{
	return busy > 0 && owner == MyProcPid;
}

static void
act(curl_socket_t socket, int events)
{
	int			running;

	curl_multi_socket_action(multi, socket, events, &running);
}

/* Acting on a socket may change the list of sockets, so that it is copied first. Those that are not curl's it leaves alone. */
void
http_sockets_poll(void)
{
	struct pollfd ready[MAX_SOCKETS];
	int			count = socket_count;

	memcpy(ready, sockets, count * sizeof(struct pollfd));
	if (count > 0 && poll(ready, count, 0) > 0)
	{
		for (int i = 0; i < count; i++)
		{
			short		events = ready[i].revents;

			if (events != 0)
				act(ready[i].fd, (events & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) |
					(events & POLLOUT ? CURL_CSELECT_OUT : 0) |
					(events & (POLLERR | POLLNVAL) ? CURL_CSELECT_ERR : 0));
		}
	}
	if (timer != NO_TIMER && timer <= http_clock())
	{
		timer = NO_TIMER;
		act(CURL_SOCKET_TIMEOUT, 0);
	}
}

CURL *
http_sockets_finished(CURLcode *code)
{
	CURLMsg    *message;
	int			left;

	while ((message = curl_multi_info_read(multi, &left)) != NULL)
	{
		if (message->msg == CURLMSG_DONE)
		{
			*code = message->data.result;
			return message->easy_handle;
		}
	}
	return NULL;
}

static long
until_timer(long milliseconds)
{
	int64		left;

	/* Nobody serves curl's timer where it has nothing to do. */
	if (timer == NO_TIMER || busy == 0)
		return milliseconds;
	left = (timer - http_clock() + 999) / 1000;
	return Max(0, Min(milliseconds, left));
}

/* A socket that is closed leaves the set, and the next with its number is not in it. */
void
http_sockets_closing(void)
{
	waits_count = -1;
}

static void
watch_for(WaitEventSet *set, const struct pollfd *watched)
{
	int			events = (watched->events & POLLIN ? WL_SOCKET_READABLE : 0) | (watched->events & POLLOUT ? WL_SOCKET_WRITEABLE : 0);

	if (events != 0)
		AddWaitEventToSet(set, events, watched->fd, NULL, NULL);
}

static WaitEventSet *
make_waits(void)
{
	WaitEventSet *set;

	if (waits && waits_count == socket_count && memcmp(waits_for, sockets, socket_count * sizeof(struct pollfd)) == 0)
		return waits;
	if (waits)
		FreeWaitEventSet(waits);
	waits = NULL;
	waits = set = compat_create_wait_set(socket_count + 2);
	waits_count = -1;
	AddWaitEventToSet(set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, NULL);
	AddWaitEventToSet(set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, NULL, NULL);
	for (int i = 0; i < socket_count; i++)
		watch_for(set, &sockets[i]);
	memcpy(waits_for, sockets, socket_count * sizeof(struct pollfd));
	waits_count = socket_count;
	return set;
}

void
http_sockets_sleep(long milliseconds)
{
	static uint32 wait_event = 0;
	WaitEvent	happened;

	if (wait_event == 0)
		wait_event = compat_wait_event("SqlInference");
	CHECK_FOR_INTERRUPTS();
	(void) WaitEventSetWait(make_waits(), until_timer(milliseconds), &happened, 1, wait_event);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}
