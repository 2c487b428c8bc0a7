/*
 * reference.c
 *		Whom a message means: people found by their keys, made where unknown
 *
 * All functions take many references at once and note problems in them instead of
 * raising, so that one message and a load of thousands go the same way.
 */
#include "intake/reference.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/timestamp.h"

#include "workspace/columns.h"

/* What a reference was found by, the bits of statement intake_people */
#define BY_ID 1
#define BY_EXTERNAL_KEY 2

/*
 * People are made in rounds, of those who share a key the first only.  More rounds
 * than this take references that hang together in a long chain.
 */
#define MAX_ROUNDS 20

/* The people that one reference was found to name */
typedef struct Match
{
	int			n;
	int			size;
	int64	   *ids;
	int64	   *bits;			/* by which keys, for each */
	int64		all_bits;
} Match;

/* The full name of the reference, or of one of its fields. */
static const char *
slot_field(const PersonSlot *slot, const char *name)
{
	if (slot->prefix == NULL)
		return name ? name : "person";
	return name ? psprintf("%s.%s", slot->prefix, name) : slot->prefix;
}

/* Is it still open whom this reference names? */
static inline bool
is_open(const PersonSlot *slot)
{
	return slot->problem->sqlstate == 0 && slot->person->person_id == 0;
}

/* Note that a key points to a person. */
static void
match_add(Match *match, int64 id, int64 bit)
{
	match->all_bits |= bit;
	for (int i = 0; i < match->n; i++)
	{
		if (match->ids[i] == id)
		{
			match->bits[i] |= bit;
			return;
		}
	}
	if (match->n == match->size)
	{
		match->size *= 2;
		match->ids = repalloc(match->ids, match->size * sizeof(int64));
		match->bits = repalloc(match->bits, match->size * sizeof(int64));
	}
	match->ids[match->n] = id;
	match->bits[match->n++] = bit;
}

/*
 * Decide whom a reference names: the one person whom all keys that are known
 * point to.
 */
static void
match_decide(const Match *match, PersonSlot *slot)
{
	PersonReference *person = slot->person;
	int64		found = 0;
	int64		lowest = PG_INT64_MAX;
	int64		highest = 0;
	int			nfound = 0;

	if (person->id != 0 && (match->all_bits & BY_ID) == 0)
	{
		problem_note(slot->problem, ERRCODE_FOREIGN_KEY_VIOLATION, slot_field(slot, "id"),
					 psprintf(INT64_FORMAT, person->id), "names nobody");
		return;
	}
	for (int i = 0; i < match->n; i++)
	{
		lowest = Min(lowest, match->ids[i]);
		highest = Max(highest, match->ids[i]);
		if (match->bits[i] == match->all_bits)
		{
			found = match->ids[i];
			nfound++;
		}
	}
	if (nfound == 1)
		person->person_id = found;
	else if (match->n > 0)
	{
		problem_note(slot->problem, ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION,
					 slot_field(slot, NULL), NULL,
					 "names two people, " INT64_FORMAT " and " INT64_FORMAT,
					 lowest, highest);
		slot->problem->hint = "If they are one, merge them; else leave the shared key out.";
	}
}

/* Compare what the reference gives with what the person has. */
static void
compare_found(PersonSlot *slot, const Match *match, const bool *empty)
{
	PersonReference *person = slot->person;

	person->lacks = (person->external_key != NULL && empty[0]) ||
		(person->country != NULL && empty[4]) ||
		(!person->claimed && ((person->name != NULL && empty[1]) ||
							  (person->email != NULL && empty[2]) || (person->phone != NULL && empty[3])));
	person->stored_key = !empty[0];
	if (person->external_key == NULL || (match->all_bits & BY_EXTERNAL_KEY) != 0 || empty[0])
		return;
	problem_note(slot->problem, ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION,
				 slot_field(slot, "external_key"), person->external_key,
				 "is not the key of person " INT64_FORMAT ", whom the rest of the reference names",
				 person->person_id);
	slot->problem->hint = "If it is a further key of the person, add it to person_alias; "
		"if it is somebody else, leave the shared e-mail or telephone number out.";
	person->person_id = 0;
}

