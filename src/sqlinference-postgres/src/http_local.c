#include "compat.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "http_address.h"
#include "http_curl.h"
#include "http_local.h"
#include "http_sockets.h"
#include "settings.h"

#define MAX_HEAD (64 * 1024)
#define MAX_PIECES 64
#define READ_ROOM 4096

typedef struct LocalConnection
{
	int			socket;
	char		path[sizeof(((struct sockaddr_un *) NULL)->sun_path)];
	bool		was_used;		/* by an earlier request: the service may have closed it since */
	HttpRequest *request;		/* under way, or NULL */
	Bytes		asked;			/* the request's line and headers */
	size_t		asked_sent;
	bool		all_sent;
	Bytes		head;			/* of the answer, and what came with it */
	bool		head_read;
	bool		ends;			/* with this answer */
	size_t		body_left;
	struct LocalConnection *next;
} LocalConnection;

static LocalConnection *connections = NULL;
static int	running = 0;

void
local_forget(void)
{
	connections = NULL;
	running = 0;
}

static LocalConnection *
connection_of(const HttpRequest *request)
{
	LocalConnection *connection = connections;

	while (connection && connection->request != request)
		connection = connection->next;
	return connection;
}

static bool
would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Takes the request from its connection. */
static void
let_go(LocalConnection *connection)
{
	http_sockets_unwatch(connection->socket);
	connection->request->is_local = false;
	connection->request->running = false;
	connection->request = NULL;
	connection->was_used = true;
	running--;
}

static void
disconnect(LocalConnection *connection)
{
	LocalConnection **at = &connections;

	while (*at != connection)
		at = &(*at)->next;
	*at = connection->next;
	http_sockets_closing();
	close(connection->socket);
	free(connection->asked.data);
	free(connection->head.data);
	free(connection);
}

void
local_abandon(HttpRequest *request)
{
	LocalConnection *connection = connection_of(request);

	let_go(connection);
	disconnect(connection);
}

/* Whether all of the request went out: after an answer that came before, what is left would be taken for the next one. */
static bool
is_asked(const LocalConnection *connection)
{
	return connection->asked_sent == connection->asked.used && connection->request->segment == connection->request->segment_count;
}

static void
finish(LocalConnection *connection, HttpFailure failure, const char *error)
{
	HttpRequest *request = connection->request;
	bool		is_usable = failure == HTTP_ANSWERED && !connection->ends && is_asked(connection);

	let_go(connection);
	if (!is_usable)
		disconnect(connection);
	request->finished = true;
	request->failure = failure;
	strlcpy(request->error, error, sizeof(request->error));
}

/* Lets curl ask, and judge. */
static void
hand_over(LocalConnection *connection)
{
	HttpRequest *request = connection->request;

	let_go(connection);
	disconnect(connection);
	request->answer.used = 0;
	request->json_length = -1;
	request->headers_ended = false;
	curl_send(request);
}

static LocalConnection *
connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	LocalConnection *connection;

	if (strlen(path) >= sizeof(address.sun_path))
		return NULL;
	connection = calloc(1, sizeof(LocalConnection));
	if (connection == NULL)
		return NULL;
	strcpy(connection->path, path);
	strcpy(address.sun_path, path);
	connection->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (connection->socket < 0 || connect(connection->socket, (struct sockaddr *) &address, sizeof(address)) != 0)
	{
		if (connection->socket >= 0)
			close(connection->socket);
		free(connection);
		return NULL;
	}
	connection->next = connections;
	connections = connection;
	return connection;
}

