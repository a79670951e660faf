/* The answer to a request: one tensor, read where it arrived. */
#ifndef SQLINFERENCE_ANSWER_H
#define SQLINFERENCE_ANSWER_H

#include "call_state.h"
#include "http.h"

typedef enum AnswerKind
{
	ANSWER_BOOL,
	ANSWER_INT8,
	ANSWER_INT16,
	ANSWER_INT32,
	ANSWER_INT64,
	ANSWER_UINT8,
	ANSWER_UINT16,
	ANSWER_UINT32,
	ANSWER_UINT64,
	ANSWER_FP32,
	ANSWER_FP64,
	ANSWER_BYTES
} AnswerKind;

typedef struct Answer
{
	const PredictCall *call;
	MemoryContext context;
	AnswerKind	kind;
	int			rows;
	int			list_length;	/* elements of a row, 0 where it is no list */
	const char *values;
	const char *valid;			/* a byte for each row, or NULL */
	uint32	   *starts;			/* of texts, behind their length */
	Datum	   *texts;			/* made when they are first asked for */
} Answer;

/* Checks everything about the answer that does not depend on values; raises an error. Texts are made in the context. */
extern Answer *answer_read(const PredictCall *call, HttpRequest *request, int rows, MemoryContext context);
extern Datum answer_value(Answer *answer, int row, bool *is_null);

/* The answer is not what was asked for. */
extern void pg_attribute_noreturn() answer_refuse(const PredictCall *call, const char *why);

#endif
