/*
 * aiehr.c
 *		Entry of the module: its magic block and its settings.
 */
#include "aiehr.h"

#include "utils/guc.h"

#include "workspace/organisation.h"

AIEHR_MODULE_MAGIC;

/*
 * Called once when a process loads the library. A misspelt "aiehr.something" must be an error, not a
 * setting that nobody reads.
 */
void
_PG_init(void)
{
	aiehr_organisation_settings();
	MarkGUCPrefixReserved("aiehr");
}
