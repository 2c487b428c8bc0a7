# make.R: makes the data of this folder by simulation, and what R's packages say of them.
#
#   cd test/data/reference && Rscript make.R
#
# data/*.csv are inputs, expected_*.csv and dist_tails.csv results, in the form that docs/reference-values.md describes; versions.txt
# names the R and the packages that made them. Nothing here comes from elsewhere: everybody in these files is invented.
options(digits = 15, stringsAsFactors = FALSE, warn = 1)
suppressPackageStartupMessages({ library(psych); library(lme4); library(sandwich); library(metafor) })
source("make_data.R")

# ---- writing ---------------------------------------------------------------------------------------------------------

results <- list()

# One stat of a case: a value for each term. NA is NULL.
expect <- function(file, case, stat, value, term = "", rtol = 1e-9, how = "") {
	value <- as.numeric(value)
	text <- ifelse(is.na(value), "", ifelse(is.infinite(value), "Infinity", sprintf("%.15g", value)))
	row <- data.frame(case = case, stat = stat, term = as.character(term), value = text, rtol = sprintf("%g", rtol), how = how)
	results[[file]] <<- rbind(results[[file]], row)
}

# Several stats without terms, from a named vector.
expect_all <- function(file, case, values, rtol = 1e-9) {
	for (stat in names(values)) expect(file, case, stat, values[[stat]], rtol = rtol)
}

# Some places out of n, first and last among them.
sample_of <- function(n, some = 12) unique(round(seq(1, n, length.out = min(n, some))))

# What R cannot do for lack of spread is NULL.
or_na <- function(expression) tryCatch(expression, error = function(e) NA)

strict <- function(end) lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = end))

# ---- scores and norms ------------------------------------------------------------------------------------------------

scores <- function(case, id, items, weight, turned, low, high, least) {
	items[turned] <- lapply(items[turned], function(x) low + high - x)
	x <- as.matrix(items)
	there <- !is.na(x)
	answered <- rowSums(there)
	zero <- replace(x, !there, 0)
	filled <- apply(x, 2, function(column) replace(column, is.na(column), mean(column, na.rm = TRUE)))
	prorated <- ifelse(answered >= least, (zero %*% weight) / (there %*% weight), NA)
	show <- union(head(which(answered < ncol(x)), 10), seq_len(20))
	of_person <- function(stat, value, how = "") expect("scores", case, stat, value[show], id[show], how = how)

	of_person("n_valid", answered)
	of_person("score_require_all", ifelse(answered == ncol(x), zero %*% weight, NA))
	of_person(paste0("score_prorate_min", least), prorated)
	of_person("score_item_mean_imputed", filled %*% weight)
	of_person("score_0_100", 100 * (prorated - low) / (high - low), sprintf("from %g..%g to 0..100", low, high))
	expect_all("scores", case, setNames(c(sum(!is.na(prorated)), mean(prorated, na.rm = TRUE), sd(prorated, na.rm = TRUE)),
		paste0(c("n", "mean", "sd"), "_prorate_min", least)))
}

norms <- function(case, id, x) {
	known <- which(!is.na(x))
	standard <- if (sd(x, na.rm = TRUE) > 0) as.vector(scale(x)) else NA * x
	rank_of <- rank(x, na.last = "keep")
	percent <- 100 * (rank_of - 0.5) / length(known)
	show <- known[sample_of(length(known))]
	of_person <- function(stat, value) expect("norms", case, stat, value[show], id[show])
	within <- function(value, top) pmin(top, pmax(1, floor(value)))

	expect_all("norms", case, c(n = length(known), mean = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE),
		skewness_g1 = skew(x, type = 1)))
	of_person("z", standard)
	of_person("T", 50 + 10 * standard)
	of_person("percentile_midrank", percent)
	of_person("sten_z", within(2 * standard + 6, 10))
	of_person("stanine_z", within(2 * standard + 5.5, 9))
	of_person("stanine_pr", sapply(percent, function(p) 1 + sum(p >= c(4, 11, 23, 40, 60, 77, 89, 96))))
	of_person("normal_score_blom", qnorm((rank_of - 3 / 8) / (length(known) + 1 / 4)))
}

# ---- reliability -----------------------------------------------------------------------------------------------------

