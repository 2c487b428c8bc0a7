/*
 * http.h
 *		One HTTP request to an endpoint that somebody named
 */
#ifndef AIEHR_CLI_HTTP_H
#define AIEHR_CLI_HTTP_H

#include "cli/cli.h"

/* Longest answer that is read; a chat completion has some kilobytes */
#define MAX_ANSWER_BYTES (1024 * 1024)

extern bool http_possible(void);
extern char *http_bad_url(const char *url);
extern char *http_post(const char *url, const char *body, const char *api_key, int timeout,
					   StringInfo answer);

#endif							/* AIEHR_CLI_HTTP_H */
