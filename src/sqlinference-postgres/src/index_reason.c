/*
 * Why there is no index on predictions. PostgreSQL itself says that the function is not IMMUTABLE, which invites one to mark it so;
 * this says the same first, and the reason.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "commands/event_trigger.h"
#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rel.h"

#include "function_table.h"

PG_FUNCTION_INFO_V1(sqlinference_explain_index);

/* Whether a call's last name is a prediction function's: most statements need no closer look. */
static bool
names_prediction(Node *node, List *functions)
{
	if (node == NULL)
		return false;
	if (IsA(node, FuncCall))
	{
		char	   *name = strVal(llast(((FuncCall *) node)->funcname));
		ListCell   *lc;

		foreach(lc, functions)
		{
			char	   *known = get_func_name(((FunctionRow *) lfirst(lc))->function);

			if (known != NULL && strcmp(known, name) == 0)
				return true;
		}
	}
	return raw_expression_tree_walker(node, names_prediction, functions);
}

/* Where predictions are looked for. */
typedef struct Search
{
	List	   *functions;
	bool		is_predicate;
} Search;

static void
refuse(const FunctionRow *row, bool is_predicate)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
			 is_predicate ? errmsg("functions in index predicate must be marked IMMUTABLE") :
			 errmsg("functions in index expression must be marked IMMUTABLE"),
			 errdetail("Function %s asks model '%s', which may be replaced: the index would go on holding what it answered before.",
					   format_procedure(row->function), row->model),
			 errhint("Keep predictions in a column of the table, and index that.")));
}

static bool
refuse_prediction(Node *node, Search *search)
{
	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr))
	{
		ListCell   *lc;

		foreach(lc, search->functions)
		{
			FunctionRow *row = lfirst(lc);

			if (row->function == ((FuncExpr *) node)->funcid)
				refuse(row, search->is_predicate);
		}
	}
	return expression_tree_walker(node, refuse_prediction, search);
}

static void
look_closer(IndexStmt *statement, Node *expr, Search *search)
{
	ParseExprKind kind = search->is_predicate ? EXPR_KIND_INDEX_PREDICATE : EXPR_KIND_INDEX_EXPRESSION;
	Oid			table_id = RangeVarGetRelid(statement->relation, AccessShareLock, true);
	Relation	table;
	ParseState *state;

	if (!OidIsValid(table_id))
		return;
	table = table_open(table_id, NoLock);
	state = make_parsestate(NULL);
	addNSItemToQuery(state, addRangeTableEntryForRelation(state, table, AccessShareLock, NULL, false, true), false, true, true);
	refuse_prediction(transformExpr(state, copyObject(expr), kind), search);
	free_parsestate(state);
	table_close(table, AccessShareLock);
}

static void
look_at(IndexStmt *statement, Node *expr, bool is_predicate)
{
	Search		search = {expr ? function_list() : NIL, is_predicate};

	if (search.functions != NIL && names_prediction(expr, search.functions))
		look_closer(statement, expr, &search);
}

/* explain_index(): before CREATE INDEX. */
Datum
sqlinference_explain_index(PG_FUNCTION_ARGS)
{
	IndexStmt  *statement = CALLED_AS_EVENT_TRIGGER(fcinfo) ? (IndexStmt *) ((EventTriggerData *) fcinfo->context)->parsetree : NULL;
	ListCell   *lc;

	if (statement == NULL || !IsA(statement, IndexStmt))
		PG_RETURN_NULL();
	foreach(lc, statement->indexParams)
		look_at(statement, lfirst_node(IndexElem, lc)->expr, false);
	look_at(statement, statement->whereClause, true);
	PG_RETURN_NULL();
}