scale_reliability <- function(case, items, turned = character()) {
	items[turned] <- lapply(items[turned], function(x) -x)
	complete <- na.omit(items)
	k <- ncol(items)
	n <- nrow(complete)
	r <- cor(complete)
	said <- suppressWarnings(psych::alpha(complete, warnings = FALSE))
	alpha <- said$total$raw_alpha
	feldt <- 1 - (1 - alpha) * qf(c(0.975, 0.025), n - 1, (n - 1) * (k - 1))
	pairwise <- cov(items, use = "pairwise.complete.obs")
	ml <- factanal(covmat = r, n.obs = n, factors = 1, control = list(opt = list(factr = 100)))
	loading <- as.vector(ml$loadings) * sign(sum(ml$loadings))
	sem <- sd(rowSums(complete)) * sqrt(1 - alpha)

	expect_all("reliability", case, c(n_complete = n, alpha_raw = alpha, alpha_std = said$total$std.alpha,
		guttman_lambda6 = 1 - sum(1 / diag(solve(r))) / sum(r), mean_inter_item_r = mean(r[upper.tri(r)]),
		alpha_feldt_lower95 = feldt[1], alpha_feldt_upper95 = feldt[2],
		alpha_raw_pairwise = k / (k - 1) * (1 - sum(diag(pairwise)) / sum(pairwise)),
		total_sd = sd(rowSums(complete)), sem_total = sem, rci_denominator = sqrt(2) * sem, rci_change_for_p05 = qnorm(0.975) * sqrt(2) * sem))
	expect("reliability", case, "alpha_if_dropped", said$alpha.drop$raw_alpha, rownames(said$alpha.drop))
	expect("reliability", case, "item_rest_r", said$item.stats$r.drop, rownames(said$item.stats))
	expect("reliability", case, "loading_1factor_ml", loading, names(items), 1e-4)
	expect("reliability", case, "omega_total_1factor_ml_cor", sum(loading)^2 / (sum(loading)^2 + sum(ml$uniquenesses)), rtol = 1e-5)
}

panel_reliability <- function(case, ratings) {
	found <- psych::ICC(ratings, lmer = FALSE)$results
	form <- c("icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k")
	column <- c("ICC", "lower bound", "upper bound", "F", "p")
	suffix <- c("", "_lower95", "_upper95", "_F", "_p")

	for (i in seq_along(column)) expect("reliability", case, paste0(form, suffix[i]), found[[column[i]]], rtol = 1e-8)
}

# ---- correlations ----------------------------------------------------------------------------------------------------

correlations <- function(case, table) {
	p <- c()
	for (pair in combn(names(table), 2, simplify = FALSE)) {
		both <- na.omit(table[pair])
		test <- cor.test(both[[1]], both[[2]])
		values <- c(n = nrow(both), r = test$estimate[[1]], t = test$statistic[[1]], p = test$p.value, ci_lower95 = test$conf.int[1],
			ci_upper95 = test$conf.int[2], spearman = cor(both, method = "spearman")[1, 2], kendall_tau_b = cor(both, method = "kendall")[1, 2])

		p[paste(pair, collapse = ":")] <- test$p.value
		for (stat in names(values)) expect("correlations", case, stat, values[[stat]], paste(pair, collapse = ":"), 1e-8)
	}
	expect("correlations", case, "p_holm", p.adjust(p, "holm"), names(p), 1e-8)
	expect("correlations", case, "p_bh", p.adjust(p, "BH"), names(p), 1e-8)
	expect("correlations", case, "eigenvalue_cor", eigen(cor(na.omit(table)))$values, seq_along(table), 1e-8)
}

# Differences from the first value are exact in doubles, so that the size of the numbers costs these figures nothing.
shifted <- function(file, case, table, rtol) {
	dx <- table$x - table$x[1]
	dy <- table$y - table$y[1]

	expect(file, case, "r", cor(dx, dy), "x:y", rtol)
	expect(file, case, "cov", cov(dx, dy), "x:y", rtol)
	expect(file, case, "var", c(var(dx), var(dy)), c("x", "y"), rtol)
	expect(file, case, "slope", cov(dx, dy) / var(dx), "y~x", rtol)
	expect(file, case, "mean", c(table$x[1] + mean(dx), table$y[1] + mean(dy)), c("x", "y"), 1e-14)
}

# ---- regression ------------------------------------------------------------------------------------------------------

# Shares of R2 by the mean of what a predictor adds over all orders (Shapley).
shapley <- function(r, with_y) {
	k <- length(with_y)
	r2 <- function(set) if (length(set)) sum(with_y[set] * solve(r[set, set, drop = FALSE], with_y[set])) else 0

	sapply(seq_len(k), function(one) {
		others <- setdiff(seq_len(k), one)
		sum(sapply(0:(k - 1), function(size) {
			sets <- if (size == 0) list(integer()) else lapply(combn(length(others), size, simplify = FALSE), function(s) others[s])
			mean(sapply(sets, function(set) r2(c(set, one)) - r2(set))) / k
		}))
	})
}

# Johnson's weights: predictors made orthogonal, as near to themselves as can be.
johnson <- function(r, with_y) {
	e <- eigen(r)
	root <- e$vectors %*% (sqrt(e$values) * t(e$vectors))
	as.vector(root^2 %*% solve(root, with_y)^2)
}

# The nearest weights that sum to 1 and differ from equal ones by at most a step.
stepped <- function(target, step) {
	low <- pmax(0, 1 / length(target) - step)
	high <- pmin(1, 1 / length(target) + step)
	moved <- function(by) pmin(high, pmax(low, target + by))
	moved(uniroot(function(by) sum(moved(by)) - 1, c(-2, 2), tol = 1e-15)$root)
}

