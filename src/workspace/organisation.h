/*
 * organisation.h
 *		The day from which a reorganisation holds
 */
#ifndef AIEHR_ORGANISATION_H
#define AIEHR_ORGANISATION_H

#include "postgres.h"

extern void aiehr_organisation_settings(void);

#endif							/* AIEHR_ORGANISATION_H */
