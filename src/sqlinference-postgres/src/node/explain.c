#include "compat.h"

#include "commands/explain.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/ruleutils.h"

#include "node/node.h"

static char *
deparse(Node *expr, PlanState *ps, List *ancestors, ExplainState *es)
{
	List	   *context = set_deparse_context_plan(es->deparse_cxt, ps->plan, ancestors);

	return deparse_expression(expr, context, list_length(es->rtable) > 1 || es->verbose, false);
}

/* The leader may have had no rows itself. */
static PredictCall *
known_call(PredictScanState *state, NodeCall *call)
{
	EState	   *estate = state->css.ss.ps.state;

	if (call->call == NULL && call->workers.batches > 0)
		call->call = predict_call_begin(&call->target, call->nargs, call->argtypes, exprType((Node *) call->expr),
										estate->es_snapshot, estate->es_query_cxt);
	return call->call;
}

static void
explain_model(PredictCall *call, ExplainState *es)
{
	if (es->format == EXPLAIN_FORMAT_TEXT)
	{
		ExplainPropertyText("Model", psprintf("%s version %d", predict_call_model(call), predict_call_version(call)), es);
		return;
	}
	ExplainPropertyText("Model", predict_call_model(call), es);
	ExplainPropertyInteger("Version", NULL, predict_call_version(call), es);
}

static void
indent(ExplainState *es)
{
	appendStringInfoSpaces(es->str, es->indent * 2);
}

static void
explain_counters_text(NodeCall *call, uint64 batches, uint64 rows, uint64 duplicates, uint64 nulls, uint64 sent, uint64 received,
					  double waited, ExplainState *es)
{
	indent(es);
	appendStringInfo(es->str, "Batches: " UINT64_FORMAT "  Rows: " UINT64_FORMAT, batches, rows);
	if (call->remote)
	{
		appendStringInfo(es->str, "  Duplicates: " UINT64_FORMAT "  Nulls: " UINT64_FORMAT, duplicates, nulls);
		appendStringInfo(es->str, "  Sent: " UINT64_FORMAT "kB  Received: " UINT64_FORMAT "kB", (sent + 1023) / 1024,
						 (received + 1023) / 1024);
		if (es->timing)
			appendStringInfo(es->str, "  Waiting: %.3f ms", waited);
	}
	appendStringInfoChar(es->str, '\n');
}

static void
explain_counters(NodeCall *call, ExplainState *es)
{
	PredictCounters *own = call_counters(call);
	PredictCounters *workers = &call->workers;
	uint64		batches = own->batches + workers->batches;
	uint64		rows = own->rows + workers->rows;
	uint64		duplicates = own->duplicates + workers->duplicates;
	uint64		nulls = own->nulls + workers->nulls;
	uint64		sent = own->bytes_sent + workers->bytes_sent;
	uint64		received = own->bytes_received + workers->bytes_received;
	double		waited = (own->wait_us + workers->wait_us) / 1000.0;

	if (es->format == EXPLAIN_FORMAT_TEXT)
	{
		explain_counters_text(call, batches, rows, duplicates, nulls, sent, received, waited, es);
		return;
	}
	ExplainPropertyInteger("Batches", NULL, batches, es);
	ExplainPropertyInteger("Rows", NULL, rows, es);
	if (!call->remote)
		return;
	ExplainPropertyInteger("Duplicates", NULL, duplicates, es);
	ExplainPropertyInteger("Nulls", NULL, nulls, es);
	ExplainPropertyInteger("Bytes Sent", NULL, sent, es);
	ExplainPropertyInteger("Bytes Received", NULL, received, es);
	if (es->timing)
		ExplainPropertyFloat("Waiting", "ms", waited, 3, es);
}

static void
explain_call(PredictScanState *state, NodeCall *call, Node *guard, List *ancestors, ExplainState *es)
{
	PlanState  *ps = &state->css.ss.ps;

	ExplainOpenGroup("Prediction", NULL, true, es);
	ExplainPropertyText("Prediction", deparse((Node *) call->expr, ps, ancestors, es), es);
	es->indent += es->format == EXPLAIN_FORMAT_TEXT;
	if (guard != NULL)
		ExplainPropertyText("Only When", deparse(guard, ps, ancestors, es), es);
	if (es->analyze)
	{
		if (call->remote && known_call(state, call) != NULL)
			explain_model(call->call, es);
		explain_counters(call, es);
	}
	es->indent -= es->format == EXPLAIN_FORMAT_TEXT;
	ExplainCloseGroup("Prediction", NULL, true, es);
}

void
predict_scan_explain(CustomScanState *node, List *ancestors, ExplainState *es)
{
	PredictScanState *state = (PredictScanState *) node;
	List	   *guards = lsecond(((CustomScan *) node->ss.ps.plan)->custom_exprs);

	ExplainOpenGroup("Predictions", "Predictions", false, es);
	for (int i = 0; i < state->ncalls; i++)
		explain_call(state, &state->calls[i], list_nth(guards, i), ancestors, es);
	ExplainCloseGroup("Predictions", "Predictions", false, es);
}