/* Decide about one reference by its rows of the result, first to last. */
static void
read_match(PersonSlot *slot, uint64 first, uint64 last)
{
	Match		match = {0, 4, NULL, NULL, 0};

	match.ids = palloc(match.size * sizeof(int64));
	match.bits = palloc(match.size * sizeof(int64));
	for (uint64 row = first; row < last; row++)
		match_add(&match, result_int8(row, 2), result_int8(row, 3));
	match_decide(&match, slot);
	for (uint64 row = first; row < last && slot->person->person_id != 0; row++)
	{
		bool		empty[5];

		if (result_int8(row, 2) != slot->person->person_id)
			continue;
		for (int i = 0; i < 5; i++)
			empty[i] = result_bool(row, 4 + i);
		compare_found(slot, &match, empty);
		break;
	}
	pfree(match.ids);
	pfree(match.bits);
}

/* Look up the references that are open; those who are not found stay open. */
void
aiehr_find_people(const WorkspaceScope *scope, PersonSlot *slots, int n)
{
	static const Oid types[4] = {INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Columns		keys;
	int		   *open = palloc(Max(n, 1) * sizeof(int));
	uint64		row = 0;
	uint64		rows;

	columns_begin(&keys, 4, types, n);
	for (int i = 0; i < n; i++)
	{
		PersonReference *person = slots[i].person;

		if (!is_open(&slots[i]))
			continue;
		open[keys.n] = i;
		columns_set_int8(&keys, 0, person->id);
		columns_set_text(&keys, 1, person->external_key);
		columns_set_text(&keys, 2, person->email_key);
		columns_set_text(&keys, 3, person->phone_key);
		columns_end_row(&keys);
	}
	if (keys.n == 0)
		return;
	rows = columns_execute(&keys, STMT_INTAKE_PEOPLE, scope);
	for (int k = 0; k < keys.n; k++)
	{
		uint64		first = row;

		while (row < rows && result_int8(row, 1) == k + 1)
			row++;
		read_match(&slots[open[k]], first, row);
	}
	result_free();
}

/*
 * Look people up and hold those who are found to the end of the transaction.  Who was
 * erased or merged away while we waited is looked up again: then it is the one who was
 * kept, or nobody.  Erasing and merging lock a person before anything of hers, so
 * holding people first cannot deadlock with them.
 */
void
aiehr_hold_people(const WorkspaceScope *scope, PersonSlot *slots, int n)
{
	PeopleSet	people = {0, palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE)};

	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		int			held;

		aiehr_find_people(scope, slots, n);
		people.n = 0;
		for (int i = 0; i < n; i++)
			if (slots[i].problem->sqlstate == 0 && slots[i].person->person_id != 0)
				people.ids[people.n++] = slots[i].person->person_id;
		if (people.n == 0)
			break;
		aiehr_people_normalise(&people);
		held = aiehr_execute_people(STMT_HOLD_PEOPLE, scope, &people);
		result_free();
		if (held == people.n)
			break;
		for (int i = 0; i < n; i++)
			if (slots[i].problem->sqlstate == 0)
				slots[i].person->person_id = 0;
	}
	pfree(people.ids);
}

/* The hashes of a person's keys, as suppression has them; returns how many. */
static int
key_hashes(KeyedHash *hash, const PersonReference *person, bytea **hashes)
{
	const char *keys[3] = {person->external_key, person->email_key, person->phone_key};
	int			n = 0;

	for (int i = 0; i < 3; i++)
		if (keys[i] != NULL)
			hashes[n++] = aiehr_hash(hash, keys[i], strlen(keys[i]));
	return n;
}

