/*
 * Memory that grows by doubling and is kept for the next use. It is the C library's, for curl's callbacks write to it, and
 * they may not raise errors.
 */
#ifndef SQLINFERENCE_BYTES_H
#define SQLINFERENCE_BYTES_H

typedef struct Bytes
{
	char	   *data;
	size_t		used;
	size_t		room;
} Bytes;

/* False where memory is exhausted. */
extern bool bytes_try_reserve(Bytes *bytes, size_t more);

/* The same as an error. */
extern void bytes_grow(Bytes *bytes, size_t more);

/* Gives memory back beyond what is worth keeping. */
extern void bytes_shrink(Bytes *bytes, size_t keep);

extern void bytes_append(Bytes *bytes, const void *data, size_t length);
extern void bytes_zeros(Bytes *bytes, size_t length);
extern void bytes_text(Bytes *bytes, const char *text);
extern void bytes_number(Bytes *bytes, int64 number);

/* A JSON string with its quotes; the text is UTF-8. */
extern void bytes_json_string(Bytes *bytes, const char *text);

static inline void
bytes_reserve(Bytes *bytes, size_t more)
{
	if (unlikely(bytes->room - bytes->used < more))
		bytes_grow(bytes, more);
}

#endif
