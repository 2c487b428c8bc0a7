# statements.awk: makes src/workspace/statements.h from src/workspace/statements/*.sql, the SQL that
# C code runs through SPI. Comments and indentation stay behind, so that what the server parses and
# logs is short; line ends stay, so that an error's position still points to a readable line.
#
# The text is scanned by characters, since "--" inside a literal is no comment. State between lines:
#   ""   plain         '   literal         "   quoted name
#   $    dollar-quoted literal, whose whole opening tag is in `tag`
#   *    block comment, `depth` deep

BEGIN { depth = 0 }

FNR == 1 { finish(); start(FILENAME) }

{ scan($0) }

END {
	if (!failed) { finish(); print_header() }
}

function fail(message)
{
	print message > "/dev/stderr"
	failed = 1
	exit 1
}

function start(file,    name)
{
	name = file
	sub(/^.*\//, "", name)
	sub(/\.sql$/, "", name)
	if (name !~ /^[a-z][a-z0-9_]*$/)
		fail(file ": a statement's name has small letters, digits and _ only")
	names[++n] = name
	state = ""
}

function finish()
{
	if (n && state != "")
		fail(names[n] ".sql: a literal, name or comment is not closed")
	if (n && body[n] == "")
		fail(names[n] ".sql: no statement in the file")
}

# Appends what is left of one line to the statement.
function scan(line,    i, c, two, out, inside)
{
	inside = (state == "'" || state == "\"" || state == "$")
	out = ""
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		two = substr(line, i, 2)
		if (state == "*") {
			if (two == "*/") { i++; if (--depth == 0) { state = ""; out = out " " } }
			else if (two == "/*") { i++; depth++ }
		} else if (state == "$") {
			if (substr(line, i, length(tag)) == tag) { out = out tag; i += length(tag) - 1; state = "" }
			else out = out c
		} else if (state != "") {
			out = out c
			# a backslash escapes a quote in an E'' literal only
			if (c == "\\" && escapes) { i++; out = out substr(line, i, 1) }
			else if (c == state) state = ""
		} else if (two == "--") {
			break
		} else if (two == "/*") {
			i++; depth = 1; state = "*"
		} else if (c == "$" && match(substr(line, i), /^\$([A-Za-z_][A-Za-z0-9_]*)?\$/)) {
			tag = substr(line, i, RLENGTH)
			out = out tag; i += RLENGTH - 1; state = "$"
		} else {
			if (c == "'" || c == "\"") {
				escapes = (c == "'" && out ~ /(^|[^A-Za-z0-9_])[eE]$/)
				state = c
			}
			out = out c
		}
	}
	if (!inside)
		sub(/^[ \t]+/, "", out)
	if (state == "" || state == "*")
		sub(/[ \t]+$/, "", out)
	if (out == "" && !inside)
		return
	body[n] = body[n] quote(out)
}

# One line of SQL as a C string literal.
function quote(text,    i, c, out)
{
	out = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\\" || c == "\"") out = out "\\" c
		else if (c == "\t") out = out "\\t"
		# a trigraph would need two question marks in a row
		else if (c == "?") out = out "\\?"
		else out = out c
	}
	return "\n\t\t\"" out "\\n\""
}

function print_header(    i)
{
	print "/*"
	print " * statements.h"
	print " *\t\tSQL that the workspace's C code runs; made from src/workspace/statements by src/tools/statements.awk"
	print " *"
	print " * The file that prepares the statements defines WORKSPACE_STATEMENTS_IMPL before it includes this"
	print " * one, if need be a second time, and so gets their texts; the others see the names only."
	print " */"
	print "#ifndef WORKSPACE_STATEMENTS_H"
	print "#define WORKSPACE_STATEMENTS_H"
	print ""
	print "typedef enum WorkspaceStatementId"
	print "{"
	for (i = 1; i <= n; i++)
		print "\tSTMT_" toupper(names[i]) ","
	print "\tSTMT_COUNT"
	print "} WorkspaceStatementId;"
	print ""
	print "typedef struct WorkspaceStatement"
	print "{"
	print "\tconst char *name;"
	print "\tconst char *sql;"
	print "} WorkspaceStatement;"
	print ""
	print "#endif\t\t\t\t\t\t\t/* WORKSPACE_STATEMENTS_H */"
	print ""
	print "#if defined(WORKSPACE_STATEMENTS_IMPL) && !defined(WORKSPACE_STATEMENTS_TEXTS)"
	print "#define WORKSPACE_STATEMENTS_TEXTS"
	print ""
	print "/* in the order of WorkspaceStatementId, then an entry of NULLs */"
	print "static const WorkspaceStatement workspace_statements[STMT_COUNT + 1] = {"
	for (i = 1; i <= n; i++)
		print "\t{\"" names[i] "\"," body[i] "},"
	print "\t{NULL, NULL}"
	print "};"
	print ""
	print "#endif\t\t\t\t\t\t\t/* WORKSPACE_STATEMENTS_IMPL */"
}
