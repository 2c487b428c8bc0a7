# aiehr: a PostgreSQL extension, built with PGXS.
#
#   make, make install, make installcheck   as with any PGXS extension
#   make check [T=name]                     everything, in a throwaway cluster; needs nothing installed
#   make demo, make bench [B=name], make study HIRES=file, make reference DIR=folder,
#   make linkage DATA=file TRUTH=column, make golden DATA=records TRUTH=people,
#   make arrivals DATA=records [ARRIVING=n], make answers TRAIN=file TEST=file,
#   make resumes DIR=folder, make resume_sentences CSV=file, make check-ubsan
#                                           likewise
#   make STRICT=1                           warnings are errors, assertions are on

EXTENSION  = aiehr
MODULE_big = aiehr
# aiehr.control is the one place that holds the version
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" aiehr.control)

# The command-line program in src/cli is no part of the module. PGXS makes one of the two, so the program has rules of its own below.
CLI = src/cli/aiehr
CLI_OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/cli/*.c)))
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c) $(filter-out src/cli/%,$(wildcard src/*/*.c)))) src/stats/numeric.o

INSTALL_SCRIPT_SQL = sql/$(EXTENSION)--$(EXTVERSION).sql
STATEMENTS_H = src/workspace/statements.h
DATA_built = $(INSTALL_SCRIPT_SQL)
DATA = $(wildcard sql/$(EXTENSION)--*--*.sql)

