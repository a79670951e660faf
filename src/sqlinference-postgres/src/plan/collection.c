#include "compat.h"

#include <limits.h>

#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"

#include "plan/calls.h"
#include "plan/collection.h"
#include "plan/expressions.h"

Call *
call_at(Collection *collection, Node *place)
{
	ListCell   *lc;

	if (!IsA(place, FuncExpr) && !IsA(place, OpExpr))
		return NULL;
	foreach(lc, collection->all)
	{
		Call	   *call = lfirst(lc);

		if (list_member_ptr(call->occurrences, place))
			return call;
	}
	return NULL;
}

static void
give_reason(Collection *collection, const char *reason)
{
	Node	   *text = (Node *) makeString(pstrdup(reason));

	if (collection->checking && !list_member(collection->reasons, text))
		collection->reasons = lappend(collection->reasons, text);
}

typedef struct Refusal
{
	Collection *collection;
	const char *reason;
} Refusal;

static bool
refuse_walker(Node *node, Refusal *refusal)
{
	if (node == NULL)
		return false;
	if (is_call(node))
		give_reason(refusal->collection, refusal->reason);
	return expression_tree_walker(node, refuse_walker, refusal);
}

void
refuse_all(Collection *collection, Node *expr, const char *reason)
{
	Refusal		refusal = {collection, reason};

	if (collection->checking)
		refuse_walker(expr, &refusal);
}

typedef struct Dependence
{
	Collection *collection;
	int			level;
	bool		on_refused;		/* on a call that is left where it is */
	bool		on_subquery;
} Dependence;

static bool
dependence_walker(Node *node, Dependence *dependence)
{
	Call	   *call;

	if (node == NULL)
		return false;
	if (IsA(node, SubPlan) || IsA(node, AlternativeSubPlan))
		dependence->on_subquery = true;
	call = call_at(dependence->collection, node);
	if (call != NULL)
	{
		if (list_member_ptr(dependence->collection->calls, call))
			dependence->level = Max(dependence->level, call->level + 1);
		return false;
	}
	if (is_call(node))
		dependence->on_refused = true;
	return expression_tree_walker(node, dependence_walker, dependence);
}

/* Why the conditions cannot be evaluated twice, ahead of the expression and in it; NULL where they can. */
static const char *
guard_refusal(List *guards, Dependence *dependence)
{
	dependence->on_refused = dependence->on_subquery = false;
	dependence_walker((Node *) guards, dependence);
	if (contain_volatile_functions((Node *) guards))
		return "a condition for it is volatile";
	if (dependence->on_subquery)
		return "a condition for it holds a subquery";
	if (dependence->on_refused)
		return "a condition for it holds a prediction that is not batched";
	return NULL;
}

/* The same call, if its column is there in time: always, or with one condition more. */
static Call *
find_equal(List *calls, Node *node, int level)
{
	ListCell   *lc;

	foreach(lc, calls)
	{
		Call	   *call = lfirst(lc);

		if ((call->always || call->level == level) && call->level <= level && equal(call->expr, node))
			return call;
	}
	return NULL;
}

static void
add_call(Collection *collection, Node *node, List *guards, int level)
{
	Call	   *call = find_equal(collection->known, node, INT_MAX);

	if (call == NULL)
		call = find_equal(collection->calls, node, level);
	if (call == NULL)
	{
		call = palloc0(sizeof(Call));
		call->expr = node;
		call->level = level;
		collection->calls = lappend(collection->calls, call);
		collection->all = lappend(collection->all, call);
	}
	call->occurrences = lappend(call->occurrences, node);
	if (guards == NIL)
		call->always = true;
	else if (!call->always && !list_member(call->conditions, guards))
		call->conditions = lappend(call->conditions, guards);
}

void
take_call(Collection *collection, Node *node, List *guards, bool maybe, List *forbidden)
{
	Dependence	dependence = {collection, 0, false, false};
	const char *reason = call_refusal(node);

	if (reason == NULL && depends_on_surroundings(node, forbidden))
		reason = "an argument has its value only in the midst of the expression around";
	if (reason == NULL && contain_volatile_functions(node))
		reason = "an argument is volatile";
	if (reason == NULL && maybe && !cannot_fail((Node *) call_arguments(node)))
		reason = "an argument that may fail would be evaluated where the query may not evaluate it";
	if (reason == NULL)
		reason = guard_refusal(guards, &dependence);
	if (reason != NULL)
	{
		give_reason(collection, reason);
		return;
	}
	dependence_walker((Node *) call_arguments(node), &dependence);
	add_call(collection, node, guards, dependence.level);
}

int
highest_level(List *calls)
{
	int			level = -1;
	ListCell   *lc;

	foreach(lc, calls)
		level = Max(level, ((Call *) lfirst(lc))->level);
	return level;
}

List *
calls_of_level(List *calls, int level)
{
	List	   *found = NIL;
	ListCell   *lc;

	foreach(lc, calls)
	{
		if (((Call *) lfirst(lc))->level == level)
			found = lappend(found, lfirst(lc));
	}
	return found;
}

void
collection_settle(Collection *collection)
{
	ListCell   *lc;

	foreach(lc, collection->calls)
	{
		if (((Call *) lfirst(lc))->always)
			collection->known = lappend(collection->known, lfirst(lc));
	}
	collection->calls = NIL;
}
