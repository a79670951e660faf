#include "compat.h"

#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"

#include "plan/expressions.h"

List *
call_arguments(Node *call)
{
	return IsA(call, FuncExpr) ? ((FuncExpr *) call)->args : ((OpExpr *) call)->args;
}

bool
is_leaf(Node *node)
{
	switch (nodeTag(node))
	{
		case T_Var:
		case T_Aggref:
		case T_WindowFunc:
		case T_GroupingFunc:
			return true;
		case T_FuncExpr:
			return ((FuncExpr *) node)->funcretset;
		case T_OpExpr:
			return ((OpExpr *) node)->opretset;
		default:
			return false;
	}
}

bool
depends_on_surroundings(Node *node, List *forbidden)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_CaseTestExpr:
		case T_CoerceToDomainValue:
		case T_CurrentOfExpr:
			return true;
		case T_Param:
			return ((Param *) node)->paramkind == PARAM_EXEC && list_member_int(forbidden, ((Param *) node)->paramid);
		case T_CaseExpr:
			if (((CaseExpr *) node)->arg != NULL)
			{
				/* The tests inside are of this very CASE, or of one inside it. */
				ListCell   *lc;

				if (depends_on_surroundings((Node *) ((CaseExpr *) node)->arg, forbidden))
					return true;
				foreach(lc, ((CaseExpr *) node)->args)
				{
					if (depends_on_surroundings((Node *) lfirst_node(CaseWhen, lc)->result, forbidden))
						return true;
				}
				return depends_on_surroundings((Node *) ((CaseExpr *) node)->defresult, forbidden);
			}
			break;
		case T_ArrayCoerceExpr:
			return depends_on_surroundings((Node *) ((ArrayCoerceExpr *) node)->arg, forbidden);
		default:
			break;
	}
	return expression_tree_walker(node, depends_on_surroundings, forbidden);
}

/* Whether a number is widened. */
static bool
is_widening(FuncExpr *expr)
{
	if (expr->funcformat != COERCE_IMPLICIT_CAST || list_length(expr->args) != 1)
		return false;
	switch (exprType(linitial(expr->args)))
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
			return true;
		default:
			return false;
	}
}

bool
cannot_fail(Node *node)
{
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_Var:
		case T_Const:
		case T_Param:
			return true;
		case T_RelabelType:
			return cannot_fail((Node *) ((RelabelType *) node)->arg);
		case T_FuncExpr:
			return is_widening((FuncExpr *) node) && cannot_fail(linitial(((FuncExpr *) node)->args));
		case T_List:
			foreach(lc, (List *) node)
			{
				if (!cannot_fail(lfirst(lc)))
					return false;
			}
			return true;
		default:
			return false;
	}
}
