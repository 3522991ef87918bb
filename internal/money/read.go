package money

import (
	"regexp"
	"strconv"
	"strings"
)

// reader reads a passage word by word.
type reader struct {
	text    string
	passage passage
	sums    []Sum
	bare    []Sum // without a unit

	year   int // what the next sum is of
	source Source
	unit   Kopecks // of the passage, 0 while none was told
	last   int     // where the last sum ended
	byYear bool    // sources stand within years
	asked  bool    // a year or a source was told, and no sum since
	// told are the sums of the passage, by year and source: who tells one twice tells of something else.
	told map[Sum]bool
	over bool
}

// token is what a passage is read by.
var token = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`(?P<years>\b(20\d\d)\s?(?:г\.|год[а-яё]*)?\s?(?:[-–—]|по|до)\s?(20\d\d)\s?(?:гг?\.|год[а-яё]*)?)`,
	`(?P<year>\b(20\d\d)(?:\s?(?:г\.|год[а-яё]*)|\s?[-–—:]\s|\t))`,
	`(?P<sum>\d{1,3}(?:[ \x{00a0}\x{202f}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)`,
	`(?P<unit>\(?(?:в\s)?(?:тыс(?:\.|яч[а-яё]*)|млн\.?|миллион[а-яё]*|млрд\.?|` +
		`миллиард[а-яё]*)\s?(?:руб[а-яё]*|р\.)?|руб(?:\.|л[а-яё]+))`,
	`(?P<federal>федеральн[а-яё]+\sбюджет|средств[а-яё]*\sфедеральн|российской\sфедерации)`,
	`(?P<local>(?:местн|районн|городск|муниципальн|сельск)[а-яё]+\s(?:район[а-яё]*\s|поселени[а-яё]*\s)?` +
		`бюджет|бюджет[а-яё]*\s(?:город|район|поселени|муниципальн|сельск|городск)|` +
		`(?:местн|районн|городск)[а-яё]+\sсредств)`,
	`(?P<regional>(?:областн|краев|республиканск|окружн|региональн)[а-яё]+\sбюджет|` +
		`бюджет[а-яё]*\s(?:[а-яё]+\s)?(?:област|края|республик|субъекта|округа)|` +
		`средств[а-яё]*\s(?:областн|краев|республиканск))`,
	`(?P<other>внебюджетн[а-яё]+|(?:прочи|ины)[а-яё]+\sисточник[а-яё]*|средств[а-яё]*\sинвестор)`,
	`(?P<all>(?:всего|итого|общий\sобъ[её]м|объ[её]м\s(?:[а-яё]+\s)?финансирования))`,
	`(?P<lesser>подпрограмм[а-яё]*)`,
}, "|"))

var group = func() map[string]int {
	out := map[string]int{}
	for i, name := range token.SubexpNames() {
		if name != "" {
			out[name] = i
		}
	}
	return out
}()

func (r *reader) read() {
	r.last = r.passage.start
	lines := r.tables()
	at := r.passage.start
	for at < r.passage.end {
		m := token.FindStringSubmatchIndex(r.text[at:r.passage.end])
		if m == nil {
			return
		}
		start, end := at+m[0], at+m[1]
		if t := lines.of(start); t > start { // it was read as a table
			at = t
			continue
		}
		if start-r.last > silence {
			return
		}
		next, ok := r.take(m, at, start, end)
		if !ok {
			return
		}
		at = next
	}
}

// take reads a token, and tells where to go on; not ok where what follows is not of the programme.
func (r *reader) take(m []int, at, start, end int) (next int, ok bool) {
	is := func(name string) bool { return m[2*group[name]] >= 0 }
	sub := func(name string, n int) string {
		i := 2 * (group[name] + n)
		return r.text[at+m[i] : at+m[i+1]]
	}
	switch {
	case is("years"):
		r.year, r.asked = 0, true
	case is("year"):
		if !r.nested(start) && r.byYear {
			r.source = All
		}
		r.year, _ = strconv.Atoi(sub("year", 1))
		r.asked = true
	case is("sum"):
		return r.sum(start, end), !r.over
	case is("unit"):
		r.unit = unitOf(r.text[start:end])
	case is("federal"):
		r.from(Federal, start)
	case is("local"):
		r.from(Local, start)
	case is("regional"):
		r.from(Regional, start)
	case is("other"):
		r.from(Other, start)
	case is("all"):
		if !r.asked { // «2015 год – всего 100,0» goes on
			r.year, r.source, r.byYear = 0, All, false
		}
		r.asked = true
	case is("lesser"):
		return end, len(r.sums) == 0
	}
	return end, true
}

