package posts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
)

var (
	// paperName reports whether a line at the head of a text is that of a newspaper.
	paperName = lazyregexp.New(`(?i)(?:^|[\s—–-])(?:газета|еженедельник)(?:$|[\s.,])|` +
		`^[«"][А-ЯЁ][^«»"]{2,40}[»"][\s,.]*№`)
	// paperIssue is the number and the day of an issue: «№ 36 (9247)   ПЯТНИЦА, 9 мая 2008 года».
	paperIssue = lazyregexp.New(`№\s*\d+(?:\s*\([\d\s]+\))?[\s,.]`)
	// publishes begins the line that tells who publishes a newspaper and since when.
	publishes = lazyregexp.New(`(?i)^(?:выходит|изда[её]тся|учредител|основана|газета)`)
	// adsRubric names the part of a newspaper in which each group of lines is by itself.
	adsRubric = lazyregexp.New(`(?i)^(?:объявления|реклама|извещения|информация|коротко|разное)`)
	// actWord is a line of the head of an act, alone in its line.
	actWord = lazyregexp.New(`(?i)^(?:российская федерация|администрация|совет|дума|глава|собрание|` +
		`республика|муниципальн)`)
)

// minTitle is how many runes the title of an article has more than; who wrote it is shorter.
const minTitle = 14

// paperTop is how much of a text is looked at to see that it is a newspaper, in bytes.
const paperTop = 8 << 10

// longImprint is the length in bytes of what is no imprint.
const longImprint = 1200

// paperLines is how many lines at the head of a newspaper have its name and the day of the issue.
const paperLines = 8

// A group is lines of a text that no empty line and no line of signs parts.
type group []string

// An article is one of a newspaper: what follows a rubric or a title in capitals.
type article struct {
	title string
	lines []string
	ads   bool // announcements
	act   bool // of an authority, of its own day
}

// paper splits the text of a newspaper into its articles: those below rubrics or titles in capitals, «ИЗ ЗАЛА
// ЗАСЕДАНИЙ», each of the day of the issue. Acts that it publishes are of their own day. It returns nil for any other
// text.
func paper(whole format.Part) []format.Part {
	head, day := paperHead(groupLines(whole.Text[:min(len(whole.Text), paperTop)]))
	if day == "" {
		return nil
	}
	groups := groupLines(whole.Text)
	articles, around, rubrics := articlesOf(groups[head:])
	if rubrics < 2 || len(articles) < 2 {
		return nil
	}
	aside := strings.Join(append(flat(groups[:head]), around...), "\n")
	parts := make([]format.Part, len(articles))
	for i, a := range articles {
		one := whole
		one.Path, one.Text, one.Title = postPath(i), strings.Join(a.lines, "\n"), a.title
		one.Aside = asideOf(i, len(articles), aside)
		one.Hints = map[string]string{"date": day, "page_title": unspaced(groups[0][0])}
		switch {
		case a.ads:
			one.Hints["kind"] = "извещение"
		case !a.act:
			one.Hints["kind"] = "новость"
		}
		parts[i] = one
	}
	return parts
}

// articlesOf parts the groups below the head of a newspaper, and counts the rubrics and titles in capitals. around are
// lines of no article: contents and slogans above the first one, and who made the issue.
func articlesOf(groups []group) (out []article, around []string, rubrics int) {
	var rubric string
	for i, g := range groups {
		if i+1 == len(groups) && contactsOnly(g) {
			around = append(around, g...)
			break
		}
		if r := rubricOf(groups[i:]); r != "" {
			rubric, rubrics = r, rubrics+1
			if g = g[1:]; len(g) == 0 {
				continue
			}
		}
		ads := adsRubric.MatchString(rubric) || rubric == "" && len(out) > 0 && out[len(out)-1].ads
		act := !ads && (actText(strings.Join(g, "\n")) ||
			isCapitals(g[len(g)-1]) && i+1 < len(groups) && actText(groups[i+1][0]))
		runes := utf8.RuneCountInString(g[0])
		titled := headLine(g[0]) && !isCapitals(g[0]) && runes > minTitle && runes < 8*minTitle &&
			(len(g) > 1 || i+1 < len(groups) && endsParagraph(groups[i+1][0]))
		switch {
		case rubrics == 0 && len(out) == 0 && !titled:
			around = append(around, g...)
			continue
		case rubric == "" && len(out) > 0 && !ads && (out[len(out)-1].act || !titled):
			last := &out[len(out)-1]
			last.lines = append(append(last.lines, ""), g...)
			continue
		}
		a := article{lines: g, ads: ads, act: act}
		switch {
		case act:
		case ads && rubric != "" && len(groups[i]) > 1, !ads && !titled:
			a.title = sentenceCase(rubric)
		case !ads:
			a.title = g[0]
		}
		out, rubric = append(out, a), ""
	}
	return out, around, rubrics
}

