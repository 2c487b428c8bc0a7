/*
 * normalise_phone.h
 *		What is known of the world's telephone numbers.
 */
#ifndef NORMALISE_PHONE_H
#define NORMALISE_PHONE_H

#include "aiehr.h"

/* A country's part of the network. */
typedef struct PhoneCountry
{
	char		region[3];		/* ISO 3166 */
	char		code[4];		/* calling code */
	char		trunk[3];		/* prefix of calls within the country; empty where there is none */
	char		exit[5];		/* prefix of calls to other countries where it is not 00 */
	uint16		lengths;		/* bit n: a national number may have n digits */
} PhoneCountry;

/* A calling code and the country that mainly uses it, a place in aiehr_countries. */
typedef struct CallingCode
{
	char		code[4];
	int16		country;
} CallingCode;

extern const int aiehr_ncountries;
extern const PhoneCountry aiehr_countries[];
extern const int aiehr_ncalling_codes;
extern const CallingCode aiehr_calling_codes[];

#endif							/* NORMALISE_PHONE_H */
