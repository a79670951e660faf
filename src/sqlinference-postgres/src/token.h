#ifndef SQLINFERENCE_TOKEN_H
#define SQLINFERENCE_TOKEN_H

/* The token in the file that sqlinference.token_file names, NULL where it names none. It stays valid until the next call. */
extern const char *token_read(void);

#endif
