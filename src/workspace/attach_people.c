/*
 * attach_people.c
 *		Rows of people from host tables
 *
 * People are found and made by the rules of messages (intake/reference.h), with one
 * more: the key of a row decides.  Where its e-mail address or telephone number is
 * somebody else's, a message would be refused; a host table has many such rows, and
 * its application must not fail for them, so the address is left out instead.
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "intake/reference.h"
#include "workspace/columns.h"

/* The rows of a batch as references */
typedef struct People
{
	AttachBatch *batch;
	int			n;
	MappedChange **change;
	PersonReference *person;	/* as the row has it now */
	PersonReference *former;	/* as it had it before; zero where it came */
	PersonSlot *slot;
} People;

/* What a row claims of a field, where it does not say it by an entry of its own. */
static char *
mapped_or_claimed(const Mapping *mapping, const MappedRow *row, AttachField field)
{
	char	   *text = mapped_text(row, field);

	for (int i = 0; text == NULL && i < mapping->nclaims; i++)
		if (strcmp(mapping->claim[i], attach_fields[field].name) == 0)
			text = mapped_text(row, MAPPED_COUNT + i);
	return text;
}

/* Fill in whom a row means.  Addresses that are none are left out; check_attachments() names them. */
void
mapped_person(const Mapping *mapping, const MappedRow *row, PersonReference *person)
{
	const char *wrong;
	const char *reason;
	char	   *value;

	memset(person, 0, sizeof(*person));
	person->external_key = mapped_text(row, MAPPED_EXTERNAL_KEY);
	person->name = mapped_or_claimed(mapping, row, MAPPED_NAME);
	person->email = mapped_or_claimed(mapping, row, MAPPED_EMAIL);
	person->phone = mapped_or_claimed(mapping, row, MAPPED_PHONE);
	person->country = mapped_text(row, MAPPED_COUNTRY);
	person->acted_at = mapped_time(row, MAPPED_LAST_ACTIVITY);
	person->claimed = mapping->nclaims > 0;
	if (person->email != NULL && strlen(person->email) > AIEHR_MAX_KEY_BYTES)
		person->email = NULL;
	if (person->phone != NULL && strlen(person->phone) > AIEHR_MAX_KEY_BYTES)
		person->phone = NULL;
	person_make_keys(person);
	while ((wrong = person_wrong_field(person, &value, &reason)) != NULL)
	{
		if (strcmp(wrong, "email") == 0)
			person->email = person->email_key = NULL;
		else if (strcmp(wrong, "phone") == 0)
			person->phone = person->phone_key = NULL;
		else
			person->country = NULL;
	}
}

/* Note that a row has no key, or one that is too long; false then. */
bool
mapped_key_is_sound(const PersonReference *person, IntakeProblem *problem)
{
	if (person->external_key == NULL)
		problem_note(problem, ERRCODE_NULL_VALUE_NOT_ALLOWED, "external_key", NULL, "is missing");
	else if (strlen(person->external_key) > AIEHR_MAX_KEY_BYTES)
		problem_note(problem, ERRCODE_STRING_DATA_RIGHT_TRUNCATION, "external_key", NULL,
					 "is longer than %d bytes", AIEHR_MAX_KEY_BYTES);
	return problem->sqlstate == 0;
}