/* Whether nothing has come since the last answer, not even an end. */
static bool
is_quiet(const LocalConnection *connection)
{
	char		byte;

	return recv(connection->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && would_block();
}

/* One that is idle, or a new one. Those to another address are of no use any more. */
static LocalConnection *
take_connection(const char *path)
{
	LocalConnection *next;

	for (LocalConnection *connection = connections; connection; connection = next)
	{
		next = connection->next;
		if (connection->request)
			continue;
		if (strcmp(connection->path, path) == 0 && is_quiet(connection))
			return connection;
		disconnect(connection);
	}
	return connect_to(path);
}

/* What is still to be sent: the headers, then the body's segments. */
static int
pieces_left(LocalConnection *connection, struct iovec *pieces)
{
	HttpRequest *request = connection->request;
	int			count = 0;

	if (connection->asked_sent < connection->asked.used)
	{
		pieces[count].iov_base = connection->asked.data + connection->asked_sent;
		pieces[count++].iov_len = connection->asked.used - connection->asked_sent;
	}
	for (int i = request->segment; i < request->segment_count && count < MAX_PIECES; i++)
	{
		size_t		from = i == request->segment ? request->segment_at : 0;

		pieces[count].iov_base = unconstify(char *, request->segments[i].data) + from;
		pieces[count++].iov_len = request->segments[i].length - from;
	}
	return count;
}

static void
note_sent(LocalConnection *connection, size_t sent)
{
	HttpRequest *request = connection->request;
	size_t		of_head = Min(sent, connection->asked.used - connection->asked_sent);

	connection->asked_sent += of_head;
	for (sent -= of_head; sent > 0;)
	{
		size_t		part = Min(sent, request->segments[request->segment].length - request->segment_at);

		sent -= part;
		request->segment_at += part;
		if (request->segment_at == request->segments[request->segment].length)
		{
			request->segment++;
			request->segment_at = 0;
		}
	}
}

/* False where the connection is gone. */
static bool
send_more(LocalConnection *connection)
{
	struct iovec pieces[MAX_PIECES];
	struct msghdr message = {.msg_iov = pieces};

	while ((message.msg_iovlen = pieces_left(connection, pieces)) > 0)
	{
		ssize_t		sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && would_block())
			break;
		if (sent < 0)
			return false;
		note_sent(connection, sent);
	}
	connection->all_sent = message.msg_iovlen == 0;
	return http_sockets_watch(connection->socket, connection->all_sent ? POLLIN : POLLIN | POLLOUT);
}

static bool
starts_with(const char *line, size_t length, const char *name)
{
	return length >= strlen(name) && pg_strncasecmp(line, name, strlen(name)) == 0;
}

/* The value of a header, where it is nothing but digits. */
static bool
read_length(const char *line, size_t length, size_t *value)
{
	const char *at = memchr(line, ':', length);
	const char *end = line + length;
	int			digits = 0;

	for (at++; at < end && *at == ' '; at++)
		;
	for (*value = 0; at < end && *at >= '0' && *at <= '9' && digits < 18; at++, digits++)
		*value = *value * 10 + (*at - '0');
	return digits > 0 && at == end;
}

static bool
read_status(HttpRequest *request, const char *head, size_t length)
{
	static const char version[] = "HTTP/1.1 ";
	const char *digits = head + strlen(version);

	if (length < strlen(version) + 4 || memcmp(head, version, strlen(version)) != 0)
		return false;
	request->status = 0;
	for (int i = 0; i < 3; i++)
	{
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		request->status = request->status * 10 + (digits[i] - '0');
	}
	/* What comes before an answer is not one. */
	return request->status >= 200;
}

/* False where the head is of a kind that curl has to read. */
static bool
read_head(LocalConnection *connection, const char *head, size_t length)
{
	HttpRequest *request = connection->request;
	const char *end = head + length;
	bool		has_length = false;

	if (!read_status(request, head, length))
		return false;
	for (const char *line = head; line < end;)
	{
		const char *next = (const char *) memchr(line, '\n', end - line) + 1;
		size_t		line_length = next - line;
		size_t		content_length = line_length >= 2 && next[-2] == '\r' ? line_length - 2 : line_length - 1;

		http_read_header(request, line, line_length);
		if (starts_with(line, content_length, "Content-Length:"))
		{
			if (has_length || !read_length(line, content_length, &connection->body_left))
				return false;
			has_length = true;
		}
		else if (starts_with(line, content_length, "Transfer-Encoding:"))
			return false;
		else if (starts_with(line, content_length, "Connection:"))
			connection->ends = true;
		line = next;
	}
	return has_length;
}

/* The end of the head in what has been received; 0 where it is not there yet. */
static size_t
head_length(const Bytes *received)
{
	const char *end = received->used < 4 ? NULL : memmem(received->data, received->used, "\r\n\r\n", 4);

	return end ? end + 4 - received->data : 0;
}

