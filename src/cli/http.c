/*
 * http.c
 *		One HTTP request, by libcurl where the command was built with it
 *
 * The endpoint is somebody else's machine: certificates are verified, redirects are
 * not followed (they would carry the key elsewhere), and time and size have limits.
 */
#include "cli/http.h"

#ifdef AIEHR_WITH_CURL

#include <curl/curl.h>

/* Longest time to a connection, in seconds */
#define CONNECT_TIMEOUT 10

/* Whether this command can do requests at all. */
bool
http_possible(void)
{
	return true;
}

/* Take a part of a URL; NULL where it has none. */
static char *
url_part(CURLU *url, CURLUPart part)
{
	char	   *text = NULL;

	return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

/* Does the URL lead to this machine itself? */
static bool
is_loopback(CURLU *url)
{
	char	   *host = url_part(url, CURLUPART_HOST);
	bool		is = host != NULL &&
		(pg_strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
		 (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host)));

	curl_free(host);
	return is;
}

/* What is wrong with a parsed URL; NULL: nothing. */
static const char *
url_fault(CURLU *url)
{
	char	   *scheme = url_part(url, CURLUPART_SCHEME);
	char	   *user = url_part(url, CURLUPART_USER);
	const char *fault = NULL;

	if (user != NULL)
		fault = "it holds a user name; a key comes from the environment variable AIEHR_API_KEY";
	else if (scheme == NULL || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
		fault = "it is neither https nor http";
	else if (strcmp(scheme, "http") == 0 && !is_loopback(url))
		fault = "http is for this machine alone; over a network it must be https";
	curl_free(scheme);
	curl_free(user);
	return fault;
}

/* Why a URL cannot be used; NULL: it can. */
char *
http_bad_url(const char *text)
{
	CURLU	   *url = curl_url();
	const char *fault;
	char	   *result;

	if (url == NULL)
		return pstrdup("out of memory");
	fault = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK ?
		url_fault(url) : "it is no URL";
	result = fault != NULL ? pstrdup(fault) : NULL;
	curl_url_cleanup(url);
	return result;
}

/* Take what has arrived, up to the limit; less than was given ends the transfer. */
static size_t
take_bytes(char *bytes, size_t size, size_t n, void *arg)
{
	StringInfo	answer = arg;

	if (answer->len + size * n > MAX_ANSWER_BYTES)
		return 0;
	appendBinaryStringInfo(answer, bytes, (int) (size * n));
	return size * n;
}

/* Settings that every request has. */
static void
set_limits(CURL *curl, const char *url, int timeout)
{
	CURLU	   *parsed = curl_url();

	if (parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK && is_loopback(parsed))
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_url_cleanup(parsed);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long) (CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long) timeout);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long) Min(timeout, CONNECT_TIMEOUT));
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "aiehr");
}

/* The headers of a request; NULL when there is no memory for them. */
static struct curl_slist *
make_headers(const char *api_key)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");

	headers = curl_slist_append(headers, "Accept: application/json");
	if (api_key != NULL)
	{
		char	   *line = psprintf("Authorization: Bearer %s", api_key);

		headers = curl_slist_append(headers, line);
		explicit_bzero(line, strlen(line));
		pfree(line);
	}
	return headers;
}

/* Why a transfer came to nothing; NULL: it did not. */
static char *
transfer_fault(CURL *curl, CURLcode code, const char *detail, int timeout, const StringInfoData *answer)
{
	long		status = 0;

	(void) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return psprintf("the endpoint did not answer within %d s", timeout);
	if (code == CURLE_WRITE_ERROR)
		return psprintf("the endpoint's answer is longer than %d bytes", MAX_ANSWER_BYTES);
	if (code != CURLE_OK)
		return psprintf("the endpoint cannot be reached: %s",
						*detail != '\0' ? detail : curl_easy_strerror(code));
	if (status != 200)
		return psprintf("the endpoint answered with HTTP status %ld", status);
	if (strlen(answer->data) != (size_t) answer->len)
		return pstrdup("the endpoint's answer is no text");
	return NULL;
}

/*
 * Post a JSON body.  Returns NULL and the answer, or why there is none.
 */
char *
http_post(const char *url, const char *body, const char *api_key, int timeout, StringInfo answer)
{
	char		detail[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers;
	char	   *fault;
	CURL	   *curl;

	if (api_key != NULL && strpbrk(api_key, "\r\n") != NULL)
		return pstrdup("the key in AIEHR_API_KEY has a line end in it");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (curl = curl_easy_init()) == NULL)
		return pstrdup("libcurl cannot be started");
	headers = make_headers(api_key);
	set_limits(curl, url, timeout);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen(body));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
	fault = transfer_fault(curl, curl_easy_perform(curl), detail, timeout, answer);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	curl_global_cleanup();
	return fault;
}

#else

/* Without libcurl: nothing can be asked. */
bool
http_possible(void)
{
	return false;
}

/* Without libcurl: no URL can be used. */
char *
http_bad_url(const char *text)
{
	return pstrdup("this command was built without libcurl");
}

/* Without libcurl: there is no answer. */
char *
http_post(const char *url, const char *body, const char *api_key, int timeout, StringInfo answer)
{
	return http_bad_url(url);
}

#endif
