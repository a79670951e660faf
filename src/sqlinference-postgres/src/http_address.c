#include "compat.h"

#include <pthread.h>

#include "http_address.h"
#include "settings.h"

#define UNIX_SCHEME "unix:"

/*
 * curl starts a thread to look up a host's name. It inherits our signal mask, and must not take signals that are meant
 * for the backend. Addresses in numbers, and sockets, are not looked up.
 */
static bool looks_up_names = false;

sigset_t
http_block_signals(void)
{
	sigset_t	all;
	sigset_t	before;

	sigfillset(&all);
	if (looks_up_names)
		pthread_sigmask(SIG_SETMASK, &all, &before);
	return before;
}

void
http_unblock_signals(sigset_t before)
{
	if (looks_up_names)
		pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool
is_unix_address(const char *address)
{
	return strncmp(address, UNIX_SCHEME, strlen(UNIX_SCHEME)) == 0;
}

/* Whether the host, behind the scheme, is given in numbers. */
static bool
is_numeric_address(const char *address)
{
	const char *host = strstr(address, "://");

	if (host == NULL)
		return false;
	host += 3;
	return *host == '[' || host[strspn(host, "0123456789.")] == ':' || host[strspn(host, "0123456789.")] == '\0';
}

/* With a file of our own the system's authorities count no longer. A handle that had one forgets it, and what curl was built with. */
static void
set_authorities(CURL *easy)
{
	const char *file = *setting_ca_file ? setting_ca_file : NULL;
	const char *folder = NULL;

#if LIBCURL_VERSION_NUM >= 0x074600
	if (file == NULL)
	{
		const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);

		file = built->cainfo;
		folder = built->capath;
	}
#endif
	curl_easy_setopt(easy, CURLOPT_CAINFO, file);
	curl_easy_setopt(easy, CURLOPT_CAPATH, folder);
}

const char *
http_unix_path(void)
{
	return is_unix_address(setting_service) ? setting_service + strlen(UNIX_SCHEME) : NULL;
}

/* Sets where the request goes; an address that is none fails when the request is sent. */
bool
http_set_url(HttpRequest *request)
{
	static Bytes url;
	const char *address = setting_service;
	const char *socket = http_unix_path();
	size_t		length = strlen(address);

	while (length > 0 && address[length - 1] == '/')
		length--;
	looks_up_names |= socket == NULL && !is_numeric_address(address);
	url.used = 0;
	if (!bytes_try_reserve(&url, strlen("http://localhost") + length + strlen(request->path) + 1))
		return false;
	if (socket)
		bytes_text(&url, "http://localhost");
	else
		bytes_append(&url, address, length);
	bytes_append(&url, request->path, strlen(request->path) + 1);
	curl_easy_setopt(request->easy, CURLOPT_UNIX_SOCKET_PATH, socket);
	curl_easy_setopt(request->easy, CURLOPT_URL, url.data);
	if (pg_strncasecmp(address, "https:", 6) == 0)
		set_authorities(request->easy);
	return true;
}

const char *
http_address(void)
{
	return setting_service;
}