/* Gives the answer what has come of it; false where it cannot take it. */
static bool
take_head(LocalConnection *connection, size_t length)
{
	HttpRequest *request = connection->request;
	size_t		body = connection->head.used - length;

	connection->head_read = true;
	if (body > connection->body_left)
	{
		/* What follows an answer that is whole belongs to nothing. */
		connection->ends = true;
		body = connection->body_left;
	}
	if (connection->body_left > request->answer_limit)
		finish(connection, HTTP_TOO_LARGE, "the answer is too large");
	else if (!bytes_try_reserve(&request->answer, connection->body_left))
		finish(connection, HTTP_NO_MEMORY, "out of memory");
	else
	{
		memcpy(request->answer.data, connection->head.data + length, body);
		request->answer.used = body;
		connection->body_left -= body;
		return true;
	}
	return false;
}

/* The connection has ended before the answer did. */
static void
ended_early(LocalConnection *connection)
{
	if (connection->was_used && connection->head.used == 0)
		hand_over(connection);
	else
		finish(connection, HTTP_CLOSED, connection->head.used == 0 ? "the connection ended without an answer" : "the connection ended within the answer");
}

/* Whether it may become a head. */
static bool
begins_well(const Bytes *received)
{
	return memcmp(received->data, "HTTP/1.1 ", Min(received->used, strlen("HTTP/1.1 "))) == 0 && received->used <= MAX_HEAD;
}

/* What has been received of the head; false where the request is over, or curl's. */
static bool
take_received(LocalConnection *connection)
{
	size_t		length = head_length(&connection->head);

	if (length > 0 ? read_head(connection, connection->head.data, length) : begins_well(&connection->head))
		return length == 0 || take_head(connection, length);
	hand_over(connection);
	return false;
}

/* False where there is nothing more to be received for now, or the request is over. */
static bool
receive(LocalConnection *connection)
{
	Bytes	   *to = connection->head_read ? &connection->request->answer : &connection->head;
	size_t		room = connection->head_read ? connection->body_left : READ_ROOM;
	ssize_t		received;

	if (!bytes_try_reserve(to, room))
	{
		finish(connection, HTTP_NO_MEMORY, "out of memory");
		return false;
	}
	received = recv(connection->socket, to->data + to->used, room, MSG_DONTWAIT);
	if (received < 0 && would_block())
		return false;
	if (received <= 0)
	{
		ended_early(connection);
		return false;
	}
	to->used += received;
	if (connection->head_read)
		connection->body_left -= received;
	else if (!take_received(connection))
		return false;
	if (!connection->head_read || connection->body_left > 0)
		return true;
	finish(connection, HTTP_ANSWERED, "");
	return false;
}

static void
pump(LocalConnection *connection)
{
	/* A service may answer, and close, before it has read all of a request that it refuses. */
	if (!connection->all_sent && !send_more(connection))
	{
		connection->all_sent = true;
		http_sockets_watch(connection->socket, POLLIN);
	}
	while (receive(connection))
		;
}

void
local_pump(void)
{
	LocalConnection *next;

	if (running == 0)
		return;
	for (LocalConnection *connection = connections; connection; connection = next)
	{
		next = connection->next;
		if (connection->request)
			pump(connection);
	}
}

static void
write_asked(LocalConnection *connection)
{
	HttpRequest *request = connection->request;
	Bytes	   *asked = &connection->asked;
	size_t		length = 0;

	for (int i = 0; i < request->segment_count; i++)
		length += request->segments[i].length;
	asked->used = connection->asked_sent = 0;
	bytes_text(asked, request->method);
	bytes_text(asked, " ");
	bytes_text(asked, request->path);
	bytes_text(asked, " HTTP/1.1\r\nHost: localhost\r\n");
	bytes_append(asked, request->headers.data, request->headers.used);
	bytes_text(asked, "Content-Length: ");
	bytes_number(asked, length);
	bytes_text(asked, "\r\n\r\n");
}

bool
local_send(HttpRequest *request)
{
	const char *path = http_unix_path();
	LocalConnection *connection = path && request->may_repeat ? take_connection(path) : NULL;

	if (connection == NULL)
		return false;
	connection->request = request;
	connection->head.used = connection->body_left = 0;
	connection->head_read = connection->ends = connection->all_sent = false;
	request->is_local = request->running = true;
	running++;
	write_asked(connection);
	if (!send_more(connection))
		hand_over(connection);
	return true;
}
