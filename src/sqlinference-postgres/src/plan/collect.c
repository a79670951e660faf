#include "compat.h"

#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"

#include "plan/calls.h"
#include "plan/collect.h"
#include "plan/expressions.h"

/* Where in an expression the collector is. */
typedef struct Context
{
	Collection *collection;
	List	   *guards;			/* all true wherever this is evaluated */
	bool		maybe;			/* cannot say when it is evaluated */
	List	   *forbidden;		/* parameters that have no value outside the expression */
} Context;

static bool visit(Node *node, Context *context);

/* Visits what is evaluated only where the guard is true as well. */
static void
visit_guarded(Node *node, Context *context, Node *guard)
{
	Context		inner = *context;

	inner.guards = lappend(list_copy(context->guards), guard);
	visit(node, &inner);
}

static Node *
make_test(Node *arg, BoolTestType type)
{
	BooleanTest *test = makeNode(BooleanTest);

	test->arg = (Expr *) arg;
	test->booltesttype = type;
	test->location = -1;
	return (Node *) test;
}

static Node *
make_null_test(Node *arg, NullTestType type)
{
	NullTest   *test = makeNode(NullTest);

	test->arg = (Expr *) arg;
	test->nulltesttype = type;
	test->argisrow = false;
	test->location = -1;
	return (Node *) test;
}

/* AND goes on unless an argument is false, OR unless one is true; NULL ends neither. */
static void
visit_bool(BoolExpr *expr, Context *context)
{
	Context		inner = *context;
	ListCell   *lc;

	foreach(lc, expr->args)
	{
		visit(lfirst(lc), &inner);
		if (expr->boolop != NOT_EXPR)
			inner.guards = lappend(list_copy(inner.guards),
								   make_test(lfirst(lc), expr->boolop == AND_EXPR ? IS_NOT_FALSE : IS_NOT_TRUE));
	}
}

typedef struct Substitution
{
	Collection *collection;
	Node	   *value;
} Substitution;

/*
 * Puts the value of CASE x into its tests. Places of calls stay the same nodes, by whose addresses they are known; inner CASEs
 * and array casts have tests of their own.
 */
static Node *
substitute(Node *node, Substitution *substitution)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, CaseTestExpr))
		return substitution->value;
	if (call_at(substitution->collection, node) != NULL)
		return node;
	if (IsA(node, ArrayCoerceExpr) || (IsA(node, CaseExpr) && ((CaseExpr *) node)->arg != NULL))
		return node;
	return expression_tree_mutator(node, substitute, substitution);
}

static void
visit_case(CaseExpr *expr, Context *context)
{
	Context		inner = *context;
	Substitution substitution = {context->collection, (Node *) expr->arg};
	ListCell   *lc;

	visit((Node *) expr->arg, context);
	foreach(lc, expr->args)
	{
		CaseWhen   *when = lfirst_node(CaseWhen, lc);
		Node	   *condition = (Node *) when->expr;

		visit(condition, &inner);
		if (expr->arg != NULL)
			condition = substitute(condition, &substitution);
		visit_guarded((Node *) when->result, &inner, make_test(condition, IS_TRUE));
		inner.guards = lappend(list_copy(inner.guards), make_test(condition, IS_NOT_TRUE));
	}
	visit((Node *) expr->defresult, &inner);
}

static void
visit_coalesce(CoalesceExpr *expr, Context *context)
{
	Context		inner = *context;
	ListCell   *lc;

	foreach(lc, expr->args)
	{
		visit(lfirst(lc), &inner);
		inner.guards = lappend(list_copy(inner.guards), make_null_test(lfirst(lc), IS_NULL));
	}
}

/* Subscripts of a NULL are not evaluated. */
static void
visit_subscripts(SubscriptingRef *expr, Context *context)
{
	Node	   *guard = make_null_test((Node *) expr->refexpr, IS_NOT_NULL);

	if (expr->refassgnexpr != NULL)
	{
		refuse_all(context->collection, (Node *) expr, "it stands in an assignment to an element");
		return;
	}
	visit((Node *) expr->refexpr, context);
	visit_guarded((Node *) expr->refupperindexpr, context, guard);
	visit_guarded((Node *) expr->reflowerindexpr, context, guard);
}

/* What is compared with a subquery's rows is evaluated if there are any. */
static void
visit_subplan(SubPlan *expr, Context *context)
{
	Context		inner = *context;

	visit((Node *) expr->args, context);
	inner.maybe = true;
	inner.forbidden = list_concat_copy(context->forbidden, expr->paramIds);
	visit(expr->testexpr, &inner);
}

/* Columns after the first are compared where the ones before are equal. */
static void
visit_row_comparison(RowCompareExpr *expr, Context *context)
{
	Context		inner = *context;

	visit(linitial(expr->largs), context);
	visit(linitial(expr->rargs), context);
	inner.maybe = true;
	visit((Node *) list_copy_tail(expr->largs, 1), &inner);
	visit((Node *) list_copy_tail(expr->rargs, 1), &inner);
}

/* Visits an expression, arguments before calls. Returns false, as a walker that goes on. */
static bool
visit(Node *node, Context *context)
{
	if (node == NULL || is_leaf(node))
		return false;
	check_stack_depth();

	switch (nodeTag(node))
	{
		case T_FuncExpr:
		case T_OpExpr:
			visit((Node *) call_arguments(node), context);
			if (is_call(node))
				take_call(context->collection, node, context->guards, context->maybe, context->forbidden);
			break;
		case T_BoolExpr:
			visit_bool((BoolExpr *) node, context);
			break;
		case T_CaseExpr:
			visit_case((CaseExpr *) node, context);
			break;
		case T_CoalesceExpr:
			visit_coalesce((CoalesceExpr *) node, context);
			break;
		case T_SubscriptingRef:
			visit_subscripts((SubscriptingRef *) node, context);
			break;
		case T_SubPlan:
			visit_subplan((SubPlan *) node, context);
			break;
		case T_RowCompareExpr:
			visit_row_comparison((RowCompareExpr *) node, context);
			break;
		case T_ArrayCoerceExpr:
			visit((Node *) ((ArrayCoerceExpr *) node)->arg, context);
			refuse_all(context->collection, (Node *) ((ArrayCoerceExpr *) node)->elemexpr, "it casts the elements of an array");
			break;

			/* All parts are evaluated, always. */
		case T_List:
		case T_TargetEntry:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_MinMaxExpr:
		case T_ArrayExpr:
		case T_RowExpr:
		case T_FieldSelect:
		case T_NullTest:
		case T_BooleanTest:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_ConvertRowtypeExpr:
		case T_CoerceToDomain:
		case T_XmlExpr:
			return expression_tree_walker(node, visit, context);

		default:
			refuse_all(context->collection, node, "it stands in an expression that may not evaluate all of its parts");
			break;
	}
	return false;
}

void
collect(Collection *collection, Node *expr)
{
	Context		context = {collection, NIL, false, NIL};

	visit(expr, &context);
}

void
collect_if(Collection *collection, Node *expr, Node *condition)
{
	Context		context = {collection, NIL, false, NIL};

	if (condition != NULL)
		context.guards = list_make1(make_test(condition, IS_TRUE));
	visit(expr, &context);
}

void
collect_maybe(Collection *collection, Node *expr)
{
	Context		context = {collection, NIL, true, NIL};

	visit(expr, &context);
}
