#include "compat.h"

#include "json.h"

#define MAX_DEPTH 32
#define MAX_DIGITS 18

static void
fail(JsonReader *reader)
{
	reader->failed = true;
	reader->at = reader->end;
}

static void
skip_space(JsonReader *reader)
{
	while (reader->at < reader->end &&
		   (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
		reader->at++;
}

/* The next character that is not space; 0 at the end. */
static char
peek(JsonReader *reader)
{
	skip_space(reader);
	return reader->at < reader->end ? *reader->at : '\0';
}

static bool
take(JsonReader *reader, char expected)
{
	if (reader->failed || peek(reader) != expected)
		return false;
	reader->at++;
	return true;
}

static void
require(JsonReader *reader, char expected)
{
	if (!take(reader, expected))
		fail(reader);
}

void
scan_begin(JsonReader *reader, char *data, size_t length)
{
	reader->at = data;
	reader->end = data + length;
	reader->depth = 0;
	reader->failed = false;
}

bool
scan_end(JsonReader *reader)
{
	skip_space(reader);
	return !reader->failed && reader->at == reader->end;
}

static void
enter(JsonReader *reader, char opening)
{
	require(reader, opening);
	if (++reader->depth > MAX_DEPTH)
		fail(reader);
}

/*
 * Whether another element follows. Only the first one stands right behind the bracket that opens: the bracket is
 * still there to be seen, for values never end in one.
 */
static bool
another(JsonReader *reader, char opening, char closing)
{
	bool		is_first;

	if (reader->failed)
		return false;
	is_first = reader->at[-1] == opening;
	if (take(reader, closing))
	{
		reader->depth--;
		return false;
	}
	if (!is_first)
		require(reader, ',');
	return !reader->failed;
}

void
scan_object(JsonReader *reader)
{
	enter(reader, '{');
}

bool
scan_member(JsonReader *reader, JsonText *name)
{
	if (!another(reader, '{', '}'))
		return false;
	*name = scan_string(reader);
	require(reader, ':');
	return !reader->failed;
}

void
scan_array(JsonReader *reader)
{
	enter(reader, '[');
}

bool
scan_element(JsonReader *reader)
{
	return another(reader, '[', ']');
}

static int
hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* The four digits behind \u, or -1. */
static int
read_hex(JsonReader *reader)
{
	int			value = 0;

	if (reader->end - reader->at < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		int			digit = hex_digit(*reader->at++);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static char *
put_utf8(char *to, int code)
{
	if (code < 0x80)
		*to++ = code;
	else if (code < 0x800)
	{
		*to++ = 0xC0 | (code >> 6);
		*to++ = 0x80 | (code & 0x3F);
	}
	else if (code < 0x10000)
	{
		*to++ = 0xE0 | (code >> 12);
		*to++ = 0x80 | ((code >> 6) & 0x3F);
		*to++ = 0x80 | (code & 0x3F);
	}
	else
	{
		*to++ = 0xF0 | (code >> 18);
		*to++ = 0x80 | ((code >> 12) & 0x3F);
		*to++ = 0x80 | ((code >> 6) & 0x3F);
		*to++ = 0x80 | (code & 0x3F);
	}
	return to;
}

/* The character that \uXXXX names, a pair of surrogates being one; -1 for none, and for NUL. */
static int
read_code(JsonReader *reader)
{
	int			code = read_hex(reader);
	int			low;

	if (code <= 0 || (code >= 0xDC00 && code < 0xE000))
		return -1;
	if (code < 0xD800 || code >= 0xE000)
		return code;
	if (reader->end - reader->at < 6 || *reader->at++ != '\\' || *reader->at++ != 'u')
		return -1;
	low = read_hex(reader);
	if (low < 0xDC00 || low >= 0xE000)
		return -1;
	return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

/* Reads behind the backslash; what comes out is never longer than what stood there. NULL where it is no escape. */
static char *
read_escape(JsonReader *reader, char *to)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	char		name = reader->at < reader->end ? *reader->at++ : '\0';
	const char *found = name ? strchr(names, name) : NULL;
	int			code;

	if (found)
	{
		*to++ = values[found - names];
		return to;
	}
	if (name != 'u' || (code = read_code(reader)) < 0)
		return NULL;
	return put_utf8(to, code);
}

JsonText
scan_string(JsonReader *reader)
{
	JsonText	text = {reader->end, 0};
	char	   *to;

	require(reader, '"');
	if (reader->failed)
		return text;
	text.data = to = reader->at;
	while (reader->at < reader->end && *reader->at != '"')
	{
		char		byte = *reader->at++;

		if (byte == '\\')
			to = read_escape(reader, to);
		else
			*to++ = byte;
		if (to == NULL || (unsigned char) byte < ' ')
		{
			fail(reader);
			return text;
		}
	}
	text.length = to - text.data;
	require(reader, '"');
	return text;
}

int64
scan_count(JsonReader *reader)
{
	int64		value = 0;
	int			digits = 0;

	skip_space(reader);
	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
	{
		value = value * 10 + (*reader->at++ - '0');
		if (++digits > MAX_DIGITS)
			break;
	}
	if (digits == 0 || digits > MAX_DIGITS)
		fail(reader);
	return value;
}

static bool
take_word(JsonReader *reader, const char *word)
{
	size_t		length = strlen(word);

	skip_space(reader);
	if (reader->end - reader->at < length || memcmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

bool
scan_boolean(JsonReader *reader)
{
	if (take_word(reader, "true"))
		return true;
	if (!take_word(reader, "false"))
		fail(reader);
	return false;
}

bool
scan_is_string(JsonReader *reader)
{
	return peek(reader) == '"';
}

static void
skip_number(JsonReader *reader)
{
	char	   *start = reader->at;

	while (reader->at < reader->end && *reader->at && strchr("+-.0123456789eE", *reader->at))
		reader->at++;
	if (reader->at == start)
		fail(reader);
}

void
scan_skip(JsonReader *reader)
{
	JsonText	name;

	switch (peek(reader))
	{
		case '{':
			for (scan_object(reader); scan_member(reader, &name);)
				scan_skip(reader);
			break;
		case '[':
			for (scan_array(reader); scan_element(reader);)
				scan_skip(reader);
			break;
		case '"':
			scan_string(reader);
			break;
		default:
			if (!take_word(reader, "true") && !take_word(reader, "false") && !take_word(reader, "null"))
				skip_number(reader);
	}
}

bool
text_is(JsonText text, const char *expected)
{
	return strlen(expected) == text.length && memcmp(text.data, expected, text.length) == 0;
}
