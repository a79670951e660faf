/* The sockets of requests, watched by the server's own means, so that waiting hears what every wait of a backend hears. */
#ifndef SQLINFERENCE_HTTP_SOCKETS_H
#define SQLINFERENCE_HTTP_SOCKETS_H

#include <curl/curl.h>

/* Makes ready in this process; true where it is the first time, and whatever there was belongs to another process. */
extern bool http_sockets_init(void);

/* Microseconds of a clock that nobody sets. */
extern int64 http_clock(void);

/* Watches a socket that is not curl's; false where there are too many. */
extern bool http_sockets_watch(int socket, short events);
extern void http_sockets_unwatch(int socket);

/* To be called before a socket is closed that has ever been watched. */
extern void http_sockets_closing(void);

extern bool http_sockets_add(CURL *easy);
extern void http_sockets_remove(CURL *easy);
extern bool http_sockets_busy(void);

/* Lets curl do what it can without waiting. */
extern void http_sockets_poll(void);

/* The next that is over, or NULL. */
extern CURL *http_sockets_finished(CURLcode *code);

/* Sleeps until something can be done, for at most that long; raises the errors of interrupts. */
extern void http_sockets_sleep(long milliseconds);

#endif