importance <- function(case, x, y) {
	r <- cor(x)
	with_y <- as.vector(cor(x, y))
	weight <- johnson(r, with_y)
	target <- ifelse(with_y < 0, 0, weight)
	by_predictor <- function(stat, value) expect("regression", case, stat, value, colnames(x), 1e-8)

	by_predictor("relative_weight", weight)
	by_predictor("relative_weight_share", weight / sum(weight))
	by_predictor("lmg", shapley(r, with_y))
	for (step in c(0.05, 0.15, 1)) by_predictor(paste0("recommended_weight_step", step), stepped(target / sum(target), step))
}

regression <- function(case, formula, table) {
	model <- lm(formula, table)
	fit <- summary(model)
	x <- model.matrix(model)[, -1, drop = FALSE]
	y <- model.response(model.frame(model))
	by_term <- function(stat, value, rtol = 1e-9) expect("regression", case, stat, value, rownames(fit$coefficients), rtol)
	f <- fit$fstatistic

	expect("regression", case, "n", length(y), how = deparse1(formula))
	for (i in 1:4) by_term(c("coef", "se", "t", "p")[i], fit$coefficients[, i], 1e-8)
	by_term("ci_lower95", confint(model)[, 1])
	by_term("ci_upper95", confint(model)[, 2])
	by_term("se_hc3", sqrt(diag(vcovHC(model, type = "HC3"))))
	expect("regression", case, "beta_std", coef(model)[-1] * apply(x, 2, sd) / sd(y), colnames(x))
	expect_all("regression", case, c(sigma = fit$sigma, r2 = fit$r.squared, adj_r2 = fit$adj.r.squared, F = f[[1]], F_df1 = f[[2]],
		F_df2 = f[[3]], F_p = pf(f[[1]], f[[2]], f[[3]], lower.tail = FALSE), aic = AIC(model),
		press_r2 = 1 - sum((residuals(model) / (1 - hatvalues(model)))^2) / sum((y - mean(y))^2)), 1e-8)
	if (ncol(x) > 1) {
		expect("regression", case, "vif", diag(solve(cor(x))), colnames(x))
		importance(case, x, y)
	}
}

increment <- function(case, base, full, table) {
	rows <- na.omit(table[all.vars(full)])
	models <- list(lm(base, rows), lm(full, rows))
	test <- anova(models[[1]], models[[2]])
	r2 <- sapply(models, function(m) summary(m)$r.squared)

	expect("regression", case, "delta_r2", diff(r2), how = paste(deparse1(base), "->", deparse1(full), "same complete cases"))
	expect_all("regression", case, c(F_change = test$F[2], df1 = test$Df[2], df2 = test$Res.Df[2], p_change = test[["Pr(>F)"]][2]), 1e-8)
}

# ---- corrections, utility, tails -------------------------------------------------------------------------------------

thorndike2 <- function(r, u) r / u / sqrt(1 - r^2 + (r / u)^2)

corrections <- function() {
	for (v in list(c(0.28, 0.81, 0.64), c(-0.5, 0.9, 0.75), c(0.75, 0.55, 0.7)))
		expect("corrections", sprintf("r=%g rxx=%g ryy=%g", v[1], v[2], v[3]), "disattenuated", v[1] / sqrt(v[2] * v[3]))
	for (v in list(c(0.35, 0.55), c(-0.15, 0.8), c(0.4, 1.25))) {
		case <- sprintf("r=%g u=%g", v[1], v[2])
		expect("corrections", case, "case2", thorndike2(v[1], v[2]))
		expect("corrections", case, "case2_inverse", v[1])
	}
	for (v in list(c(0.2, 0.5, 0.45, 1.6), c(0.3, 0.1, 0.25, 3))) {
		gain <- v[4]^2 - 1
		expect("corrections", sprintf("rxy=%g rzx=%g rzy=%g U=%g", v[1], v[2], v[3], v[4]), "case3",
			(v[1] + v[2] * v[3] * gain) / sqrt((1 + gain * v[2]^2) * (1 + gain * v[3]^2)))
	}
	# selection on the first of three: what the others share with it grows with its variance
	cov <- rbind(c(1, 0.4, 0.2), c(0.4, 1, 0.35), c(0.2, 0.35, 1))
	slope <- cov[, 1] / cov[1, 1]
	all <- cov + outer(slope, slope) * (1.9 - cov[1, 1])
	expect("corrections", "lawley_1sel_2out", "corrected_r", cov2cor(all)[upper.tri(all)], c("1:2", "1:3", "2:3"),
		how = "restricted cov [[1,.4,.2],[.4,1,.35],[.2,.35,1]]; applicant cov of x1 [[1.9]]")
}

utility <- function() {
	for (v in list(c(0.45, 0.15, 0.6), c(0.3, 0.25, 0.35), c(0.6, 0.6, 0.1))) {
		cut <- qnorm(v[2], lower.tail = FALSE)
		success <- qnorm(v[3], lower.tail = FALSE)
		both <- function(x) dnorm(x) * pnorm((success - v[1] * x) / sqrt(1 - v[1]^2), lower.tail = FALSE)

		expect("utility", sprintf("r=%g sr=%g", v[1], v[2]), "brogden_expected_z", v[1] * dnorm(cut) / v[2])
		expect("utility", sprintf("r=%g sr=%g br=%g", v[1], v[2], v[3]), "taylor_russell_ppv",
			integrate(both, cut, Inf, rel.tol = 1e-12)$value / v[2], rtol = 1e-7)
	}
}

