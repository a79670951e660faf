#include "compat.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/fd.h"

#include "errors.h"
#include "settings.h"
#include "token.h"

#define MAX_TOKEN 4096

static char token[MAX_TOKEN + 1];

/* The file that token was read from. */
static struct stat known;
static bool is_known = false;

static void pg_attribute_noreturn()
refuse(const char *why, const char *hint)
{
	ereport(ERROR,
			(errcode(SI_CONFIGURATION_INVALID),
			 errmsg("The file of sqlinference.token_file, \"%s\", %s.", setting_token_file, why),
			 errhint("%s", hint)));
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
		a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void
check_file(const struct stat *file)
{
	if (!S_ISREG(file->st_mode))
		refuse("is not a file", "Name a file that holds nothing but the token.");
	if (file->st_uid != geteuid() || (file->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		refuse("can be read by others", "It has to belong to the user that PostgreSQL runs as, with mode 0600.");
	if (file->st_size == 0 || file->st_size > MAX_TOKEN)
		refuse("holds no token", "Write the token that the service gave into it, and nothing else.");
}

/* A token goes into a header: nothing in it may end one. */
static void
check_token(char *text, ssize_t length)
{
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r' || text[length - 1] == ' '))
		length--;
	text[length] = '\0';
	if (length == 0)
		refuse("holds no token", "Write the token that the service gave into it, and nothing else.");
	for (ssize_t i = 0; i < length; i++)
	{
		if (text[i] <= ' ' || text[i] > '~')
			refuse("holds more than a token", "Write the token that the service gave into it, and nothing else.");
	}
}

const char *
token_read(void)
{
	struct stat file;
	int			fd;
	ssize_t		length;

	if (*setting_token_file == '\0')
		return NULL;
	if (is_known && stat(setting_token_file, &file) == 0 && is_same(&file, &known))
		return token;

	is_known = false;
	fd = OpenTransientFile(setting_token_file, O_RDONLY | PG_BINARY);
	if (fd < 0 || fstat(fd, &file) != 0)
		refuse(psprintf("cannot be read: %s", strerror(errno)), "It has to belong to the user that PostgreSQL runs as, with mode 0600.");
	check_file(&file);
	length = read(fd, token, MAX_TOKEN);
	CloseTransientFile(fd);
	check_token(token, Max(length, 0));
	known = file;
	is_known = true;
	return token;
}