/* The number under which the server locks what has this hash. */
static int64
lock_number(const bytea *hash)
{
	int64		number;

	memcpy(&number, VARDATA(hash), sizeof(number));
	return number;
}

/* Lock what has these hashes to the end of the transaction, in one order. */
void
aiehr_lock_hashes(bytea **hashes, int n)
{
	int64	   *numbers = palloc(mul_size(Max(n, 1), sizeof(int64)));

	for (int i = 0; i < n; i++)
		numbers[i] = lock_number(hashes[i]);
	aiehr_lock_numbers(numbers, n);
	pfree(numbers);
}

/*
 * Whoever makes people or gives them keys locks these keys, so that two sessions
 * never make two people of one.  A load locks all keys at once.  Call between two
 * look-ups: what the first did not find may be there afterwards.
 */
void
aiehr_lock_makers(KeyedHash *hash, const PersonSlot *slots, int n)
{
	int64		all = lock_number(aiehr_hash(hash, "people", strlen("people")));
	int64		numbers[AIEHR_MAX_KEY_LOCKS + 3];
	int			nnumbers = 0;

	for (int i = 0; i < n && nnumbers <= AIEHR_MAX_KEY_LOCKS; i++)
	{
		const PersonReference *person = slots[i].person;
		bytea	   *hashes[3];
		int			nhashes;

		if (slots[i].problem->sqlstate != 0 ||
			!(person->lacks || (person->person_id == 0 && slots[i].may_create)))
			continue;
		nhashes = key_hashes(hash, person, hashes);
		for (int k = 0; k < nhashes; k++)
			numbers[nnumbers++] = lock_number(hashes[k]);
	}
	aiehr_lock_some(all, nnumbers > AIEHR_MAX_KEY_LOCKS ? NULL : numbers, nnumbers);
}

/* Note that somebody was purged, and is not brought back by this message. */
void
aiehr_note_suppressed(IntakeProblem *problem, const char *field)
{
	problem_note(problem, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, field, NULL,
				 "is suppressed: it names a person who was purged or erased");
	problem->hint = "Only a new act of the person's own, as an application, brings the person back: "
		"send \"new_act\": true with it.";
	problem->suppressed = true;
}

/* Does this reference come of an act of the person's own later than the purge? */
static bool
is_new_act(const PersonReference *person, uint64 row)
{
	bool		isnull;
	Datum		suppressed_at = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2, &isnull);

	return person->new_act ||
		(person->acted_at != 0 && person->acted_at > DatumGetTimestampTz(suppressed_at));
}

/* Was anybody ever purged?  Where nobody was, no key needs to be hashed. */
static bool
is_anybody_suppressed(const WorkspaceScope *scope)
{
	bool		any;

	(void) aiehr_execute(STMT_INTAKE_ANY_SUPPRESSED, scope, 0, NULL, NULL, NULL, 1);
	any = result_bool(0, 1);
	result_free();
	return any;
}

/* Of those to be made, refuse the suppressed; a new act of theirs lifts it, where `lift` is wanted. */
static void
check_suppression(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n, bool lift)
{
	static const Oid types[1] = {BYTEAOID};
	Columns		asked;
	Columns		lifted;
	int		   *owner;
	uint64		rows;

	if (!is_anybody_suppressed(scope))
		return;
	owner = palloc_extended(mul_size(n, 3 * sizeof(int)), MCXT_ALLOC_HUGE);
	columns_begin(&asked, 1, types, n);
	columns_begin(&lifted, 1, types, 4);
	for (int i = 0; i < n; i++)
	{
		bytea	   *hashes[3];
		int			nhashes = is_open(&slots[i]) ? key_hashes(hash, slots[i].person, hashes) : 0;

		for (int k = 0; k < nhashes; k++)
		{
			owner[asked.n] = i;
			columns_set(&asked, 0, PointerGetDatum(hashes[k]), false);
			columns_end_row(&asked);
		}
	}
	if (asked.n == 0)
		return;
	rows = columns_execute(&asked, STMT_INTAKE_SUPPRESSED, scope);
	for (uint64 row = 0; row < rows; row++)
	{
		int			at = result_int8(row, 1) - 1;

		if (!is_new_act(slots[owner[at]].person, row))
		{
			aiehr_note_suppressed(slots[owner[at]].problem, slot_field(&slots[owner[at]], NULL));
			continue;
		}
		columns_set(&lifted, 0, asked.values[0][at], false);
		columns_end_row(&lifted);
	}
	result_free();
	if (lift && lifted.n > 0)
		columns_execute(&lifted, STMT_INTAKE_UNSUPPRESS, scope);
	pfree(owner);
}

