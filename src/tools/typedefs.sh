#!/bin/sh
# typedefs.sh: prints the names of our types, one a line, as pg_bsd_indent wants them in typedefs.list.
cd "$(dirname "$0")/../.." || exit 1
find src -name '*.[ch]' ! -path src/workspace/statements.h -exec sed -nE \
	-e 's/^\} *([A-Za-z_][A-Za-z0-9_]*);$/\1/p' \
	-e 's/^typedef (struct|enum|union) [A-Za-z0-9_]+ \*?([A-Za-z_][A-Za-z0-9_]*);$/\2/p' \
	-e 's/^typedef [^(]*\(\*([A-Za-z_][A-Za-z0-9_]*)\).*/\1/p' \
	-e 's/^typedef [a-z][a-z0-9_ ]* \*?([A-Z][A-Za-z0-9_]*);$/\1/p' {} + | LC_ALL=C sort -u
