# make_data.R: the data of this folder, simulated with a fixed seed, and data/*.csv of them.
set.seed(20250611)
dir.create("data", showWarnings = FALSE)

# Missing is empty; the table comes back as it is written, rounded to 15 digits.
save_table <- function(table, name) write.csv(table, file.path("data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)

# People of eight teams, two of them with one person, with a scale of six items of which two are worded the other way.
make_crew <- function(n = 120) {
	team <- sample(rep(c("red", "blue", "green", "amber", "grey", "teal", "pink", "jade"), c(30, 25, 25, 20, 12, 6, 1, 1)))
	ability <- rnorm(n) + rnorm(8, 0, 0.4)[as.integer(factor(team))]
	crew <- data.frame(badge = sprintf("c%03d", sample(900, n)), team, shift = sample(c("day", "night"), n, TRUE, c(0.6, 0.4)),
		trained = runif(n) < 0.4, years = rpois(n, 2) + sample(0:24, n, TRUE), flat = 5)
	crew$aptitude <- round(50 + 8 * ability + rnorm(n, 0, 5))
	crew$interview <- round(52 + 5 * ability + rnorm(n, 0, 6), 1)
	crew$output <- round(120 + 12 * ability + 6 * crew$trained - 0.3 * crew$years + rnorm(n, 0, 9), 2)
	for (i in 1:6) crew[[paste0("focus", i)]] <- pmin(4, pmax(0, round(2 + (if (i %in% c(3, 6)) -0.7 else 0.7) * ability + rnorm(n, 0, 0.8))))
	crew$interview[1:2] <- c(0.85, 1.15) * crew$aptitude[1:2]	# 15 percent off exactly
	for (column in c("interview", "output", paste0("focus", 1:6))) crew[[column]][2 + sample(n - 2, 5)] <- NA
	crew[3, paste0("focus", 1:3)] <- NA
	crew
}

# Everybody judged by everybody, a column a judge.
make_jury <- function(n = 9) {
	worth <- rnorm(n, 6, 1.5)
	data.frame(entry = LETTERS[1:n], sapply(c(Abel = 0, Berta = -1, Carl = 1.5), function(bias) round(worth + bias + rnorm(n), 1)))
}

# The same with a row for each rating.
make_tasting <- function() {
	tasting <- expand.grid(taster = paste0("T", 1:5), wine = paste0("w", 1:10), stringsAsFactors = FALSE)
	worth <- rnorm(10, 80, 5)[as.integer(factor(tasting$wine))]
	palate <- rnorm(5, 0, 3)[as.integer(factor(tasting$taster))]
	tasting$points <- round(worth + palate + rnorm(50, 0, 2), 1)
	tasting$order <- sample(10, 50, TRUE)
	tasting
}

# Three dimensions, the last impression and an earlier one; not everybody assessed everybody.
make_appraisals <- function() {
	table <- expand.grid(staff = sprintf("s%02d", 1:16), assessor = c("Kay", "Lou", "Max", "Nia", "Oda"), stringsAsFactors = FALSE)
	table <- table[-sample(80, 10), ]
	n <- nrow(table)
	true <- rnorm(16, 60, 8)[as.integer(factor(table$staff))] + c(Kay = 0, Lou = 6, Max = -5, Nia = 1, Oda = 0)[table$assessor]
	for (dimension in c("drive", "care", "craft")) table[[dimension]] <- round(true + rnorm(n, 0, 6))
	table$earlier <- round(rnorm(n, 50, 10), 1)
	table$latest <- round(0.4 * table$earlier + rnorm(n, 30, 9), 1)
	table$verdict <- round(rowMeans(table[c("drive", "care", "craft")]) + 0.25 * (table$latest - 50) + rnorm(n, 0, 3), 1)
	table[c("assessor", "staff", "verdict", "drive", "care", "craft", "latest", "earlier")]
}

# Applicants for three posts, counted. Levels stand in the order in which tests take them: selected first, reference group first.
make_intake <- function() {
	table <- expand.grid(outcome = factor(c("hired", "refused"), c("hired", "refused")), sex = factor(c("m", "f"), c("m", "f")),
		post = c("clerk", "driver", "guard"))
	table$people <- c(40, 60, 30, 70, 25, 35, 6, 14, 12, 48, 9, 21)
	table
}

# Weekly scores; one pupil is exactly on a line, one has two weeks only, one lacks a score.
make_progress <- function() {
	table <- expand.grid(week = 0:5, pupil = paste0("p", 1:14))[2:1]
	own <- data.frame(start = rnorm(14, 40, 4), gain = rnorm(14, 1.5, 0.8))[as.integer(table$pupil), ]
	table$score <- round(own$start + own$gain * table$week + rnorm(84, 0, 1.2), 2)
	table$score[table$pupil == "p3"] <- 35 + 2 * (0:5)
	table$score[table$pupil == "p5" & table$week > 1] <- NA
	table$score[table$pupil == "p8" & table$week == 2] <- NA
	transform(table, pupil = as.character(pupil))
}

# Ratings before and after, of people with a mentor and without; some lack one of the two.
make_mentoring <- function(n = 44) {
	person <- sprintf("m%02d", 1:n)
	mentored <- rep(0:1, c(26, 18))
	level <- rnorm(n, 60, 6)
	table <- rbind(data.frame(person, mentored, after = 0, rating = round(level + rnorm(n, 0, 3), 1)),
		data.frame(person, mentored, after = 1, rating = round(level + 1 + 4 * mentored + rnorm(n, 0, 3), 1)))
	table$rating[c(5, 49, 70)] <- NA
	table
}

# Multiples of 1/8 around 2e9, which doubles hold; steps of 0.07 and 0.02 around 4e8, which they do not.
make_offset <- function(i = 1:200) data.frame(x = 2e9 + i / 8, y = 2e9 + (i * 37) %% 200 / 4)
make_drift <- function(i = 1:200) data.frame(x = 4e8 + i * 0.07, y = 4e8 + (i * 37) %% 200 * 0.02)

# For known answers. Five steps of 0.1 in groups of values -0.1, 0 and 0.1 off; 1, 2, 3 in turn; a parabola and a line with
# deviations that sum to 0 with every power in them.
make_stairs <- function() data.frame(flight = rep(1:5, each = 12), height = 1000 + rep((1:5) / 10, each = 12) + c(-0.1, 0, 0.1))
make_bend <- function(x = -6:6) data.frame(x, y = 3 - 2 * x + 0.5 * x^2 + residuals(lm(cos(5 * x) ~ x + I(x^2))))

crew <- make_crew()
jury <- make_jury()
tasting <- make_tasting()
appraisals <- make_appraisals()
intake <- make_intake()
progress <- make_progress()
mentoring <- make_mentoring()
offset <- make_offset()
drift <- make_drift()
stairs <- make_stairs()
steps <- data.frame(y = 30000 + rep(1:3, 20))
bend <- make_bend()
ray <- data.frame(x = 1:12, y = round(2.5 * (1:12) + sin(1:12), 3))

# What is computed is computed of the numbers as they are in the files.
for (name in c("crew", "jury", "tasting", "appraisals", "intake", "progress", "mentoring", "offset", "drift")) {
	save_table(get(name), name)
	written <- read.csv(file.path("data", paste0(name, ".csv")), na.strings = "")
	for (column in names(written)) if (is.factor(get(name)[[column]])) written[[column]] <- factor(written[[column]], levels(get(name)[[column]]))
	assign(name, written)
}
for (name in c("stairs", "steps", "bend", "ray")) save_table(get(name), paste0("nist_", name))
