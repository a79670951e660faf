#include "compat.h"

#include "plan/shapes.h"

static void
each_in_list(List *plans, ChildFunction function, void *context)
{
	ListCell   *lc;

	foreach(lc, plans)
		function((Plan **) &lfirst(lc), context);
}

void
each_child(Plan *plan, ChildFunction function, void *context)
{
	if (plan->lefttree != NULL)
		function(&plan->lefttree, context);
	if (plan->righttree != NULL)
		function(&plan->righttree, context);

	switch (nodeTag(plan))
	{
		case T_Append:
			each_in_list(((Append *) plan)->appendplans, function, context);
			break;
		case T_MergeAppend:
			each_in_list(((MergeAppend *) plan)->mergeplans, function, context);
			break;
		case T_BitmapAnd:
			each_in_list(((BitmapAnd *) plan)->bitmapplans, function, context);
			break;
		case T_BitmapOr:
			each_in_list(((BitmapOr *) plan)->bitmapplans, function, context);
			break;
		case T_SubqueryScan:
			function(&((SubqueryScan *) plan)->subplan, context);
			break;
		case T_CustomScan:
			each_in_list(((CustomScan *) plan)->custom_plans, function, context);
			break;
#if PG_VERSION_NUM < 140000
		case T_ModifyTable:
			each_in_list(((ModifyTable *) plan)->plans, function, context);
			break;
#endif
		default:
			break;
	}
}