// groupLines parts a text at its empty lines.
func groupLines(text string) (out []group) {
	var g group
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && !isRule(line) {
			g = append(g, line)
			continue
		}
		if len(g) > 0 {
			out, g = append(out, g), nil
		}
	}
	if len(g) > 0 {
		out = append(out, g)
	}
	return out
}

// unspaced joins the letters of a name that is spaced out: «З А Р Я   Газета района».
func unspaced(line string) string {
	words := strings.Split(line, "  ")
	for i, w := range words {
		letters := strings.Fields(w)
		if name := strings.Join(letters, ""); len(letters) > 2 && utf8.RuneCountInString(name) == len(letters) {
			words[i] = name
		}
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// flat is the lines of groups.
func flat(groups []group) (out []string) {
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// longHead is the length in bytes of a line that is none of the head of a newspaper.
const longHead = 300

// paperHead returns how many groups are the head of a newspaper and the day of the issue; "" for another text.
func paperHead(groups []group) (head int, day string) {
	named, lines := false, 0
	var above []string // lines that were not asked yet whether one names a newspaper: few texts have an issue
	for i, g := range groups {
		for _, line := range g {
			if lines++; lines > paperLines {
				return head, day
			}
			if len(line) >= longHead {
				continue
			}
			above = append(above, line)
			if !strings.Contains(line, "№") {
				continue
			}
			m := paperIssue.FindStringIndex(line)
			if m != nil && !named {
				named, above = slices.ContainsFunc(above, paperName.MatchString), nil
			}
			if m != nil && named && day == "" {
				for rest := line[m[1]:]; rest != "" && day == ""; {
					day = dateline.Edge(strings.Trim(cutPrice(rest), " .,·|"))
					_, rest, _ = strings.Cut(rest, " ")
				}
				head = i + 1
			}
		}
		if day != "" && i+1 < len(groups) && lines < paperLines && publishes.MatchString(groups[i+1][0]) {
			head = i + 2
			continue
		}
		if day != "" {
			break
		}
	}
	return head, day
}

// cutPrice cuts what stands behind the day of an issue: «Цена свободная».
func cutPrice(s string) string {
	s, _, _ = strings.Cut(s, "Цена")
	return s
}

// rubricOf returns the rubric or the title that the first of groups begins with: a line of a few words in capitals,
// alone or above text; "" for others.
func rubricOf(groups []group) string {
	line := groups[0][0]
	below := ""
	switch {
	case len(groups[0]) > 1:
		below = groups[0][1]
	case len(groups) > 1:
		below = groups[1][0]
	}
	if below == "" || utf8.RuneCountInString(line) > 60 || len(strings.Fields(line)) > 7 || !isCapitals(line) ||
		isActHead(line) || actWord.MatchString(line) && !isRunning(below) || len(groups[0]) > 1 && isCapitals(below) {
		return ""
	}
	return line
}

// isCapitals reports whether a line has words and all of them are in capitals.
func isCapitals(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 3
}

// sentenceCase writes a line in capitals small but for its first letter.
func sentenceCase(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + strings.ToLower(s[size:])
}

// contactsOnly reports whether the lines are who made a newspaper and where it was printed.
func contactsOnly(g group) bool {
	text := strings.Join(g, " ")
	return len(text) < longImprint && page.HasAnyPrefix(strings.ToLower(text), []string{"редактор", "главный редактор",
		"отпечатано", "учредител", "адрес редакции", "адрес издател", "адрес учредител", "адрес:", "тираж", "газета "})
}