tails <- function() {
	row <- function(fn, x, p1, p2, value) data.frame(fn, x, p1, p2, value = sprintf("%.16e", value))
	rbind(
		row("t_upper", c(0.3, 2.2, 15), c(4, 7.5, 60), "", pt(c(0.3, 2.2, 15), c(4, 7.5, 60), lower.tail = FALSE)),
		row("f_upper", c(0.4, 1.5, 9), c(2, 7, 30), c(9, 40, 12), pf(c(0.4, 1.5, 9), c(2, 7, 30), c(9, 40, 12), lower.tail = FALSE)),
		row("chisq_upper", c(0.2, 5, 90), c(1, 4, 40), "", pchisq(c(0.2, 5, 90), c(1, 4, 40), lower.tail = FALSE)),
		row("norm_lower", c(-12, -2.5, 0.75), "", "", pnorm(c(-12, -2.5, 0.75))),
		row("beta_lower", c(0.02, 0.4, 0.9), c(2, 6, 40), c(5, 6, 3), pbeta(c(0.02, 0.4, 0.9), c(2, 6, 40), c(5, 6, 3))),
		row("hyper_upper_ge", c(2, 15, 40), c(6, 30, 100), c("9:5", "45:35", "150:90"),
			phyper(c(1, 14, 39), c(6, 30, 100), c(9, 45, 150), c(5, 35, 90), lower.tail = FALSE)))
}

# ---- gaps and lift ---------------------------------------------------------------------------------------------------

gaps <- function(case, id, predicted, actual) {
	rows <- which(!is.na(predicted) & !is.na(actual))
	p <- predicted[rows]
	a <- actual[rows]
	n <- length(rows)
	d <- a - p
	model <- lm(a ~ p)
	trend <- summary(lm(d ~ I((a + p) / 2)))$coefficients
	at <- mean(d) + c(-1, 1) * qnorm(0.975) * sd(d)
	wide <- qt(0.975, n - 1) * sd(d) * sqrt(1 / n + qnorm(0.975)^2 / (2 * (n - 1)))
	# in thousandths, which are whole: 15 percent exactly is no trigger
	above <- function(difference) 100 * round(1000 * difference) > 15 * abs(round(1000 * p))
	show <- sample_of(n, 15)
	of_person <- function(stat, value) expect("gaps", case, stat, value[show], id[rows][show], 1e-8)

	of_person("gap_pct", 100 * d / p)
	of_person("trigger_abs_gt15pct", above(abs(d)))
	of_person("residual", residuals(model))
	of_person("rstandard", rstandard(model))
	of_person("rstudent", rstudent(model))
	expect_all("gaps", case, c(n = n, n_trigger_abs = sum(above(abs(d))), n_trigger_shortfall = sum(above(-d)), ba_bias = mean(d), ba_sd = sd(d),
		ba_loa_lower = at[1], ba_loa_upper = at[2], ba_bias_lower95 = t.test(d)$conf.int[1], ba_bias_upper95 = t.test(d)$conf.int[2],
		ba_loa_lower_ci_low = at[1] - wide, ba_loa_lower_ci_high = at[1] + wide, ba_loa_upper_ci_low = at[2] - wide,
		ba_loa_upper_ci_high = at[2] + wide, mae = mean(abs(d)), rmse = sqrt(mean(d^2)),
		lin_ccc = 2 * cov(a, p) / (var(a) + var(p) + mean(d)^2 * n / (n - 1))))
	expect_all("gaps", case, c(ba_trend_slope = trend[2, 1], ba_trend_p = trend[2, 4]), 1e-8)
}

lift <- function(case, score, criterion, share) {
	rows <- !is.na(score) & !is.na(criterion)
	s <- score[rows]
	y <- criterion[rows]
	n <- length(s)
	k <- ceiling(share * n)
	cut <- sort(s, decreasing = TRUE)[k]
	top <- s >= cut
	# those tied at the cut share the places that are left
	credit <- (s > cut) + (s == cut) * (k - sum(s > cut)) / sum(s == cut)

	expect_all("lift", case, c(n = n, k_target = k, cut_score = cut, n_selected_ties_in = sum(top),
		n_selected_ties_out = if (sum(top) > k) sum(s > cut) else k, mean_all = mean(y), mean_top_ties_in = mean(y[top]),
		lift_ratio_ties_in = mean(y[top]) / mean(y), lift_sd_ties_in = (mean(y[top]) - mean(y)) / sd(y),
		mean_top_fractional = weighted.mean(y, credit),
		expected_lift_sd_normal = suppressWarnings(cor(s, y)) * dnorm(qnorm(1 - share)) / share))
	if (sum(top) < n) {
		test <- t.test(y[top], y[!top])
		expect_all("lift", case, c(welch_t_top_vs_rest = test$statistic[[1]], welch_df = test$parameter[[1]], welch_p = test$p.value), 1e-8)
	}
}

