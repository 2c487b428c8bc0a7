/*
 * child.c
 *		aiehr resume: work on files of strangers, in a process of its own with limits
 *
 * A program is started without a shell.  Memory and time are limited, so that a file that was
 * made to do harm ends its own process and no other.
 */
#include "cli/resume.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portability/instr_time.h"

#define COMPLAINT_MAX 2000

/* The group of the child that runs, for whoever interrupts us */
static volatile pid_t running_child = 0;

/* Take over what a pipe holds; false at its end. */
static bool
drain(int fd, StringInfo into, size_t most, bool *overflow)
{
	char		part[65536];
	ssize_t		n = read(fd, part, sizeof(part));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	if (into->len + n > most)
	{
		*overflow = true;
		n = most - into->len;
	}
	appendBinaryStringInfo(into, part, n);
	return true;
}

/* Limits of the child, then its work; never returns. */
static _Noreturn void
child_main(Child *child, int out, int err)
{
	struct rlimit limit;
	int			null = open("/dev/null", O_RDONLY);

	(void) setpgid(0, 0);
	limit.rlim_cur = limit.rlim_max = child->memory;
	(void) setrlimit(RLIMIT_AS, &limit);
	limit.rlim_cur = limit.rlim_max = child->seconds + 1;
	(void) setrlimit(RLIMIT_CPU, &limit);
	limit.rlim_cur = limit.rlim_max = 0;
	(void) setrlimit(RLIMIT_CORE, &limit);
	(void) setrlimit(RLIMIT_FSIZE, &limit);
	pqsignal(SIGINT, SIG_DFL);
	/* a cache that cannot be written is no reason to die */
	pqsignal(SIGXFSZ, SIG_IGN);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
		dup2(err, STDERR_FILENO) < 0)
		_exit(126);
	if (child->argv == NULL)
	{
		child->task(child->arg);
		fflush(stdout);
		_exit(0);
	}
	for (int fd = 3; fd < 256; fd++)
		(void) close(fd);
	execvp(child->argv[0], (char *const *) child->argv);
	fprintf(stderr, "%s: %s", child->argv[0], strerror(errno));
	_exit(127);
}

/* Milliseconds that are left of the child's time. */
static int
time_left(const Child *child, instr_time begun)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, begun);
	return Max(child->seconds * 1000 - (int) INSTR_TIME_GET_MILLISEC(now), 0);
}

/* Read both pipes until they end or the time is over; false: it has to be killed. */
static bool
collect(Child *child, int out, int err, const char **why)
{
	instr_time	begun;
	struct pollfd fds[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
	bool		overflow = false;
	bool		ignored = false;

	INSTR_TIME_SET_CURRENT(begun);
	while (fds[0].fd >= 0 || fds[1].fd >= 0)
	{
		int			left = time_left(child, begun);

		if (left == 0)
		{
			*why = "it took too long";
			return false;
		}
		if (poll(fds, 2, left) < 0 && errno != EINTR)
		{
			*why = "its output cannot be read";
			return false;
		}
		if (fds[0].fd >= 0 && fds[0].revents != 0 && !drain(out, &child->output, child->output_max,
															&overflow))
			fds[0].fd = -1;
		if (fds[1].fd >= 0 && fds[1].revents != 0 && !drain(err, &child->complaint, COMPLAINT_MAX,
															&ignored))
			fds[1].fd = -1;
		if (overflow)
		{
			*why = "there is too much in it";
			return false;
		}
	}
	return true;
}

/* Say how the child ended, where that is a fault. */
static void
judge(Child *child, int status, const char *why)
{
	char	   *line_end = strchr(child->complaint.data, '\n');

	if (line_end != NULL)
		*line_end = '\0';
	if (why != NULL)
		child->fault = pstrdup(why);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		child->fault = pstrdup("it took too long");
	else if (WIFSIGNALED(status))
		child->fault = psprintf("reading it ended by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		child->fault = child->complaint.data[0] != '\0' ? pstrdup(child->complaint.data) :
			psprintf("reading it ended with status %d", WEXITSTATUS(status));
}

/* Run a child to its end; false when it failed, with the reason in child->fault. */
bool
child_run(Child *child)
{
	int			out[2];
	int			err[2];
	int			status = 0;
	const char *why = NULL;
	struct rusage usage;
	pid_t		pid;

	initStringInfo(&child->output);
	initStringInfo(&child->complaint);
	child->fault = NULL;
	if (pipe(out) < 0)
	{
		child->fault = psprintf("could not make a pipe: %s", strerror(errno));
		return false;
	}
	if (pipe(err) < 0)
	{
		child->fault = psprintf("could not make a pipe: %s", strerror(errno));
		(void) close(out[0]);
		(void) close(out[1]);
		return false;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child_main(child, out[1], err[1]);
	(void) close(out[1]);
	(void) close(err[1]);
	if (pid < 0)
		child->fault = psprintf("could not start a process: %s", strerror(errno));
	else
	{
		(void) setpgid(pid, pid);
		running_child = pid;
		if (!collect(child, out[0], err[0], &why))
			(void) kill(-pid, SIGKILL);
		while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
			 /* again */ ;
		running_child = 0;
		child->peak_kb = usage.ru_maxrss;
		judge(child, status, why);
	}
	(void) close(out[0]);
	(void) close(err[0]);
	return child->fault == NULL;
}

/* End the child that runs; safe in a signal handler. */
void
child_abandon(void)
{
	if (running_child > 0)
		(void) kill(-running_child, SIGKILL);
}
