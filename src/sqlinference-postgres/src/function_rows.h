/* Rows of sqlinference.function follow their functions. */
#ifndef SQLINFERENCE_FUNCTION_ROWS_H
#define SQLINFERENCE_FUNCTION_ROWS_H

#include "utils/relcache.h"

/* Brings the rows up to date; the table is locked against other writers. */
extern void function_rows_refresh(Relation table);

#endif
