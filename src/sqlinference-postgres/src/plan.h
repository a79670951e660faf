/* Batching: the planner hook and the node. */
#ifndef SQLINFERENCE_PLAN_H
#define SQLINFERENCE_PLAN_H

/* Installs the hooks. */
extern void predict_plan_init(void);

#endif
