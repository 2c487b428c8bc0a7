/*
 * nicknames.h
 *		Given names that are short for others, as English has them.
 */
#ifndef AIEHR_NICKNAMES_H
#define AIEHR_NICKNAMES_H

#include "aiehr.h"

extern bool aiehr_same_given_name(const char *a, int na, const char *b, int nb);

#endif							/* AIEHR_NICKNAMES_H */