/* Which of the references that name nobody are of people who were purged, which becomes their problem. */
void
aiehr_find_suppressed(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n)
{
	check_suppression(scope, hash, slots, n, false);
}

/* Fill in what messages say of people and nobody had said before.  Returns how many said something. */
static int
fill_in(const WorkspaceScope *scope, PersonSlot *slots, int n)
{
	static const Oid types[8] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	Columns		c;
	PeopleSet	people = {0, palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE)};

	columns_begin(&c, 8, types, 8);
	for (int i = 0; i < n; i++)
	{
		PersonReference *person = slots[i].person;

		if (slots[i].problem->sqlstate != 0 || person->person_id == 0 || !person->lacks ||
			!slots[i].may_create)
			continue;
		person->lacks = false;
		people.ids[people.n++] = person->person_id;
		columns_set_int8(&c, 0, person->person_id);
		columns_set_text(&c, 1, person->external_key);
		columns_set_text(&c, 2, person->claimed ? NULL : person->name);
		columns_set_text(&c, 3, person->claimed ? NULL : person->email);
		columns_set_text(&c, 4, person->claimed ? NULL : person->phone);
		columns_set_text(&c, 5, person->country);
		columns_set_text(&c, 6, person->claimed ? NULL : person->email_key);
		columns_set_text(&c, 7, person->claimed ? NULL : person->phone_key);
		columns_end_row(&c);
	}
	if (c.n > 0)
	{
		aiehr_lock_people(scope, &people);
		columns_execute(&c, STMT_INTAKE_PERSON_COMPLETE, scope);
	}
	pfree(people.ids);
	return c.n;
}

/*
 * Complete people until nothing is new: by the keys that they get, open references
 * may be theirs.  Returns whether anybody got anything.
 */
static bool
complete_people(const WorkspaceScope *scope, PersonSlot *slots, int n)
{
	bool		changed = false;

	while (fill_in(scope, slots, n) > 0)
	{
		aiehr_find_people(scope, slots, n);
		changed = true;
	}
	return changed;
}

/* Enter a person's keys into `seen`; false when one of them was there. */
static bool
first_of_its_keys(HTAB *seen, KeyedHash *hash, const PersonReference *person)
{
	bytea	   *hashes[3];
	int			n = key_hashes(hash, person, hashes);
	bool		first = true;

	for (int i = 0; i < n; i++)
	{
		bool		found;

		(void) hash_search(seen, VARDATA(hashes[i]), HASH_ENTER, &found);
		if (found)
			first = false;
		pfree(hashes[i]);
	}
	return first;
}