ALL_TESTS := $(patsubst test/sql/%.sql,%,$(sort $(wildcard test/sql/*.sql)))
ALL_SPECS := $(patsubst test/specs/%.spec,%,$(sort $(wildcard test/specs/*.spec)))
REGRESS   := $(if $(T),$(filter $(T),$(ALL_TESTS)),$(ALL_TESTS))
ISOLATION := $(if $(T),$(filter $(T),$(ALL_SPECS)),$(ALL_SPECS))
REGRESS_OPTS   = --inputdir=test --load-extension=aiehr
ISOLATION_OPTS = --inputdir=test --outputdir=. --load-extension=aiehr
PROVE_TESTS ?= test/t/*.pl

# Eigen and Boost.Math are headers only; PGXS compiles bitcode without PG_CXXFLAGS, so the path stands here.
EIGEN_CPPFLAGS ?= -isystem $(firstword $(wildcard /usr/include/eigen3 /usr/local/include/eigen3 /opt/homebrew/include/eigen3) /usr/include/eigen3)
PG_CPPFLAGS = -I$(CURDIR)/src $(EIGEN_CPPFLAGS)
# The server's own macros (ARR_DATA_PTR) compare signed with unsigned.
PG_CFLAGS += -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare $(if $(STRICT),-Werror -DUSE_ASSERT_CHECKING)
# No exception may cross into the server, and without them the module needs no libstdc++.
PG_CXXFLAGS += -Wall -Wextra -fno-exceptions -fno-rtti -fno-threadsafe-statics $(if $(STRICT),-Werror)
# Words are found by ICU's library of Unicode data and rules; nothing else of ICU is needed.
SHLIB_LINK += $(shell pkg-config --libs-only-L icu-uc 2>/dev/null) -licuuc
# The scorecard's loops over doubles gain from vectorising; the rest does not notice.
HOT_CFLAGS ?= -O3

EXTRA_CLEAN = $(STATEMENTS_H) $(CLI) src/*.o src/*.bc src/*/*.o src/*/*.bc \
	results output_iso tmp_check tmp_check_iso regression.out regression.diffs build

# What these goals need is prepared by their scripts, PostgreSQL included, so PGXS need not be there yet.
OWN_GOALS = prepare check demo study reference linkage golden arrivals answers resumes resume_sentences bench check-ubsan

PG_CONFIG ?= pg_config
ifneq ($(or $(if $(MAKECMDGOALS),,all),$(filter-out $(OWN_GOALS),$(MAKECMDGOALS))),)
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq ($(wildcard $(PGXS)),)
$(error $(PG_CONFIG) names no PGXS: install PostgreSQL's server development files (make prepare does it on Debian), or set PG_CONFIG)
endif
include $(PGXS)

OCR_PACKAGES := $(shell pkg-config --exists tesseract lept 2>/dev/null && echo tesseract lept)

# Objects are of no use to another server or with other flags; the file changes when these do.
BUILT_FOR = build/built_for
$(shell mkdir -p build 2>/dev/null; echo '$(VERSION) $(PG_CFLAGS) $(PG_CXXFLAGS) $(COPT) $(OCR_PACKAGES)' | cmp -s - $(BUILT_FOR) || \
	echo '$(VERSION) $(PG_CFLAGS) $(PG_CXXFLAGS) $(COPT) $(OCR_PACKAGES)' > $(BUILT_FOR))
$(OBJS) $(OBJS:.o=.bc) $(CLI_OBJS): $(BUILT_FOR)

# libpq's header may lie beside the server's, and the server's own come first in either case.
$(CLI_OBJS): override CPPFLAGS := -DFRONTEND -DAIEHR_VERSION='"$(EXTVERSION)"' $(CPPFLAGS) -I$(libpq_srcdir)
# Text recognition is in the command where its libraries are there, and never in the server.
OCR_LIBS := $(if $(OCR_PACKAGES),$(shell pkg-config --libs-only-L $(OCR_PACKAGES)) -ltesseract $(filter -llept%,$(shell pkg-config --libs lept)))
src/cli/ocr.o: override CPPFLAGS += $(if $(OCR_PACKAGES),-DUSE_TESSERACT $(shell pkg-config --cflags $(OCR_PACKAGES)))
# The command alone talks to endpoints, and does without libcurl where there is none.
ifneq ($(shell pkg-config --exists libcurl 2>/dev/null && echo yes),)
$(CLI_OBJS): override CPPFLAGS += -DAIEHR_WITH_CURL $(shell pkg-config --cflags libcurl)
CURL_LIBS = $(shell pkg-config --libs libcurl)
endif
$(CLI_OBJS): aiehr.control $(wildcard src/cli/*.h)
# libpq_pgport names these libraries until 16 only, and LIBS brings a dozen that the command does not use.
$(CLI): $(CLI_OBJS)
	$(CC) $(CFLAGS) $(CLI_OBJS) -L$(pkglibdir) -lpgcommon -lpgport $(libpq) $(LDFLAGS) $(LDFLAGS_EX) $(OCR_LIBS) $(CURL_LIBS) -lm -o $@
all: $(CLI)
install: install-cli
install-cli: $(CLI)
	$(MKDIR_P) '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1'
	$(INSTALL_PROGRAM) $(CLI) '$(DESTDIR)$(bindir)/aiehr'
	$(INSTALL_DATA) docs/man/aiehr.1 '$(DESTDIR)$(mandir)/man1/aiehr.1'
uninstall: uninstall-cli
uninstall-cli:
	rm -f '$(DESTDIR)$(bindir)/aiehr' '$(DESTDIR)$(mandir)/man1/aiehr.1'
.PHONY: install-cli uninstall-cli
endif

# Packaged servers do not track header dependencies, so any header rebuilds everything, but for the one
# file of C++, which takes long and knows no other header than its own.
NUMERIC = src/stats/numeric.o src/stats/numeric.bc
$(filter-out $(NUMERIC),$(OBJS) $(OBJS:.o=.bc)): $(wildcard src/*.h src/*/*.h) $(STATEMENTS_H)
$(NUMERIC): src/stats/numeric.h
$(filter src/scorecard/% src/stats/comoments.o src/text/ridge.o,$(OBJS)): override CFLAGS += $(HOT_CFLAGS)

# A folder among the prerequisites notices a file that was removed or renamed.
$(INSTALL_SCRIPT_SQL): src/tools/install_script.sh aiehr.control \
		$(wildcard sql/install sql/workspace sql/install/*.sql sql/workspace/*.sql)
	@src/tools/install_script.sh > $@.new && mv $@.new $@

$(STATEMENTS_H): src/tools/statements.awk $(wildcard src/workspace/statements src/workspace/statements/*.sql)
	@mkdir -p $(@D)
	@awk -f src/tools/statements.awk $(sort $(wildcard src/workspace/statements/*.sql)) /dev/null > $@.new && mv $@.new $@

.PHONY: $(OWN_GOALS) prove_installcheck
prepare:
	@.ci/install.sh
# PGXS has a `check` that refuses; ours must stand after it, and only when it is
# asked for, since make warns of the double rule.
ifneq ($(filter check,$(MAKECMDGOALS)),)
check: prepare
	@test/lib/check.sh
endif
check-ubsan: prepare
	@test/lib/ubsan.sh
demo: prepare
	@test/lib/with_cluster.sh bench/demo/run.sh
study: prepare
	@test/lib/with_cluster.sh $(if $(TRAIN)$(TEST),bench/study/transfer.sh $(abspath $(TRAIN)) $(abspath $(TEST)),bench/study/run.sh $(abspath $(HIRES)))
reference: prepare
	@test/lib/with_cluster.sh bench/reference/run.pl $(abspath $(DIR))
linkage: prepare
	@test/lib/with_cluster.sh --measure bench/linkage/run.sh $(abspath $(DATA)) '$(TRUTH)' $(abspath $(MAP))
golden: prepare
	@test/lib/with_cluster.sh bench/golden/run.sh $(abspath $(DATA)) $(abspath $(TRUTH))
arrivals: prepare
	@test/lib/with_cluster.sh --measure bench/arrivals/run.sh $(abspath $(DATA)) $(ARRIVING)
answers: prepare
	@test/lib/with_cluster.sh --measure bench/answers/run.sh $(abspath $(TRAIN)) $(abspath $(TEST))
resumes: prepare
	@test/lib/with_cluster.sh bench/resumes/run.pl $(abspath $(DIR))
resume_sentences: prepare
	@test/lib/with_cluster.sh bench/resumes/sentences.sh $(abspath $(CSV))
bench: prepare
	@test/lib/with_cluster.sh --measure bench/run.sh $(B)
prove_installcheck:
	$(prove_installcheck)
