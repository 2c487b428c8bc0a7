/*
 * attach_message.c
 *		Host rows written as messages
 *
 * What a row says is checked where messages are (intake/message.h), so it is put
 * into their form.  What the host has not, and empty texts, are left out.
 */
#include "workspace/attach.h"

#include "utils/builtins.h"

/* Push a key of an object. */
static void
push_key(JsonbParseState **state, const char *name)
{
	JsonbValue	key = {.type = jbvString};

	key.val.string.val = (char *) name;
	key.val.string.len = strlen(name);
	pushJsonbValue(state, WJB_KEY, &key);
}

/* Push a key and its text; nothing where there is no text. */
void
aiehr_push_text(JsonbParseState **state, const char *name, char *text)
{
	JsonbValue	value = {.type = jbvString};

	if (text == NULL)
		return;
	value.val.string.val = text;
	value.val.string.len = strlen(text);
	push_key(state, name);
	pushJsonbValue(state, WJB_VALUE, &value);
}

/* Push a key and a value that is jsonb already. */
void
aiehr_push_jsonb(JsonbParseState **state, const char *name, Jsonb *jsonb)
{
	JsonbValue	value = {.type = jbvBinary};

	value.val.binary.data = &jsonb->root;
	value.val.binary.len = VARSIZE_ANY_EXHDR(jsonb);
	push_key(state, name);
	pushJsonbValue(state, WJB_VALUE, &value);
}

/* Push a reference to a person by key. */
void
aiehr_push_person(JsonbParseState **state, const char *name, char *external_key)
{
	if (external_key == NULL)
		return;
	push_key(state, name);
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	aiehr_push_text(state, "external_key", external_key);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}
