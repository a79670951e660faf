/*
 * Statements that the service holds open until this database's transaction is over: a committed one is confirmed, one that was rolled
 * back is taken back. The table sqlinference.unconfirmed, which commits and rolls back with everything else, is what counts.
 */
#ifndef SQLINFERENCE_RUNS_H
#define SQLINFERENCE_RUNS_H

#include "utils/snapshot.h"

extern void runs_init(void);

/* Confirms what committed and nobody has confirmed yet. Raises nothing but interrupts: asking on will tell what is wrong. */
extern void runs_confirm_committed(Snapshot snapshot);

#endif
