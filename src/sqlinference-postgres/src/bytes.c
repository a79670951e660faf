#include "compat.h"

#include "utils/builtins.h"

#include "bytes.h"

#define LEAST_ROOM 1024

bool
bytes_try_reserve(Bytes *bytes, size_t more)
{
	size_t		room = Max(bytes->room, LEAST_ROOM);
	char	   *data;

	if (bytes->room - bytes->used >= more)
		return true;
	while (room - bytes->used < more)
	{
		if (room > SIZE_MAX / 2)
			return false;
		room *= 2;
	}
#ifdef __SANITIZE_ADDRESS__
	/* Not a byte to spare, so that reading beyond the end is seen. */
	room = bytes->used + more;
#endif
	data = realloc(bytes->data, room);
	if (data == NULL)
		return false;
	bytes->data = data;
	bytes->room = room;
	return true;
}

void
bytes_grow(Bytes *bytes, size_t more)
{
	if (!bytes_try_reserve(bytes, more))
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("A request to the inference service needs %zu bytes more.", more)));
}

void
bytes_shrink(Bytes *bytes, size_t keep)
{
	bytes->used = 0;
#ifdef __SANITIZE_ADDRESS__
	keep = 0;
#endif
	if (bytes->room <= keep)
		return;
	free(bytes->data);
	bytes->data = NULL;
	bytes->room = 0;
}

void
bytes_append(Bytes *bytes, const void *data, size_t length)
{
	bytes_reserve(bytes, length);
	memcpy(bytes->data + bytes->used, data, length);
	bytes->used += length;
}

/* The C library wants an address even for no bytes, and there is none before the first. */
void
bytes_zeros(Bytes *bytes, size_t length)
{
	if (length == 0)
		return;
	bytes_reserve(bytes, length);
	memset(bytes->data + bytes->used, 0, length);
	bytes->used += length;
}

void
bytes_text(Bytes *bytes, const char *text)
{
	bytes_append(bytes, text, strlen(text));
}

void
bytes_number(Bytes *bytes, int64 number)
{
	char		digits[MAXINT8LEN + 1];

	bytes_append(bytes, digits, pg_lltoa(number, digits));
}

void
bytes_json_string(Bytes *bytes, const char *text)
{
	bytes_text(bytes, "\"");
	for (; *text; text++)
	{
		char		escape[8];

		if (*text == '"' || *text == '\\')
			bytes_append(bytes, escape, snprintf(escape, sizeof(escape), "\\%c", *text));
		else if ((unsigned char) *text < ' ')
			bytes_append(bytes, escape, snprintf(escape, sizeof(escape), "\\u%04x", *text));
		else
			bytes_append(bytes, text, 1);
	}
	bytes_text(bytes, "\"");
}