/* One round: make those who are the first of all their keys.  Returns how many were open. */
static int
make_round(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n)
{
	static const Oid types[5] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	HASHCTL		ctl;
	HTAB	   *seen;
	Columns		people;
	int			open = 0;

	ctl.keysize = ctl.entrysize = KEYED_HASH_LENGTH;
	ctl.hcxt = CurrentMemoryContext;
	seen = hash_create("aiehr keys of new people", 256, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	columns_begin(&people, 5, types, 8);
	for (int i = 0; i < n; i++)
	{
		const PersonReference *person = slots[i].person;

		if (!is_open(&slots[i]))
			continue;
		open++;
		if (!first_of_its_keys(seen, hash, person))
			continue;
		columns_set_text(&people, 0, person->external_key);
		columns_set_text(&people, 1, person->name);
		columns_set_text(&people, 2, person->email);
		columns_set_text(&people, 3, person->phone);
		columns_set_text(&people, 4, person->country);
		columns_end_row(&people);
	}
	hash_destroy(seen);
	if (people.n > 0)
	{
		columns_execute(&people, STMT_INTAKE_PERSON_INSERT, scope);
		aiehr_find_people(scope, slots, n);
		complete_people(scope, slots, n);
	}
	return open;
}

/* Make the people of the references that are open. */
static void
make_open(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n)
{
	aiehr_find_people(scope, slots, n);
	check_suppression(scope, hash, slots, n, true);
	for (int round = 0; round < MAX_ROUNDS; round++)
		if (make_round(scope, hash, slots, n) == 0)
			return;
	for (int i = 0; i < n; i++)
		if (is_open(&slots[i]))
			problem_note(slots[i].problem, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
						 slot_field(&slots[i], NULL), NULL,
						 "hangs together with too many others of this load; load the rest again");
}

/*
 * Look all references up once more, now that all keys are stored: one whose keys
 * went to two people meanwhile must not pass.
 */
static void
find_again(const WorkspaceScope *scope, PersonSlot *slots, int n)
{
	for (int i = 0; i < n; i++)
		if (slots[i].problem->sqlstate == 0)
			slots[i].person->person_id = 0;
	aiehr_find_people(scope, slots, n);
}

/*
 * Complete the people who are known and make those who are not; call
 * aiehr_lock_makers() before.  Afterwards each reference has a person or a problem.
 */
void
aiehr_make_people(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n)
{
	bool		open = false;
	bool		changed = complete_people(scope, slots, n);

	for (int i = 0; i < n; i++)
	{
		if (!is_open(&slots[i]))
			continue;
		if (slots[i].may_create)
			open = true;
		else
			problem_note(slots[i].problem, ERRCODE_FOREIGN_KEY_VIOLATION,
						 slot_field(&slots[i], NULL), NULL, "is not known");
	}
	if (open)
		make_open(scope, hash, slots, n);
	if (n > 1 && (open || changed))
		find_again(scope, slots, n);
}

/*
 * The same for references that were looked up after aiehr_lock_makers() and of which
 * no two share a key: then one statement makes all, and nobody needs to be looked up
 * again.  Each has an external key, by which those who were made are known.
 */
void
aiehr_make_distinct_people(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n)
{
	static const Oid types[5] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	int		   *open = palloc_extended(mul_size(Max(n, 1), sizeof(int)), MCXT_ALLOC_HUGE);
	Columns		people;
	uint64		rows;
	int			k = 0;

	complete_people(scope, slots, n);
	check_suppression(scope, hash, slots, n, true);
	columns_begin(&people, 5, types, 8);
	for (int i = 0; i < n; i++)
	{
		const PersonReference *person = slots[i].person;

		if (!is_open(&slots[i]))
			continue;
		open[people.n] = i;
		columns_set_text(&people, 0, person->external_key);
		columns_set_text(&people, 1, person->name);
		columns_set_text(&people, 2, person->email);
		columns_set_text(&people, 3, person->phone);
		columns_set_text(&people, 4, person->country);
		columns_end_row(&people);
	}
	rows = people.n == 0 ? 0 : columns_execute(&people, STMT_INTAKE_PERSON_INSERT, scope);
	/* they come back in the order in which they went in, but for those made by others meanwhile */
	for (uint64 r = 0; r < rows; r++)
	{
		char	   *key = result_text(r, 2);

		while (strcmp(slots[open[k]].person->external_key, key) != 0)
			k++;
		slots[open[k++]].person->person_id = result_int8(r, 1);
		pfree(key);
	}
	if (rows > 0)
		result_free();
	if (rows < people.n)
		make_open(scope, hash, slots, n);
	pfree(open);
}
