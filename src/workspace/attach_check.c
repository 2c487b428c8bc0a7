/*
 * attach_check.c
 *		Which rows of a host table are not in the workspace as they stand
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "intake/reference.h"
#include "workspace/columns.h"

/* What a row says that was left out when it came in. */
static void
check_addresses(const MappedRow *row, IntakeProblem *problem)
{
	PersonReference person;
	const char *reason;
	const char *wrong;
	char	   *value;

	memset(&person, 0, sizeof(person));
	person.email = mapped_text(row, MAPPED_EMAIL);
	person.phone = mapped_text(row, MAPPED_PHONE);
	person.country = mapped_text(row, MAPPED_COUNTRY);
	person_make_keys(&person);
	wrong = person_wrong_field(&person, &value, &reason);
	if (wrong != NULL)
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, wrong, NULL, "%s and was left out", reason);
}

/* A row whose key is one person's and whose addresses are another's. */
static void
check_shared(AttachBatch *b, PersonSlot *slots, const PersonReference *whole, int n)
{
	PersonReference *others = palloc_extended(mul_size(n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	IntakeProblem *problems = palloc_extended(mul_size(n, sizeof(IntakeProblem)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	PersonSlot *looked = palloc_extended(mul_size(n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);

	for (int i = 0; i < n; i++)
	{
		PersonSlot	slot = {&others[i], &problems[i], NULL, false};

		others[i] = whole[i];
		others[i].external_key = NULL;
		looked[i] = slot;
	}
	aiehr_find_people(&b->scope, looked, n);
	for (int i = 0; i < n; i++)
	{
		if (slots[i].problem->sqlstate != 0 || slots[i].person->person_id == 0)
			continue;
		if (problems[i].sqlstate != 0)
			problem_note(slots[i].problem, problems[i].sqlstate, NULL, NULL, "has addresses of two people");
		else if (others[i].person_id != 0 && others[i].person_id != slots[i].person->person_id)
			problem_note(slots[i].problem, ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION, NULL, NULL,
						 "has the key of person " INT64_FORMAT " and an address of person " INT64_FORMAT,
						 slots[i].person->person_id, others[i].person_id);
	}
	pfree(others);
	pfree(problems);
	pfree(looked);
}

/* A row whose record another person has, since somebody else sent it, claims nothing. */
static void
check_records(AttachBatch *b, const PersonSlot *slots, int n)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	Columns		c;
	uint64		rows;

	columns_begin(&c, 2, types, n);
	for (int i = 0; i < n; i++)
	{
		columns_set_text(&c, 0, b->source);
		columns_set_text(&c, 1, slots[i].person->external_key);
		columns_end_row(&c);
	}
	rows = columns_execute(&c, STMT_CLAIMS_OTHER_PERSON, &b->scope);
	for (uint64 r = 0; r < rows; r++)
	{
		const PersonSlot *slot = &slots[result_int8(r, 2) - 1];
		int64		person = result_int8(r, 1);

		if (slot->problem->sqlstate == 0 && slot->person->person_id != person)
			problem_note(slot->problem, ERRCODE_UNIQUE_VIOLATION, NULL, NULL,
						 "claims nothing, since the record of its key is about person " INT64_FORMAT,
						 person);
	}
	result_free();
}

/*
 * Note for each row of a batch what is the matter with it: it holds somebody who was
 * purged or erased, somebody whom the workspace does not know, or something that was
 * left out.
 */
void
aiehr_attach_check(AttachBatch *b)
{
	PersonReference *people = palloc_extended(mul_size(b->n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	PersonReference *whole = palloc_extended(mul_size(b->n, sizeof(PersonReference)), MCXT_ALLOC_HUGE);
	PersonSlot *slots = palloc_extended(mul_size(b->n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	int			n = 0;

	for (int i = 0; i < b->n; i++)
	{
		PersonSlot	slot = {&people[n], &b->changes[i].problem, NULL, true};

		mapped_person(b->mapping, b->changes[i].new, &whole[n]);
		if (!mapped_key_is_sound(&whole[n], slot.problem))
			continue;
		people[n] = whole[n];
		people[n].email_key = people[n].phone_key = NULL;
		slots[n++] = slot;
	}
	if (n == 0)
		return;
	aiehr_find_people(&b->scope, slots, n);
	for (int i = 0; i < n; i++)
	{
		people[i].email_key = whole[i].email_key;
		people[i].phone_key = whole[i].phone_key;
	}
	aiehr_find_suppressed(&b->scope, &b->hash, slots, n);
	for (int i = 0; i < n; i++)
		if (slots[i].problem->suppressed)
			problem_note(slots[i].problem, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, NULL, NULL,
						 "holds a person who was purged or erased");
		else if (slots[i].problem->sqlstate == 0 && people[i].person_id == 0)
			problem_note(slots[i].problem, ERRCODE_NO_DATA, NULL, NULL,
						 "is of a person whom the workspace does not know");
	if (b->mapping->kind != ATTACH_PEOPLE)
		return;
	if (b->mapping->nclaims > 0)
		check_records(b, slots, n);
	check_shared(b, slots, whole, n);
	for (int i = 0; i < b->n; i++)
		if (b->changes[i].problem.sqlstate == 0)
			check_addresses(b->changes[i].new, &b->changes[i].problem);
}
