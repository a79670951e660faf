/* The expressions of plan nodes that are evaluated where they stand, and why. */
#include "compat.h"

#include "plan/shapes.h"

static const char *const of_index = "it is compared with an index";
static const char *const of_key = "it is the key of a join";

void
check_fixed_places(Plan *plan, Rewrite *rewrite)
{
	Collection *collection = begin_collection(rewrite);

#define REFUSE(expr, reason) refuse_all(collection, (Node *) (expr), reason)
	switch (nodeTag(plan))
	{
		case T_Result:
			if (plan->lefttree == NULL)
				REFUSE(plan->targetlist, "there is a single row");
			REFUSE(plan->qual, "there is a single row");
			REFUSE(((Result *) plan)->resconstantqual, "it is computed once");
			break;
		case T_Limit:
			REFUSE(((Limit *) plan)->limitCount, "it is computed once");
			REFUSE(((Limit *) plan)->limitOffset, "it is computed once");
			break;
		case T_IndexScan:
			REFUSE(((IndexScan *) plan)->indexqual, of_index);
			REFUSE(((IndexScan *) plan)->indexorderby, of_index);
			break;
		case T_IndexOnlyScan:
			REFUSE(((IndexOnlyScan *) plan)->indexqual, of_index);
			REFUSE(((IndexOnlyScan *) plan)->indexorderby, of_index);
			break;
		case T_BitmapIndexScan:
			REFUSE(((BitmapIndexScan *) plan)->indexqual, of_index);
			break;
		case T_TidScan:
			REFUSE(((TidScan *) plan)->tidquals, of_index);
			break;
#if PG_VERSION_NUM >= 140000
		case T_TidRangeScan:
			REFUSE(((TidRangeScan *) plan)->tidrangequals, of_index);
			break;
		case T_Memoize:
			REFUSE(((Memoize *) plan)->param_exprs, of_key);
			break;
#endif
		case T_MergeJoin:
			REFUSE(((MergeJoin *) plan)->mergeclauses, of_key);
			break;
		case T_SampleScan:
			REFUSE(((SampleScan *) plan)->tablesample, "it is computed once");
			break;
		case T_FunctionScan:
			REFUSE(((FunctionScan *) plan)->functions, "it stands in a function in FROM");
			break;
		case T_TableFuncScan:
			REFUSE(((TableFuncScan *) plan)->tablefunc, "it stands in a function in FROM");
			break;
		case T_ValuesScan:
			REFUSE(((ValuesScan *) plan)->values_lists, "it stands in VALUES");
			break;
		case T_ForeignScan:
			REFUSE(((ForeignScan *) plan)->fdw_exprs, "it is sent to a foreign server");
			break;
		case T_WindowAgg:
			REFUSE(((WindowAgg *) plan)->startOffset, "it is computed once");
			REFUSE(((WindowAgg *) plan)->endOffset, "it is computed once");
			break;
		case T_CustomScan:
			if (is_predict_node(plan))
			{
				collect(collection, (Node *) plan->targetlist);
				collect(collection, (Node *) plan->qual);
			}
			else
			{
				REFUSE(plan->targetlist, "another extension computes it");
				REFUSE(plan->qual, "another extension computes it");
				REFUSE(((CustomScan *) plan)->custom_exprs, "another extension computes it");
			}
			break;
		case T_ModifyTable:
			REFUSE(((ModifyTable *) plan)->returningLists, "it stands in RETURNING");
			REFUSE(((ModifyTable *) plan)->withCheckOptionLists, "it stands in a check of rows that are written");
			REFUSE(((ModifyTable *) plan)->onConflictSet, "it stands in ON CONFLICT");
			REFUSE(((ModifyTable *) plan)->onConflictWhere, "it stands in ON CONFLICT");
#if PG_VERSION_NUM >= 150000
			REFUSE(((ModifyTable *) plan)->mergeActionLists, "it stands in an action of MERGE");
#endif
			break;
		default:
			break;
	}
	if (IsA(plan, NestLoop) || IsA(plan, MergeJoin) || IsA(plan, HashJoin))
	{
		if (((Join *) plan)->jointype != JOIN_INNER)
			REFUSE(((Join *) plan)->joinqual, "it stands in the condition of a join that is not an inner join");
	}
#undef REFUSE
	end_collection(collection, rewrite);
}
