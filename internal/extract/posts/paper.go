package posts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
)

var (
	// paperName tells that a line at the head of a text is that of a newspaper.
	paperName = regexp.MustCompile(`(?i)(?:^|[\s—–-])(?:газета|еженедельник)(?:$|[\s.,])|^[«"][А-ЯЁ]`)
	// paperIssue is the number and the day of an issue: «№ 36 (9247)   ПЯТНИЦА, 9 мая 2008 года».
	paperIssue = regexp.MustCompile(`№\s*\d+(?:\s*\(\d+\))?[\s,.]`)
	// adsRubric names the part of a newspaper in which each group of lines is by itself.
	adsRubric = regexp.MustCompile(`(?i)^(?:объявления|реклама|извещения|информация|коротко|разное)`)
	// actWord is a line of the head of an act, alone in its line.
	actWord = regexp.MustCompile(`(?i)^(?:российская федерация|администрация|совет|дума|глава|собрание|` +
		`республика|муниципальн)`)
)

// minTitle is how many runes the title of an article has more than; who wrote it is shorter.
const minTitle = 14

// paperLines is how many lines at the head of a newspaper have its name and the day of the issue.
const paperLines = 8

// A group is lines of a text that no empty line parts.
type group []string

// paper splits the text of a newspaper into its articles: those below rubrics in capitals, «ИЗ ЗАЛА ЗАСЕДАНИЙ», each
// of the day of the issue. Acts that it publishes are of their own day. It returns nil for any other text.
func paper(whole format.Part) []format.Part {
	groups := groupLines(whole.Text)
	head, day := paperHead(groups)
	if day == "" {
		return nil
	}
	var parts []format.Part
	var ads, acts bool
	rubric, rubrics := "", 0
	for i := head; i < len(groups); i++ {
		g := groups[i]
		if r := rubricOf(groups[i:]); r != "" {
			rubric, ads, acts = r, adsRubric.MatchString(r), false
			rubrics++
			continue
		}
		text := strings.Join(g, "\n")
		titled := headLine(g[0]) && !isCapitals(g[0]) && (len(g) > 1 || i+1 < len(groups) &&
			endsParagraph(groups[i+1][0])) && utf8.RuneCountInString(g[0]) > minTitle
		goesOn := rubric == "" && len(parts) > 0 && !ads && (acts || !titled)
		if goesOn {
			last := &parts[len(parts)-1]
			last.Text += "\n\n" + text
			continue
		}
		if rubrics == 0 || i+1 == len(groups) && contactsOnly(g) {
			continue
		}
		one := whole
		one.Text = text
		one.Hints = map[string]string{"date": day, "page_title": unspaced(groups[0][0])}
		acts = actText(strings.Join(flat(groups[i:min(i+3, len(groups))]), "\n")) && !ads
		switch {
		case acts || ads:
			one.Title = ""
		case titled:
			one.Title = g[0]
		default:
			one.Title = sentenceCase(rubric)
		}
		if !acts && !ads {
			one.Hints["kind"] = "новость"
		}
		parts, rubric = append(parts, one), ""
	}
	if rubrics < 2 || len(parts) < 2 {
		return nil
	}
	aside := strings.Join(flat(groups[:head]), "\n")
	for i := range parts {
		parts[i].Path, parts[i].Aside = postPath(i), aside
	}
	return parts
}

// groupLines parts a text at its empty lines.
func groupLines(text string) (out []group) {
	var g group
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
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

// paperHead returns how many groups are the head of a newspaper and the day of the issue; "" for another text.
func paperHead(groups []group) (head int, day string) {
	named, lines := false, 0
	for i, g := range groups {
		for _, line := range g {
			if lines++; lines > paperLines {
				return head, day
			}
			named = named || paperName.MatchString(line) && len(line) < 300
			if m := paperIssue.FindStringIndex(line); m != nil && named && day == "" && len(line) < 300 {
				for rest := line[m[1]:]; rest != "" && day == ""; {
					day = dateline.Edge(strings.Trim(cutPrice(rest), " .,·|"))
					_, rest, _ = strings.Cut(rest, " ")
				}
				head = i + 1
			}
		}
		if day != "" && i+1 < len(groups) && rubricOf(groups[i+1:]) == "" && lines < paperLines {
			head = i + 2 // who publishes it, since when
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

// rubricOf returns the rubric that the first of groups is: a line alone, of a few words in capitals; "" for others.
func rubricOf(groups []group) string {
	if len(groups) < 2 || len(groups[0]) != 1 {
		return ""
	}
	line := groups[0][0]
	if utf8.RuneCountInString(line) > 60 || len(strings.Fields(line)) > 7 || !isCapitals(line) || isActHead(line) ||
		actWord.MatchString(line) && !isRunning(groups[1][0]) {
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
	low := strings.ToLower(strings.Join(g, " "))
	return page.HasAnyPrefix(low, []string{"редактор", "главный редактор", "отпечатано", "учредител", "адрес", "тираж",
		"газета "})
}