// nested reports whether what stands at a place belongs to what the last sum is of: «…, в том числе:».
func (r *reader) nested(at int) bool {
	between := strings.ToLower(r.text[r.last:at])
	return strings.Contains(between, "том числе") || strings.Contains(between, "из них")
}

// from notes where money comes from: of the next sums, or of the last one, «100,0 тыс. рублей за счёт средств …».
func (r *reader) from(s Source, at int) {
	if n := len(r.sums); n > 0 && !r.asked && r.sums[n-1].Source == All && after.MatchString(r.text[r.last:at]) {
		if r.sums[n-1].Source = s; r.sums[n-1].Year == 0 {
			r.source = s
		}
		return
	}
	if r.year != 0 && !(r.asked && len(r.sums) == 0) {
		if r.asked || r.nested(at) || r.byYear && !r.years(at) {
			r.byYear = true
		} else {
			r.year, r.byYear = 0, false
		}
	}
	r.source, r.asked = s, true
}

// years reports whether the sums of one source end: a new sentence or line begins.
func (r *reader) years(at int) bool {
	return strings.Contains(r.text[r.last:at], "\n\n") || strings.Contains(r.text[r.last:at], ". ")
}

// after is what stands between a sum and the source that it is from.
var after = regexp.MustCompile(`(?i)^ ?\(? ?(?:[-–—] ?)?(?:за сч[её]т|из|средства) (?:средств[а-яё]* )?(?:[а-яё]+ )?$`)

// sum reads a number, with its unit.
func (r *reader) sum(start, end int) int {
	digits := r.text[start:end]
	unit, to := Kopecks(0), end
	if m := unitAfter.FindStringIndex(r.text[end:r.passage.end]); m != nil {
		unit, to = unitOf(r.text[end:end+m[1]]), end+m[1]
		r.unit = unit
	}
	before := strings.TrimRight(r.text[r.passage.start:start], " \u00a0\t")
	told := strings.HasSuffix(before, "–") || strings.HasSuffix(before, "-") || strings.HasSuffix(before, "—") ||
		strings.HasSuffix(before, ":") || strings.HasSuffix(before, "=")
	if unit == 0 && (!r.asked || !told || other.MatchString(r.text[end:r.passage.end])) {
		return end // a number of something else
	}
	s := Sum{Year: r.year, Source: r.source, Start: start, End: to}
	if unit == 0 {
		unit = r.unit
	}
	amount, ok := parse(digits, unit)
	switch s.Amount = amount; {
	case unit == 0 || !ok:
		r.bare = append(r.bare, s)
	case r.told[Sum{Year: s.Year, Source: s.Source}]:
		r.over = true
	default:
		r.told[Sum{Year: s.Year, Source: s.Source}] = true
		r.sums = append(r.sums, s)
	}
	r.last, r.asked = to, false
	return to
}

var (
	unitAfter = regexp.MustCompile(`(?i)^[\s\x{00a0}]{0,2}\(?(?:(?:тыс(?:\.|яч[а-яё]*)?|млн\.?|миллион[а-яё]*|` +
		`млрд\.?|миллиард[а-яё]*)[\s\x{00a0}]?(?:руб(?:\.|л[а-яё]+|)|р\.)?|руб(?:\.|л[а-яё]+)?)`)
	other = regexp.MustCompile(`(?i)^[\s\x{00a0}]?(?:%|процент|год|г\.|чел|ед|км|шт|кв|га\b|м\b|№|[./]\d)`)
)

// unitOf is what one of a unit is.
func unitOf(s string) Kopecks {
	switch s = strings.ToLower(s); {
	case strings.Contains(s, "тыс"):
		return 100_000
	case strings.Contains(s, "млн"), strings.Contains(s, "миллион"):
		return 100_000_000
	case strings.Contains(s, "млрд"), strings.Contains(s, "миллиард"):
		return 100_000_000_000
	}
	return 100
}

// parse reads a number of units: «12 345,6».
func parse(digits string, unit Kopecks) (Kopecks, bool) {
	digits = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(digits)
	f, err := strconv.ParseFloat(digits, 64)
	k := f*float64(unit) + 0.5
	if err != nil || k > 1e17 {
		return 0, false
	}
	return Kopecks(k), true
}
