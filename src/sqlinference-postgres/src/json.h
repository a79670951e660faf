/*
 * Reads JSON that came from outside, in place and without allocating: strings are unescaped where they stand. Any bytes are safe;
 * what is not JSON makes the reader fail, and then every further call does nothing.
 */
#ifndef SQLINFERENCE_JSON_H
#define SQLINFERENCE_JSON_H

typedef struct JsonReader
{
	char	   *at;
	char	   *end;
	int			depth;
	bool		failed;
} JsonReader;

typedef struct JsonText
{
	char	   *data;
	int			length;
} JsonText;

extern void scan_begin(JsonReader *reader, char *data, size_t length);

/* Nothing may follow the value that was read. */
extern bool scan_end(JsonReader *reader);

/*
 * for (scan_object(r); scan_member(r, &name);) … reads the members of an object; each round has to read, or to skip,
 * the member's value. Likewise with the elements of an array.
 */
extern void scan_object(JsonReader *reader);
extern bool scan_member(JsonReader *reader, JsonText *name);
extern void scan_array(JsonReader *reader);
extern bool scan_element(JsonReader *reader);

extern JsonText scan_string(JsonReader *reader);

/* A whole number of at most 18 digits, without sign. */
extern int64 scan_count(JsonReader *reader);
extern bool scan_boolean(JsonReader *reader);
extern bool scan_is_string(JsonReader *reader);
extern void scan_skip(JsonReader *reader);

extern bool text_is(JsonText text, const char *expected);

#endif
