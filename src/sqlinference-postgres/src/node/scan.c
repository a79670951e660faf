#include "compat.h"

#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "node/node.h"

static Node *create_state(CustomScan *scan);
static void begin(CustomScanState *node, EState *estate, int eflags);
static TupleTableSlot *next_row(CustomScanState *node);
static void end(CustomScanState *node);
static void rescan(CustomScanState *node);

const CustomScanMethods predict_scan_methods = {
	.CustomName = "SqlInference",
	.CreateCustomScanState = create_state,
};

static const CustomExecMethods exec_methods = {
	.CustomName = "SqlInference",
	.BeginCustomScan = begin,
	.ExecCustomScan = next_row,
	.EndCustomScan = end,
	.ReScanCustomScan = rescan,
	.EstimateDSMCustomScan = predict_scan_estimate,
	.InitializeDSMCustomScan = predict_scan_share,
	.ReInitializeDSMCustomScan = predict_scan_share_again,
	.InitializeWorkerCustomScan = predict_scan_join,
	.ShutdownCustomScan = predict_scan_report,
	.ExplainCustomScan = predict_scan_explain,
};

static Node *
create_state(CustomScan *scan)
{
	PredictScanState *state = palloc0(sizeof(PredictScanState));

	NodeSetTag(&state->css, T_CustomScanState);
	state->css.methods = &exec_methods;
	return (Node *) state;
}

/* Which columns are kept for each row: the child's that are needed, and calls whose values are at hand at once. */
static void
begin_stored(PredictScanState *state, CustomScan *scan)
{
	ListCell   *lc;

	state->stored = palloc0(sizeof(Stored) * (state->ncolumns + state->ncalls));
	foreach(lc, scan->custom_scan_tlist)
	{
		int			number = foreach_current_index(lc);
		Stored	   *stored = &state->stored[state->nstored];

		stored->number = number;
		stored->call = number - state->ncolumns;
		stored->source = number < state->ncolumns ? list_nth_int(scan->custom_private, number) - 1 : -1;
		if (number < state->ncolumns ? stored->source < 0 : state->calls[stored->call].remote)
			continue;
		get_typlenbyval(exprType((Node *) lfirst_node(TargetEntry, lc)->expr), &stored->typlen, &stored->typbyval);
		state->last_source = Max(state->last_source, stored->source + 1);
		state->nstored++;
	}
}

/* Columns without values are NULL from now on, as nobody sets them. */
static void
begin_scan_slot(TupleTableSlot *slot)
{
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
		slot->tts_isnull[i] = true;
}

static void
begin_limit(PredictScanState *state, List *limit)
{
	state->has_limit = limit != NIL;
	if (!state->has_limit)
		return;
	state->limit = ExecInitExpr(linitial(limit), &state->css.ss.ps);
	state->offset = ExecInitExpr(lsecond(limit), &state->css.ss.ps);
}

static void
begin(CustomScanState *node, EState *estate, int eflags)
{
	PredictScanState *state = (PredictScanState *) node;
	CustomScan *scan = (CustomScan *) node->ss.ps.plan;

	outerPlanState(node) = ExecInitNode(outerPlan(scan), estate, eflags & ~(EXEC_FLAG_BACKWARD | EXEC_FLAG_MARK));
	state->ncolumns = list_length(scan->custom_private);
	state->ncalls = list_length(linitial(scan->custom_exprs));
	calls_begin(state);
	begin_stored(state, scan);
	begin_scan_slot(node->ss.ss_ScanTupleSlot);
	begin_limit(state, lthird(scan->custom_exprs));
	ring_begin(state);
}

static TupleTableSlot *
next_row(CustomScanState *node)
{
	PredictScanState *state = (PredictScanState *) node;
	ExprContext *econtext = node->ss.ps.ps_ExprContext;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;

	for (;;)
	{
		RowBatch   *batch = ring_head(state);

		ResetExprContext(econtext);
		if (batch == NULL)
			return ExecClearTuple(node->ss.ps.ps_ProjInfo ? node->ss.ps.ps_ProjInfo->pi_state.resultslot : slot);
		batch_load(state, batch, batch->next++, slot);
		econtext->ecxt_scantuple = slot;
		if (node->ss.ps.qual != NULL && !ExecQual(node->ss.ps.qual, econtext))
		{
			InstrCountFiltered1(node, 1);
			CHECK_FOR_INTERRUPTS();
			continue;
		}
		return node->ss.ps.ps_ProjInfo ? ExecProject(node->ss.ps.ps_ProjInfo) : slot;
	}
}

static void
rescan(CustomScanState *node)
{
	ring_reset((PredictScanState *) node);

	/* A child of which a parameter has changed starts again by itself. */
	if (outerPlanState(node)->chgParam == NULL)
		ExecReScan(outerPlanState(node));
}

static void
end(CustomScanState *node)
{
	ring_reset((PredictScanState *) node);
	ExecEndNode(outerPlanState(node));
}
