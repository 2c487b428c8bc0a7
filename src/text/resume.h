/*
 * resume.h
 *		The fields of a resume by rule: text in, values with their places out
 *
 * Rules see one text in UTF-8, whatever the database's encoding: compatibility forms resolved, a
 * wide gap a tab, lines apart by '\n'.  `low` is the same with ASCII in lower case, byte for byte
 * as long, and `at` says for each byte which character of the text that was given it comes from.
 */
#ifndef RESUME_H
#define RESUME_H

#include "aiehr.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "nodes/pg_list.h"

typedef enum ResumeSection
{
	SECTION_NONE,				/* before the first heading */
	SECTION_EDUCATION,
	SECTION_WORK,
	SECTION_OTHER
} ResumeSection;

/* Bytes of the text, the end exclusive */
typedef struct Span
{
	int			first;
	int			end;
} Span;

typedef struct ResumeLine
{
	Span		span;
	ResumeSection section;
	bool		heading;
} ResumeLine;

typedef struct ResumeDate
{
	Span		span;
	int			year;
	int			month;			/* 0: not said */
	int			day;
} ResumeDate;

typedef struct ResumePeriod
{
	Span		span;
	ResumeDate	from;
	ResumeDate	to;				/* year 0: lasts */
	bool		single;			/* one date, no range */
} ResumePeriod;

typedef struct ResumeField
{
	const char *field;
	char	   *value;			/* UTF-8 */
	Span		span;			/* empty: from elsewhere than the text */
	float8		confidence;
} ResumeField;

typedef struct Resume
{
	char	   *text;
	char	   *low;
	int		   *at;
	int			len;
	ResumeLine *lines;
	int			nlines;
	const char *region;			/* of telephone numbers without calling code, or NULL */
	bool		kana;			/* the text is Japanese */
	char	   *file_name;		/* prepared as the text is, or NULL */
	List	   *fields;			/* of ResumeField */
} Resume;

/* What a label promises */
typedef enum LabelKind
{
	LABEL_NONE,
	LABEL_NAME,
	LABEL_GENDER,
	LABEL_BIRTH,
	LABEL_ID,
	LABEL_PHONE,
	LABEL_EMAIL,
	LABEL_EDUCATION,
	LABEL_SCHOOL,
	LABEL_EMPLOYER,
	LABEL_TITLE,
	LABEL_OTHER					/* ends the value before it, and is passed over */
} LabelKind;

typedef struct ResumeLabel
{
	LabelKind	kind;
	Span		span;			/* of the label, its colon included */
	Span		value;
} ResumeLabel;

/* Most labels of one line */
#define LABELS_MAX 16

/* Most cells of one line */
#define CELLS_MAX 24

/* resume_text.c */
extern void resume_read(Resume *r, const char *s, int len);
extern char *resume_fold(const char *s, int len);
extern const char *resume_region(const Resume *r);
extern pg_wchar resume_char(const char *s, int *size);
extern Span resume_trim(const Resume *r, Span span);
extern int	resume_cells(const Resume *r, Span line, const char *more, Span *cells);
extern char *resume_copy(const Resume *r, Span span);
extern void resume_add(Resume *r, const char *field, const char *value, Span span, float8 confidence);
extern const ResumeField *resume_first(const Resume *r, const char *field);

/* resume_words.c */
extern int	longest_word(const char *const *words, int n, const char *low);
extern void resume_sections(Resume *r);
extern int	resume_labels(const Resume *r, int line, ResumeLabel *labels);
extern bool is_title(const Resume *r, Span cell);
extern bool is_organisation(const Resume *r, Span cell);
extern bool is_sentence(const Resume *r, Span span);
extern int	degree_at(const Resume *r, int p, int end);

/* resume_date.c */
extern bool resume_date_at(const Resume *r, int p, int end, ResumeDate *date);
extern bool resume_period(const Resume *r, Span span, ResumePeriod *period);
extern char *resume_date_text(const ResumeDate *date);

/* resume_contact.c */
extern void resume_contact(Resume *r);

/* resume_name.c */
extern void resume_name(Resume *r);
extern bool is_surname(const char *s);

/* resume_history.c */
extern void resume_history(Resume *r);

/* resume_prose.c */
extern void resume_prose(Resume *r);

/* Is the byte a letter or digit of ASCII's? */
static inline bool
is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Is the byte a digit? */
static inline bool
is_digit_byte(char c)
{
	return c >= '0' && c <= '9';
}

/* Does the text go on with these bytes? */
static inline bool
goes_on(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

#endif							/* RESUME_H */
