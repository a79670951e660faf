/* The calls that are to be computed ahead of the expressions that they stand in. */
#ifndef SQLINFERENCE_COLLECTION_H
#define SQLINFERENCE_COLLECTION_H

#include "nodes/pg_list.h"
#include "nodes/primnodes.h"

/* A call, found in one place or more, that becomes one column. */
typedef struct Call
{
	Node	   *expr;
	List	   *occurrences;	/* the places, known by their addresses */
	bool		always;			/* computed for every row; else where one of the conditions holds */
	List	   *conditions;		/* each a list of expressions that all have to be true */
	int			level;			/* the calls in its arguments and conditions are of lower levels */
} Call;

typedef struct Collection
{
	List	   *calls;			/* of the expressions since the last collection_settle */
	List	   *known;			/* of expressions before them, computed for every row */
	List	   *all;
	List	   *reasons;		/* String: why calls were left where they are */
	bool		checking;		/* look for reasons only */
} Collection;

/*
 * Adds a call that is evaluated where all of the guards are true, or gives the reason why it must stay where it is. Maybe: where it is
 * hard to say whether it is evaluated. The forbidden parameters have no value outside its expression.
 */
extern void take_call(Collection *collection, Node *call, List *guards, bool maybe, List *forbidden);

/* Gives a reason for each call in an expression that must stay as it is. */
extern void refuse_all(Collection *collection, Node *expr, const char *reason);

/* The call that stands in this place; NULL where there is none. */
extern Call *call_at(Collection *collection, Node *place);

extern int	highest_level(List *calls);
extern List *calls_of_level(List *calls, int level);

/* Ends a group of expressions: later ones may use again what was computed for every row. */
extern void collection_settle(Collection *collection);

#endif