# ---- groups ----------------------------------------------------------------------------------------------------------

# One-way random effects by mean squares: B is the weight of a group's own mean.
by_mean_squares <- function(y, g) {
	table <- anova(lm(y ~ g))
	n <- as.vector(table(g))
	mean_of <- as.vector(tapply(y, g, mean))
	n0 <- (sum(n) - sum(n^2) / sum(n)) / (length(n) - 1)
	msb <- table[1, 3]
	msw <- table[2, 3]
	tau2 <- max(0, (msb - msw) / n0)
	mu <- weighted.mean(mean_of, 1 / (tau2 + msw / n))
	list(n = n, mean = mean_of, n0 = n0, msb = msb, msw = msw, tau2 = tau2, mu = mu, B = tau2 / (tau2 + msw / n), F = table[1, 4], p = table[1, 5])
}

# Each group against all others: t, degrees of freedom, p and Cohen's d; a group of one has none.
against_rest <- function(y, g) {
	sapply(levels(g), function(level) {
		own <- y[g == level]
		rest <- y[g != level]
		if (length(own) < 2) return(c(t = NA, df = NA, p = NA, d = NA))
		test <- t.test(own, rest)
		pooled <- summary(lm(y ~ I(g == level)))$sigma
		c(t = test$statistic[[1]], df = test$parameter[[1]], p = test$p.value, d = (mean(own) - mean(rest)) / pooled)
	})
}

groups <- function(case, label, y) {
	rows <- !is.na(label) & !is.na(y)
	y <- y[rows]
	g <- factor(label[rows])
	e <- by_mean_squares(y, g)
	rest <- against_rest(y, g)
	rank <- kruskal.test(y, g)
	dl <- rma(yi = e$mean, vi = e$msw / e$n, method = "DL")
	pm <- rma(yi = e$mean, vi = e$msw / e$n, method = "PM", control = list(tol = 1e-13))
	of_group <- function(stat, value, rtol = 1e-8) expect("groups", case, stat, value, levels(g), rtol)

	of_group("n", e$n)
	of_group("mean", e$mean)
	of_group("eb_mean", e$mu + e$B * (e$mean - e$mu))
	of_group("eb_reliability", e$B)
	of_group("eb_se", sqrt(e$B * e$msw / e$n))
	of_group("welch_t_vs_rest", rest["t", ])
	of_group("welch_df_vs_rest", rest["df", ])
	of_group("welch_p_vs_rest", rest["p", ])
	of_group("welch_p_vs_rest_holm", p.adjust(rest["p", ], "holm"))
	of_group("welch_p_vs_rest_bh", p.adjust(rest["p", ], "BH"))
	of_group("cohen_d_vs_rest", rest["d", ])
	of_group("dl_blup", blup(dl)$pred)
	expect_all("groups", case, c(anova_F = e$F, anova_p = e$p, msb = e$msb, msw = e$msw, n0 = e$n0, tau2 = e$tau2, mu = e$mu,
		icc1 = (e$msb - e$msw) / (e$msb + (e$n0 - 1) * e$msw), icc2 = 1 - e$msw / e$msb, kruskal_chi2 = rank$statistic[[1]],
		kruskal_p = rank$p.value, dl_tau2 = dl$tau2, dl_mu = dl$beta[[1]], dl_se_mu = dl$se, dl_Q = dl$QE, dl_I2 = dl$I2), 1e-8)
	expect_all("groups", case, c(pm_tau2 = pm$tau2, pm_mu = pm$beta[[1]]), 1e-6)
	if (min(e$n) > 1) {
		welch <- oneway.test(y ~ g)
		expect_all("groups", case, c(welch_anova_F = welch$statistic[[1]], welch_anova_df2 = welch$parameter[[2]], welch_anova_p = welch$p.value), 1e-8)
	}
	if (e$tau2 > 0) {
		model <- lmer(y ~ 1 + (1 | g), control = strict(1e-12))
		expect_all("groups", case, c(reml_tau2 = VarCorr(model)$g[1], reml_sigma2 = sigma(model)^2, reml_mu = fixef(model)[[1]]), 1e-5)
		of_group("reml_blup_mean", coef(model)$g[, 1], 1e-5)
	}
}

quadrants <- function(case, label, fit, performance) {
	rows <- na.omit(data.frame(label, fit, performance))
	mean_of <- aggregate(cbind(fit, performance) ~ label, rows, mean)
	high <- sapply(c("fit", "performance"), function(v) mean_of[[v]] >= mean(rows[[v]]))
	off <- function(v) rows[[v]] - ave(rows[[v]], rows$label)

	expect("groups", case, "fit_mean", mean_of$fit, mean_of$label)
	expect("groups", case, "perf_mean", mean_of$performance, mean_of$label)
	expect("groups", case, "quadrant", 4 - 2 * high[, 1] - high[, 2], mean_of$label)
	expect_all("groups", case, c(between_group_r = cor(mean_of$fit, mean_of$performance),
		within_group_r = cor(off("fit"), off("performance")), total_r = cor(rows$fit, rows$performance)))
}