/* The rows that are there now. */
static void
read_people(People *p, AttachBatch *b)
{
	p->batch = b;
	p->n = 0;
	p->change = palloc_extended(mul_size(b->n, sizeof(MappedChange *)), MCXT_ALLOC_HUGE);
	p->person = palloc_extended(mul_size(b->n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	p->former = palloc_extended(mul_size(b->n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	p->slot = palloc_extended(mul_size(b->n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < b->n; i++)
	{
		MappedChange *change = &b->changes[i];
		PersonSlot	slot = {&p->person[p->n], &change->problem, NULL, true};

		if (change->new == NULL)
			continue;
		mapped_person(b->mapping, change->new, slot.person);
		if (!mapped_key_is_sound(slot.person, &change->problem))
			continue;
		if (change->old != NULL)
			mapped_person(b->mapping, change->old, &p->former[p->n]);
		else
			memset(&p->former[p->n], 0, sizeof(PersonReference));
		p->slot[p->n] = slot;
		p->change[p->n++] = change;
	}
}

/* An address of a row is somebody else's. */
static void
leave_out_addresses(PersonReference *person)
{
	person->email = person->email_key = NULL;
	person->phone = person->phone_key = NULL;
}

/*
 * Look up slots by some of their keys: `by_key` by the key alone, else by the
 * addresses alone.  What is wrong is put aside.
 */
static void
find_by(People *p, PersonSlot *slots, int n, bool by_key)
{
	PersonReference *part = palloc_extended(mul_size(Max(n, 1), sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	IntakeProblem *problems = palloc_extended(mul_size(Max(n, 1), sizeof(IntakeProblem)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	PersonSlot *looked = palloc_extended(mul_size(Max(n, 1), sizeof(PersonSlot)), MCXT_ALLOC_HUGE);

	for (int i = 0; i < n; i++)
	{
		PersonSlot	slot = {&part[i], &problems[i], NULL, true};

		part[i] = *slots[i].person;
		part[i].person_id = 0;
		if (by_key)
			part[i].email_key = part[i].phone_key = NULL;
		else
			part[i].external_key = NULL;
		looked[i] = slot;
	}
	aiehr_find_people(&p->batch->scope, looked, n);
	for (int i = 0; i < n; i++)
	{
		slots[i].person->person_id = problems[i].sqlstate == 0 ? part[i].person_id : 0;
		slots[i].person->lacks = part[i].lacks;
	}
	pfree(part);
	pfree(problems);
	pfree(looked);
}

/* Enter aliases of people for this host table. */
static void
add_aliases(People *p, PersonSlot *slots, int n)
{
	static const Oid types[3] = {INT8OID, TEXTOID, TEXTOID};
	Datum		source = CStringGetTextDatum(p->batch->source);
	Columns		c;

	columns_begin(&c, 3, types, Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (slots[i].problem->sqlstate != 0 || slots[i].person->person_id == 0)
			continue;
		columns_set_int8(&c, 0, slots[i].person->person_id);
		columns_set(&c, 1, source, false);
		columns_set_text(&c, 2, slots[i].person->external_key);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_ALIAS, &p->batch->scope);
}

/*
 * Of rows whose key nobody has, those whose addresses are somebody's who has no row
 * in this host table yet are that person's; of the others the addresses are left out.
 */
static void
join_by_addresses(People *p, PersonSlot *slots, int n)
{
	static const Oid types[2] = {INT8OID, TEXTOID};
	Datum		source = CStringGetTextDatum(p->batch->source);
	Columns		c;

	find_by(p, slots, n, false);
	columns_begin(&c, 2, types, Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		columns_set_int8(&c, 0, slots[i].person->person_id);
		columns_set(&c, 1, source, false);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	columns_execute(&c, STMT_ATTACH_JOINED, &p->batch->scope);
	for (int i = 0; i < n; i++)
		if (slots[i].person->person_id == 0 || result_bool(i, 1))
		{
			leave_out_addresses(slots[i].person);
			slots[i].person->person_id = 0;
		}
	result_free();
	add_aliases(p, slots, n);
}

/* Rows that a message could not be: those known by their key, then the others by their addresses. */
static void
find_disputed(People *p)
{
	PersonSlot *disputed = palloc_extended(mul_size(Max(p->n, 1), sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	int			n = 0;
	int			unknown = 0;

	for (int i = 0; i < p->n; i++)
	{
		if (p->slot[i].problem->sqlstate == 0)
			continue;
		memset(p->slot[i].problem, 0, sizeof(IntakeProblem));
		disputed[n++] = p->slot[i];
	}
	if (n > 0)
	{
		find_by(p, disputed, n, true);
		for (int i = 0; i < n; i++)
		{
			if (disputed[i].person->person_id != 0)
				leave_out_addresses(disputed[i].person);
			else
				disputed[unknown++] = disputed[i];
		}
		join_by_addresses(p, disputed, unknown);
	}
	pfree(disputed);
}

/* Which key has an address, in the rows of a batch */
typedef struct AddressOwner
{
	char	   *address;
	const char *key;
} AddressOwner;

/* For the hash table below: addresses by their bytes. */
static uint32
address_hash(const void *key, Size keysize)
{
	const char *address = *(char *const *) key;

	return hash_bytes((const unsigned char *) address, strlen(address));
}

/* Likewise. */
static int
address_match(const void *a, const void *b, Size keysize)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Is this address that of a row with another key?  Else it is this row's from now on. */
static bool
is_taken(HTAB *owners, char *address, const char *key)
{
	AddressOwner *owner;
	bool		found;

	if (address == NULL)
		return false;
	owner = hash_search(owners, &address, HASH_ENTER, &found);
	if (!found)
		owner->key = key;
	return strcmp(owner->key, key) != 0;
}

/*
 * Two rows of a batch with one address and two keys are two people: the first has
 * the address, those known going first.
 */
static void
settle_shared_addresses(People *p)
{
	HASHCTL		ctl = {.keysize = sizeof(char *), .entrysize = sizeof(AddressOwner), .hash = address_hash,
	.match = address_match, .hcxt = CurrentMemoryContext};
	HTAB	   *owners;

	if (p->n == 1)
		return;
	owners = hash_create("aiehr addresses of host rows", p->n * 2L, &ctl,
						 HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	for (int known = 1; known >= 0; known--)
		for (int i = 0; i < p->n; i++)
		{
			PersonReference *person = p->slot[i].person;

			if ((person->person_id != 0) != known || p->slot[i].problem->sqlstate != 0)
				continue;
			if (is_taken(owners, person->email_key, person->external_key))
				person->email = person->email_key = NULL;
			if (is_taken(owners, person->phone_key, person->external_key))
				person->phone = person->phone_key = NULL;
		}
	hash_destroy(owners);
}

/*
 * Carry a change of one field over: from what it was to what it is.  An address that
 * the row has and that was left out changes nothing.
 */
static void
set_change(Columns *c, int col, const char *former, const char *now, bool left_out)
{
	columns_set_text(c, col, former);
	columns_set_text(c, col + 1, left_out ? former : now);
}

/*
 * People follow what changed in their rows; where the rows are claimed, names and
 * addresses follow what is held to be true instead.
 */
static void
follow_changes(People *p)
{
	bool		claimed = p->batch->mapping->nclaims > 0;
	static const Oid types[9] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
								 TEXTOID};
	PeopleSet	people = {0, palloc_extended(mul_size(Max(p->n, 1), sizeof(int64)), MCXT_ALLOC_HUGE)};
	Columns		c;

	columns_begin(&c, 9, types, 8);
	for (int i = 0; i < p->n; i++)
	{
		const PersonReference *now = &p->person[i];
		const PersonReference *former = &p->former[i];
		const MappedRow *row = p->change[i]->new;

		if (former->external_key == NULL || now->person_id == 0 || p->change[i]->problem.sqlstate != 0)
			continue;
		people.ids[people.n++] = now->person_id;
		columns_set_int8(&c, 0, now->person_id);
		set_change(&c, 1, former->name, now->name, claimed);
		set_change(&c, 3, former->email, now->email, claimed || (!now->email && !row->nulls[MAPPED_EMAIL]));
		set_change(&c, 5, former->phone, now->phone, claimed || (!now->phone && !row->nulls[MAPPED_PHONE]));
		set_change(&c, 7, former->country, now->country, false);
		columns_end_row(&c);
	}
	if (c.n > 0)
	{
		aiehr_people_normalise(&people);
		aiehr_lock_people(&p->batch->scope, &people);
		columns_execute(&c, STMT_ATTACH_FOLLOW, &p->batch->scope);
	}
	pfree(people.ids);
}

/* Rows that got another key: it is the same person's, and the old key nobody's. */
static void
change_keys(People *p)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	static const Oid given_types[2] = {INT8OID, TEXTOID};
	Datum		source = CStringGetTextDatum(p->batch->source);
	PersonSlot *slots = palloc_extended(mul_size(p->n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	Columns		c;
	Columns		given;
	int			n = 0;
	uint64		rows;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < p->n; i++)
	{
		const PersonReference *former = &p->former[i];

		if (former->external_key == NULL || strcmp(former->external_key, p->person[i].external_key) == 0)
			continue;
		columns_set(&c, 0, source, false);
		columns_set_text(&c, 1, former->external_key);
		columns_end_row(&c);
		slots[n++] = p->slot[i];
	}
	if (n == 0)
		return;
	rows = columns_execute(&c, STMT_ATTACH_REKEY_RELEASE, &p->batch->scope);
	columns_begin(&given, 2, given_types, n);
	for (uint64 r = 0; r < rows; r++)
	{
		PersonReference *person = slots[result_int8(r, 1) - 1].person;

		person->person_id = result_int8(r, 2);
		if (!result_bool(r, 3))
			continue;
		columns_set_int8(&given, 0, person->person_id);
		columns_set_text(&given, 1, person->external_key);
		columns_end_row(&given);
	}
	result_free();
	if (given.n > 0)
		columns_execute(&given, STMT_ATTACH_REKEY_GIVE, &p->batch->scope);
	add_aliases(p, slots, n);
	for (int i = 0; i < n; i++)
		slots[i].person->person_id = 0;
	pfree(slots);
}

/* People whose rows are gone, where the mapping wants them erased then. */
static void
erase_people(AttachBatch *b)
{
	static const Oid types[2] = {INT8OID, TEXTOID};
	Datum		source = CStringGetTextDatum(b->source);
	PersonReference *people = palloc_extended(mul_size(b->n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	IntakeProblem *problems = palloc_extended(mul_size(b->n, sizeof(IntakeProblem)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	PersonSlot *slots = palloc_extended(mul_size(b->n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	Columns		c;
	int			n = 0;

	for (int i = 0; i < b->n; i++)
	{
		PersonSlot	slot = {&people[n], &problems[n], NULL, false};

		if (b->changes[i].new != NULL)
			continue;
		mapped_person(b->mapping, b->changes[i].old, &people[n]);
		people[n].email_key = people[n].phone_key = NULL;
		slots[n++] = slot;
	}
	aiehr_find_people(&b->scope, slots, n);
	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < n; i++)
	{
		if (people[i].person_id == 0)
			continue;
		columns_set_int8(&c, 0, people[i].person_id);
		columns_set(&c, 1, source, false);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_ERASE, &b->scope);
}

/*
 * A row about a person may get the person's new key before the person's own row
 * does, as when a foreign key cascades: who is known by the old key and not by the
 * new one is still the same.
 */
void
aiehr_attach_keep_renamed(AttachBatch *b)
{
	PersonReference *people = palloc_extended(mul_size(b->n, 2 * sizeof(PersonReference)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	IntakeProblem *problems = palloc_extended(mul_size(b->n, 2 * sizeof(IntakeProblem)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	PersonSlot *slots = palloc_extended(mul_size(b->n, 2 * sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	MappedChange **change = palloc_extended(mul_size(b->n, sizeof(MappedChange *)), MCXT_ALLOC_HUGE);
	int			n = 0;

	for (int i = 0; i < b->n; i++)
	{
		MappedChange *c = &b->changes[i];
		char	   *former = c->old ? mapped_text(c->old, MAPPED_EXTERNAL_KEY) : NULL;
		char	   *now = c->new ? mapped_text(c->new, MAPPED_EXTERNAL_KEY) : NULL;

		if (former == NULL || now == NULL || strcmp(former, now) == 0)
			continue;
		for (int k = 0; k < 2; k++)
		{
			PersonSlot	slot = {&people[2 * n + k], &problems[2 * n + k], NULL, false};

			slot.person->external_key = k == 0 ? former : now;
			slots[2 * n + k] = slot;
		}
		change[n++] = c;
	}
	if (n > 0)
		aiehr_find_people(&b->scope, slots, 2 * n);
	for (int i = 0; i < n; i++)
		if (people[2 * i].person_id != 0 && people[2 * i + 1].person_id == 0)
			change[i]->new->values[MAPPED_EXTERNAL_KEY] = change[i]->old->values[MAPPED_EXTERNAL_KEY];
	pfree(people);
	pfree(problems);
	pfree(slots);
	pfree(change);
}

/*
 * Rows of a batch with one key are one person's: the first stands for the others
 * until it is known who that is.
 */
static int
leave_out_repeated(People *p, PersonSlot *slots)
{
	HASHCTL		ctl = {.keysize = sizeof(char *), .entrysize = sizeof(AddressOwner), .hash = address_hash,
	.match = address_match, .hcxt = CurrentMemoryContext};
	HTAB	   *seen;
	int			n = 0;

	if (p->n == 1)
	{
		slots[0] = p->slot[0];
		return 1;
	}
	seen = hash_create("aiehr keys of host rows", p->n, &ctl,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	for (int i = 0; i < p->n; i++)
	{
		bool		found;

		(void) hash_search(seen, &p->slot[i].person->external_key, HASH_ENTER, &found);
		if (!found || p->slot[i].person->person_id != 0)
			slots[n++] = p->slot[i];
	}
	hash_destroy(seen);
	return n;
}

/*
 * Find people with the locks that making them takes.  Rows that came are looked up
 * once, after the lock of a load; rows that changed are mostly known, and need none.
 */
static void
find_and_lock(People *p)
{
	AttachBatch *b = p->batch;
	bool		load = p->n > AIEHR_MAX_KEY_LOCKS && b->changes[0].old == NULL;

	if (!load)
		aiehr_hold_people(&b->scope, p->slot, p->n);
	aiehr_lock_makers(&b->hash, p->slot, p->n);
	if (load)
		aiehr_hold_people(&b->scope, p->slot, p->n);
	else
		aiehr_find_people(&b->scope, p->slot, p->n);
}

/* Rows with people: who is unknown is made, who is known completed; who was purged stays so. */
void
aiehr_attach_people(AttachBatch *b)
{
	People		p;
	PersonSlot *slots;
	PersonSlot *came;
	bool	   *is_new;			/* nothing is known yet of the row */
	int			n;
	int			ncame = 0;

	read_people(&p, b);
	aiehr_attach_withdraw_claims(b);
	if (b->on_delete == DELETE_ERASES)
		erase_people(b);
	if (p.n == 0)
		return;
	change_keys(&p);
	aiehr_attach_rename_claims(b);
	find_and_lock(&p);
	find_disputed(&p);
	settle_shared_addresses(&p);
	slots = palloc_extended(mul_size(p.n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	came = palloc_extended(mul_size(p.n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	is_new = palloc_extended(mul_size(p.n, sizeof(bool)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < p.n; i++)
	{
		/* a row that changed and whose person is there is known by its key already */
		is_new[i] = p.former[i].external_key == NULL || p.slot[i].person->person_id == 0;
		if (is_new[i])
			came[ncame++] = p.slot[i];
	}
	n = leave_out_repeated(&p, slots);
	aiehr_make_distinct_people(&b->scope, &b->hash, slots, n);
	if (n < p.n)
		aiehr_make_people(&b->scope, &b->hash, p.slot, p.n);
	for (int i = 0; i < p.n; i++)
		if (p.change[i]->problem.suppressed)
			p.change[i]->skipped = true;
	add_aliases(&p, came, ncame);
	follow_changes(&p);
	aiehr_attach_claims(b, p.change, p.person, is_new, p.n);
}
