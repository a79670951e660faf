#include "compat.h"

#include "catalog/namespace.h"
#include "utils/lsyscache.h"

#include "extension_tables.h"

Oid
extension_table(const char *name, bool missing_ok)
{
	Oid			schema = get_namespace_oid("sqlinference", true);
	Oid			table = OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;

	if (!OidIsValid(table) && !missing_ok)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("There is no relation sqlinference.%s.", name),
				 errhint("Run CREATE EXTENSION sqlinference in this database.")));
	return table;
}