# ---- raters ----------------------------------------------------------------------------------------------------------

raters <- function(case, rater, ratee, dimensions) {
	rating <- rowMeans(dimensions)
	off <- rating - ave(rating, ratee)
	e <- by_mean_squares(off, factor(rater))
	of_rater <- function(stat, f, rtol = 1e-9) {
		value <- sapply(split(seq_along(rater), rater), f)
		expect("raters", case, stat, value, names(value), rtol)
	}
	between <- function(rows) cor(dimensions[rows, ])

	of_rater("n", length)
	of_rater("mean", function(rows) mean(rating[rows]))
	of_rater("leniency_raw", function(rows) mean(rating[rows]) - mean(rating))
	of_rater("leniency_vs_ratee", function(rows) mean(off[rows]))
	of_rater("halo_mean_r", function(rows) fisherz2r(mean(fisherz(between(rows)[lower.tri(between(rows))]))), 1e-8)
	of_rater("halo_mean_r_plain", function(rows) mean(between(rows)[lower.tri(between(rows))]), 1e-8)
	of_rater("halo_within_sd", function(rows) mean(apply(dimensions[rows, ], 1, sd)))
	of_rater("range_sd", function(rows) sd(rating[rows]))
	of_rater("first_eigen_share", function(rows) eigen(between(rows))$values[1] / ncol(dimensions), 1e-8)
	expect("raters", case, "severity_eb", e$B * e$mean, levels(factor(rater)), 1e-8)
	expect("raters", case, "severity_p", e$p, rtol = 1e-8)
	crossed(case, rating, data.frame(rater, ratee), "rater")
}

# Two crossed random effects; the effects of one of them.
crossed <- function(case, y, factors, of) {
	names_of <- names(factors)
	model <- lmer(reformulate(sprintf("(1 | %s)", names_of), "y"), cbind(y, factors), control = strict(1e-12))
	variance <- as.data.frame(VarCorr(model))
	effect <- ranef(model)[[of]]

	expect("raters", case, "lmm_severity", effect[, 1], rownames(effect), 1e-4)
	expect("raters", case, "lmm_variance", variance$vcov, variance$grp, 1e-4)
	expect("raters", case, "lmm_mu", fixef(model), rtol = 1e-4)
}

recency <- function(case, y, x, given, how) {
	held <- as.matrix(given)
	test <- cor.test(residuals(lm(y ~ held)), residuals(lm(x ~ held)))
	df <- length(y) - 2 - ncol(held)
	t <- test$estimate * sqrt(df / (1 - test$estimate^2))

	expect("raters", case, "recency_partial_r", test$estimate, rtol = 1e-8, how = how)
	expect_all("raters", case, c(recency_df = df, recency_t = t[[1]], recency_p = 2 * pt(-abs(t[[1]]), df)), 1e-8)
}

# ---- fairness --------------------------------------------------------------------------------------------------------

# The odds at which the count that is there is the expected one; NA where no other count is possible.
conditional_odds <- function(a, n1, b, n2) {
	least <- max(0, a + b - n2)
	most <- min(a + b, n1)
	if (least == most) return(NA)
	if (a == least) return(0)
	if (a == most) return(Inf)
	k <- least:most
	weight <- dhyper(k, n1, n2, a + b, log = TRUE)
	count <- function(log_odds) { w <- exp(weight + k * log_odds - max(weight + k * log_odds)); sum(k * w) / sum(w) }
	exp(uniroot(function(log_odds) count(log_odds) - a, c(-30, 30), tol = 1e-14)$root)
}

impact <- function(case, a, n1, b, n2) {
	rate <- c(a / n1, b / n2)
	table <- rbind(c(a, n1 - a), c(b, n2 - b))
	pooled <- (a + b) / (n1 + n2)
	z <- if (pooled > 0 && pooled < 1) (rate[1] - rate[2]) / sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2)) else NA
	some <- function(value) if (b > 0) value else NA

	expect_all("adverse_impact", case, c(sel_focal = a, n_focal = n1, sel_ref = b, n_ref = n2, rate_focal = rate[1], rate_ref = rate[2],
		impact_ratio = some(rate[1] / rate[2]), four_fifths_flag = some(5 * a * n2 < 4 * b * n1), two_prop_z = z,
		cohen_h = 2 * (asin(sqrt(rate[1])) - asin(sqrt(rate[2]))), rate_difference = rate[1] - rate[2],
		odds_ratio = if ((n1 - a) * b > 0) a * (n2 - b) / ((n1 - a) * b) else NA,
		# whole numbers: the smallest count that is not below four fifths
		focal_shortfall_to_80 = some(max(0, (4 * b * n1 + 5 * n2 - 1) %/% (5 * n2) - a))))
	if (a > 0 && b > 0) {
		width <- qnorm(0.975) * sqrt(1 / a - 1 / n1 + 1 / b - 1 / n2)
		expect_all("adverse_impact", case, c(ratio_lower95 = rate[1] / rate[2] * exp(-width), ratio_upper95 = rate[1] / rate[2] * exp(width)))
	}
	expect_all("adverse_impact", case, c(fisher_p = fisher.test(table)$p.value, fisher_p_less = fisher.test(table, alternative = "less")$p.value,
		fisher_or_cmle = conditional_odds(a, n1, b, n2), two_prop_p = 2 * pnorm(-abs(z))), 1e-8)
}

