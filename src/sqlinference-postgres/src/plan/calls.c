#include "compat.h"

#include "catalog/pg_proc.h"
#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "plan/calls.h"
#include "settings.h"

PG_FUNCTION_INFO_V1(sqlinference_predict_support);
extern Datum sqlinference_predict(PG_FUNCTION_ARGS);
extern Datum sqlinference_invoke_endpoint(PG_FUNCTION_ARGS);
extern Datum sqlinference_sentiment(PG_FUNCTION_ARGS);

uint64		calls_planned = 0;

typedef struct Kind
{
	Oid			function;		/* key */
	bool		known;
	bool		call;			/* has our support function */
	PredictKind remote;			/* is one of our C functions */
} Kind;

static HTAB *kinds = NULL;

/*
 * The planner shows every call to its support function, which is how we learn without searching that a query predicts; the call
 * stays as it is.
 */
Datum
sqlinference_predict_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestSimplify))
		calls_planned++;
	PG_RETURN_POINTER(NULL);
}

static void
forget_kinds(Datum arg, int cacheid, uint32 hashvalue)
{
	HASH_SEQ_STATUS status;
	Kind	   *kind;

	hash_seq_init(&status, kinds);
	while ((kind = hash_seq_search(&status)) != NULL)
		kind->known = false;
}

void
calls_init(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(Oid);
	control.entrysize = sizeof(Kind);
	kinds = hash_create("sqlinference functions", 64, &control, HASH_ELEM | HASH_BLOBS);
	CacheRegisterSyscacheCallback(PROCOID, forget_kinds, (Datum) 0);
}

static PredictKind
kind_at(PGFunction address)
{
	if (address == sqlinference_predict)
		return PREDICT_FUNCTION;
	if (address == sqlinference_invoke_endpoint)
		return PREDICT_ENDPOINT;
	return address == sqlinference_sentiment ? PREDICT_SENTIMENT : PREDICT_NONE;
}

/*
 * A function is known by the addresses of its support function and of itself, not by its name: it may be in any schema, and
 * nobody can pass for it.
 */
static void
learn_kind(Kind *kind)
{
	RegProcedure support = get_func_support(kind->function);
	FmgrInfo	info;

	kind->call = false;
	kind->remote = PREDICT_NONE;
	if (!OidIsValid(support))
		return;
	fmgr_info(support, &info);
	kind->call = info.fn_addr == sqlinference_predict_support;
	if (!kind->call)
		return;
	fmgr_info(kind->function, &info);
	kind->remote = kind_at(info.fn_addr);
}

static Kind *
kind_of(Oid function)
{
	bool		found;
	Kind	   *kind = hash_search(kinds, &function, HASH_ENTER, &found);

	if (found && kind->known)
		return kind;
	kind->known = false;
	learn_kind(kind);

	/* Looking it up may have processed invalidations, which cannot tell of an entry that is not known yet. */
	kind->known = true;
	return kind;
}

PredictKind
kind_of_function(Oid function)
{
	return kind_of(function)->remote;
}

bool
is_call(Node *node)
{
	if (IsA(node, FuncExpr))
	{
		FuncExpr   *call = (FuncExpr *) node;

		if (call->funcretset)
			return false;
		if (setting_fuzz != FUZZ_OFF)
			return func_volatile(call->funcid) != PROVOLATILE_VOLATILE;
		return kind_of(call->funcid)->call;
	}
	if (IsA(node, OpExpr) && setting_fuzz == FUZZ_OPERATORS)
	{
		OpExpr	   *call = (OpExpr *) node;

		return !call->opretset && func_volatile(call->opfuncid) != PROVOLATILE_VOLATILE;
	}
	return false;
}

const char *
call_refusal(Node *node)
{
	FuncExpr   *call = (FuncExpr *) node;
	PredictKind kind = IsA(node, FuncExpr) ? kind_of_function(call->funcid) : PREDICT_NONE;

	if (kind == PREDICT_NONE)
		return NULL;
	for (int i = 0; i < predict_target_arguments(kind); i++)
	{
		if (!IsA(list_nth(call->args, i), Const))
			return kind == PREDICT_FUNCTION ? "the number of the prediction function is not a constant" :
				"the endpoint's name or its number of rows is not a constant";
	}
	if (call->funcvariadic)
		return "the arguments are one array";
	return NULL;
}
