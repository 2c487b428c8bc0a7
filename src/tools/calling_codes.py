#!/usr/bin/python3
# calling_codes.py: writes src/identity/normalise_codes.c, the countries of the telephone network.
#
#   src/tools/calling_codes.py > src/identity/normalise_codes.c
#
# The facts (calling code, prefixes, how many digits fixed and mobile numbers have) are read from the
# metadata of libphonenumber (licence Apache-2.0) in Debian's python3-phonenumbers; they are those of the
# numbering plans that operators report to the ITU. The file is in the repository, so that neither a build
# nor a server needs the library.
import phonenumbers
from phonenumbers import PhoneMetadata
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS

WIDTH = 100

# Belarus has a second prefix behind the first, which the metadata keeps in a pattern.
TRUNKS = {"BY": "80"}


def lengths(meta):
    """Bit i: fixed or mobile numbers may have i digits."""
    mask = 0
    for desc in (meta.fixed_line, meta.mobile):
        for n in (desc.possible_length or ()) if desc is not None else ():
            if 0 < n <= 15:
                mask |= 1 << n
    return mask or sum(1 << n for n in meta.general_desc.possible_length if 0 < n <= 15)


def rows():
    """One country a row: region, code, prefix of calls inside and to other countries, lengths."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        meta = PhoneMetadata.metadata_for_region(region)
        idd = meta.international_prefix or ""
        idd = meta.preferred_international_prefix or (idd if idd.isdigit() else "00")
        idd = idd.replace("~", "")
        trunk = TRUNKS.get(region, meta.national_prefix or "")
        yield region, meta.country_code, trunk, "" if idd == "00" else idd, lengths(meta)


def wrap(items):
    """Initialisers in lines."""
    line = ""
    for item in items:
        if len(line) + len(item) + 2 > WIDTH:
            print("\t" + line)
            line = ""
        line += (" " if line else "") + item + ","
    print("\t" + line.rstrip(","))


table = list(rows())
place = {row[0]: i for i, row in enumerate(table)}
codes = sorted((str(code), place[regions[0]]) for code, regions in REGIONS.items() if regions[0] in place)
print("""/*
 * normalise_codes.c
 *\t\tCalling codes, prefixes and lengths of telephone numbers by country
 *
 * From the metadata of libphonenumber %s (licence Apache-2.0): facts of the national numbering plans.
 *
 * Made by src/tools/calling_codes.py; do not edit.
 */
#include "identity/normalise_phone.h"

const int	aiehr_ncountries = %d;

/*
 * By region: calling code, prefix of calls within the country, prefix of calls to other countries where it is
 * not 00, and the lengths, bit n for n digits.
 */
const PhoneCountry aiehr_countries[] = {""" % (phonenumbers.__version__, len(table)))
wrap('{"%s", "%d", "%s", "%s", 0x%04X}' % row for row in table)
print("""};

const int	aiehr_ncalling_codes = %d;

/* by calling code: its digits, and the place above of the country it is mainly used by */
const CallingCode aiehr_calling_codes[] = {""" % len(codes))
wrap('{"%s", %d}' % code for code in codes)
print("};")