# Odds are those of the reference group over the focal one, the first row selected, the first column the reference group.
strata <- function(case, counts) {
	test <- mantelhaen.test(counts, correct = FALSE)
	both <- margin.table(counts, 1:2)

	expect_all("adverse_impact", case, c(mh_chi2 = test$statistic[[1]], mh_p = test$p.value, mh_or = test$estimate[[1]],
		mh_or_lower95 = test$conf.int[1], mh_or_upper95 = test$conf.int[2]), 1e-8)
	for (stratum in dimnames(counts)[[3]]) {
		part <- counts[, , stratum]
		impact(paste0(case, ":", stratum), part[1, 2], sum(part[, 2]), part[1, 1], sum(part[, 1]))
	}
	impact(paste0(case, "_all"), both[1, 2], sum(both[, 2]), both[1, 1], sum(both[, 1]))
}

differential_prediction <- function(case, y, x, focal) {
	rows <- na.omit(data.frame(y, x, g = as.numeric(focal)))
	one <- lm(y ~ x, rows)
	parallel <- lm(y ~ x + g, rows)
	own <- lm(y ~ x * g, rows)
	test <- function(stat, small, large) {
		a <- anova(small, large)
		expect_all("adverse_impact", case, setNames(c(a$F[2], a[["Pr(>F)"]][2]), paste0(stat, c("_F", "_p"))), 1e-8)
	}
	r2 <- sapply(list(one, parallel, own), function(m) summary(m)$r.squared)
	left <- tapply(residuals(one), rows$g, mean)
	d <- unname(coef(lm(x ~ g, rows))[2] / summary(lm(x ~ g, rows))$sigma)

	test("omnibus", one, own)
	test("intercept", one, parallel)
	test("slope", parallel, own)
	expect("adverse_impact", case, "coef", coef(own), names(coef(own)), 1e-8)
	expect_all("adverse_impact", case, c(n = nrow(rows), delta_r2_intercept = r2[2] - r2[1], delta_r2_slope = r2[3] - r2[2],
		mean_residual_focal = left[["1"]], mean_residual_ref = left[["0"]], score_cohen_d = d,
		score_hedges_g = d * (1 - 3 / (4 * nrow(rows) - 9))), 1e-7)
}

# ---- change ----------------------------------------------------------------------------------------------------------

trends <- function(case, table) {
	table <- na.omit(table)
	for (person in unique(table$person)) {
		own <- table[table$person == person, ]
		if (nrow(own) < 3) next
		line <- suppressWarnings(summary(lm(y ~ time, own)))$coefficients
		expect("trends", case, "slope", line[2, 1], person)
		# whoever is exactly on a line has no error to speak of
		if (line[2, 2] > 1e-9) {
			expect("trends", case, "slope_se", line[2, 2], person)
			expect("trends", case, "slope_p", line[2, 4], person, 1e-8)
		}
	}
	model <- lmer(y ~ time + (time | person), table, control = strict(1e-10))
	expect("trends", case, "lmm_fixef", fixef(model), c("(Intercept)", "t"), 1e-6)
	expect("trends", case, "lmm_person_slope", coef(model)$person$time, rownames(coef(model)$person), 1e-4)
}

differences <- function(case, table) {
	table <- na.omit(table)
	model <- lm(y ~ treated * post, table)
	row <- "treated:post"
	se <- sqrt(vcovCL(model, cluster = ~person, type = "HC1")[row, row])
	wide <- merge(table[table$post == 0, c("person", "treated", "y")], table[table$post == 1, c("person", "y")], by = "person", suffixes = c("", "_after"))
	welch <- t.test(y_after - y ~ treated == 0, wide)
	ancova <- summary(lm(y_after ~ y + treated, wide))$coefficients["treated", ]

	expect_all("did", case, c(did = coef(model)[[row]], se_ols = summary(model)$coefficients[row, 2], se_cluster_hc1 = se,
		p_cluster_t = 2 * pt(-abs(coef(model)[[row]]) / se, length(unique(table$person)) - 1), n_pairs = nrow(wide),
		did_pairs = welch$estimate[[1]] - welch$estimate[[2]], welch_p_pairs = welch$p.value, welch_ci_low = welch$conf.int[1],
		welch_ci_high = welch$conf.int[2], ancova_effect = ancova[[1]], ancova_se = ancova[[2]]), 1e-8)
}

# ---- data with known answers, as NIST has them -----------------------------------------------------------------------

certified <- function(case, stat, value, term = "") {
	results$nist <<- rbind(results$nist, data.frame(case, stat, term, value = sprintf("%.15g", value)))
}

