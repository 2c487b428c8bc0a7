/*
 * doctor.c
 *		aiehr doctor: what a workspace lacks, and what to do about it
 */
#include "cli/cli.h"

/* aiehr doctor */
CliExit
cli_doctor(const CliOptions *opt)
{
	return CLI_DONE;
}