nist <- function() {
	# groups of three values around their mean: sums of squares are whole hundredths
	n <- nrow(stairs)
	certified("Stairs", c("df_between", "df_within"), c(4, n - 5))
	certified("Stairs", c("ss_between", "ss_within"), c(n / 5 * 0.1, 2 / 3 * n * 0.01))
	ms <- c(n / 5 * 0.1 / 4, 2 / 3 * n * 0.01 / (n - 5))
	certified("Stairs", c("ms_between", "ms_within", "F", "residual_sd"), c(ms, ms[1] / ms[2], sqrt(ms[2])))
	certified("Stairs", "r2", 0.1 / 5 / (0.1 / 5 + 2 / 3 * 0.01))
	# 1, 2 and 3 in turn
	certified("Steps", c("mean", "sd"), c(30002, sqrt(2 / 3 * nrow(steps) / (nrow(steps) - 1))))
	certified("Steps", "autocor1", sum(head(steps$y - 30002, -1) * tail(steps$y - 30002, -1)) / (2 / 3 * nrow(steps)))
	# a parabola to which something was added that goes with none of its terms
	certified("Bend", "coef", c(3, -2, 0.5), c("B0", "B1", "B2"))
	certified("Bend", c("residual_sd", "r2"), c(summary(lm(y ~ x + I(x^2), bend))$sigma, summary(lm(y ~ x + I(x^2), bend))$r.squared))
	ray_fit <- summary(lm(y ~ x - 1, ray))
	certified("Ray", c("coef", "se"), ray_fit$coefficients[1:2], "B1")
	certified("Ray", c("residual_sd", "r2"), c(ray_fit$sigma, ray_fit$r.squared))
}

# ---- everything ------------------------------------------------------------------------------------------------------

focus <- crew[paste0("focus", 1:6)]
scores("crew_focus", crew$badge, focus, c(0.25, 0.15, 0.2, 0.1, 0.1, 0.2), c("focus3", "focus6"), 0, 4, 4)
norms("crew_aptitude", crew$badge, crew$aptitude)
norms("cr_interview", crew$badge, crew$interview)
norms("crew_flat", crew$badge, crew$flat)
norms("night_workers_years", crew$badge[crew$shift == "night"], crew$years[crew$shift == "night"])
scale_reliability("crew_focus", focus, c("focus3", "focus6"))
scale_reliability("unturned", focus[2:4])
panel_reliability("jury", jury[-1])
panel_reliability("tasting_wine_by_taster", as.data.frame.matrix(xtabs(points ~ wine + taster, tasting)))
correlations("crew", crew[c("aptitude", "interview", "output", "years")])
shifted("correlations", "offset", offset, 1e-10)
shifted("numeric", "drift", drift, 1e-12)
regression("crew_output", output ~ aptitude + interview + years + trained + shift, crew)
regression("crew_curve", log(output) ~ aptitude + I(interview^2), crew)
regression("solo", output ~ interview, crew)
increment("crew_plus_interview", output ~ aptitude, output ~ aptitude + interview, crew)
increment("crew_over_years", output ~ years, output ~ years + shift * trained, crew)
corrections()
utility()
gaps("crew_aptitude_to_interview", crew$badge, crew$aptitude, crew$interview)
lift("crew_aptitude_to_output_top25", crew$aptitude, crew$output, 0.25)
lift("crew_top40", crew$years, crew$interview, 0.4)
lift("crew_flat_to_output_top30", crew$flat, crew$output, 0.3)
groups("crew_team_output", crew$team, crew$output)
groups("crew_shift_aptitude", crew$shift, crew$aptitude)
groups("crew_veterans", ifelse(crew$years > 20, paste0("y", crew$years), NA), rowMeans(crew[c("focus1", "focus2", "focus4")]))
quadrants("crew_team", crew$team, crew$aptitude, crew$output)
raters("appraisals", appraisals$assessor, appraisals$staff, appraisals[c("drive", "care", "craft")])
recency("appraisals", appraisals$verdict, appraisals$latest, appraisals[c("earlier", "drive", "care", "craft")],
	"verdict with latest given earlier and drive..craft")
crossed("tasting", tasting$points, tasting[c("wine", "taster")], "taster")
strata("intake", xtabs(people ~ outcome + sex + post, intake))
for (v in list(c(4, 9, 8, 12), c(0, 6, 9, 12), c(6, 6, 8, 12), c(0, 5, 0, 9), c(7, 7, 9, 9), c(5, 8, 0, 4), c(32, 80, 50, 100), c(150, 2500, 700, 9000)))
	impact(paste(v, collapse = "_"), v[1], v[2], v[3], v[4])
differential_prediction("crew_output_on_aptitude_shiftnight", crew$output, crew$aptitude, crew$shift == "night")
trends("progress", setNames(progress, c("person", "time", "y")))
differences("mentoring", setNames(mentoring, c("person", "treated", "post", "y")))
nist()

for (file in names(results)) write.csv(results[[file]], sprintf("expected_%s.csv", file), row.names = FALSE)
write.csv(tails(), "dist_tails.csv", row.names = FALSE, quote = FALSE)
packages <- c("psych", "lme4", "sandwich", "metafor")
writeLines(c(R.version.string, paste(packages, sapply(packages, function(p) as.character(packageVersion(p))))), "versions.txt")
