package money

import (
	"strconv"
	"strings"

	"letopis/internal/lazyregexp"
)

// reader reads a passage token by token.
type reader struct {
	text    string
	passage passage
	sums    []Sum
	doubts  []Doubt

	year   int // year of the next sum
	source Source
	unit   Kopecks // unit of the passage, 0 if it names none
	last   int     // end of the last sum
	// sourceEnd is the end of the last mention of a source.
	sourceEnd int
	byYear    bool // sources are listed within years
	asked     bool // a year or source was read, and no sum since
	// told holds the sums of the passage by year and source. A repeated one means that the text is about something
	// else.
	told map[Sum]bool
	over bool
}

// ofBudget matches the adjectives of budgets. Several may share a noun: «областного и районного бюджетов».
const ofBudget = `(?:федеральн|областн|краев|республиканск|окружн|региональн|местн|районн|городск|муниципальн|сельск)` +
	`[а-яё]+`

// several matches a complete list of budgets, of which a token matches only the start.
var several = lazyregexp.New(`(?i)^` + ofBudget + `(?:(?:\s?,|\sи)\s(?:средств[а-яё]*\s)?` + ofBudget +
	`)+\sбюджет[а-яё]*`)

// token matches the parts of a passage that matter.
var token = lazyregexp.New(`(?i)` + strings.Join([]string{
	`(?P<years>\b(20\d\d)\s?(?:г\.|год[а-яё]*)?\s?(?:[-–—]|по|до)\s?(20\d\d)\s?(?:гг?\.|год[а-яё]*)?)`,
	`(?P<year>\b(20\d\d)(?:\s?(?:г\.|год[а-яё]*)|\s?[-–—:]\s|\t))`,
	`(?P<sum>\d{1,3}(?:[ \x{00a0}\x{202f}]\d{3})+(?:[.,]\d+)?|` +
		`\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+(?:[.,]\d+)?)`,
	`(?P<unit>\(?(?:в\s)?(?:тыс(?:\.|яч[а-яё]*)|млн\.?|миллион[а-яё]*|млрд\.?|` +
		`миллиард[а-яё]*)\s?(?:руб[а-яё]*|р\.)?|т\.\s?р(?:уб|\.)|руб(?:\.|л[а-яё]+))`,
	`(?P<several>` + ofBudget + `(?:\s?,|\sи)\s)`,
	`(?P<federal>федеральн[а-яё]+\sбюджет|средств[а-яё]*\sфедеральн|российской\sфедерации)`,
	`(?P<local>(?:местн|районн|городск|муниципальн|сельск)[а-яё]+\s(?:район[а-яё]*\s|поселени[а-яё]*\s)?` +
		`бюджет|бюджет[а-яё]*\s(?:[а-яё-]+(?:ого|ой)\s)?(?:город|район|поселени|муниципальн|сельск|городск)|` +
		`(?:местн|районн|городск)[а-яё]+\sсредств)`,
	`(?P<regional>(?:областн|краев|республиканск|окружн|региональн)[а-яё]+\sбюджет|` +
		`бюджет[а-яё]*\s(?:[а-яё]+\s)?(?:област|края|республик|субъекта|округа)|` +
		`средств[а-яё]*\s(?:областн|краев|республиканск))`,
	`(?P<other>внебюджетн[а-яё]+|(?:прочи|ины)[а-яё]+\sисточник[а-яё]*|средств[а-яё]*\sинвестор)`,
	`(?P<all>(?:всего|итого|общий\sобъ[её]м|объ[её]м\s(?:[а-яё]+\s)?финансирования))`,
	`(?P<byyears>по\sгодам)`,
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
	table := r.table()
	behind := r.last
	r.last = r.passage.start // what precedes the table is read after it
	at := r.passage.start
	for at < r.passage.end {
		m := token.FindStringSubmatchIndex(r.text[at:r.passage.end])
		if m == nil {
			return
		}
		start, end := at+m[0], at+m[1]
		if table.start <= start && start < table.end { // has been read already
			at, r.last = table.end, behind
			continue
		}
		if start-r.last > maxGapBytes {
			return
		}
		next, ok := r.take(m, at, start, end)
		if !ok {
			return
		}
		at = next
	}
}

// take processes a token and returns where to continue. ok is false if what follows is not about the programme.
func (r *reader) take(m []int, at, start, end int) (next int, ok bool) {
	is := func(name string) bool { return m[2*group[name]] >= 0 }
	sub := func(name string, n int) string {
		i := 2 * (group[name] + n)
		return r.text[at+m[i] : at+m[i+1]]
	}
	switch {
	case is("years"):
		// «2015 год – 20786,80 тыс.»
		if i := 2 * (group["years"] + 2); numberRest.MatchString(r.text[end:r.passage.end]) {
			r.inYear(start, sub("years", 1))
			return at + m[i], true
		}
		r.year, r.asked = 0, true
	case is("year"):
		r.inYear(start, sub("year", 1))
	case is("sum"):
		return r.sum(start, end), !r.over
	case is("unit"):
		r.unit = unitOf(r.text[start:end])
	case is("several"):
		if n := len(several.FindString(r.text[start:r.passage.end])); n > 0 {
			r.from(All, start, start+n)
			return start + n, true
		}
	case is("federal"):
		r.from(Federal, start, end)
	case is("local"):
		r.from(Local, start, end)
	case is("regional"):
		r.from(Regional, start, end)
	case is("other"):
		r.from(Other, start, end)
	case is("all"):
		if !r.asked { // «2015 год – всего 100,0» continues the year
			r.year, r.source, r.byYear = 0, All, false
		}
		r.asked = true
	case is("byyears"):
		if !r.nested(start) && r.years(start) { // a sentence of its own lists years of all sources
			r.year, r.source, r.byYear = 0, All, false
		}
	case is("lesser"):
		return end, len(r.sums) == 0
	}
	return end, true
}

// inYear sets the year of the following sums.
func (r *reader) inYear(at int, year string) {
	if !r.nested(at) && r.byYear {
		r.source = All
	}
	r.year, _ = strconv.Atoi(year)
	r.asked = true
}

func (r *reader) doubt(why string, s Sum) {
	s.Amount = 0
	r.doubts = append(r.doubts, Doubt{Why: why, Sums: []Sum{s}})
}

// numberRest matches the rest of a number that was read in part, or its unit.
var numberRest = lazyregexp.New(`(?i)^(?:\d|[.,]\d|[ \x{00a0}\x{202f}]\d{3}(?:\D|$)|\s?(?:тыс|млн|млрд|руб|т\.\s?р))`)

// nested reports whether the text at a position breaks down the last sum: «…, в том числе:».
func (r *reader) nested(at int) bool {
	between := strings.ToLower(r.text[r.last:at])
	return strings.Contains(between, "том числе") || strings.Contains(between, "из них")
}

// from records a source, either of the following sums or of the last one, as in «100,0 тыс. рублей за счёт средств
// …». A sum from several sources gets none.
func (r *reader) from(s Source, at, end int) {
	if r.asked && r.sourceEnd > r.last && s != r.source && joined.MatchString(r.text[r.sourceEnd:at]) {
		s = All
	}
	r.sourceEnd = end
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

// years reports whether the sums of a source end because a new sentence or paragraph starts.
func (r *reader) years(at int) bool {
	return strings.Contains(r.text[r.last:at], "\n\n") || strings.Contains(r.text[r.last:at], ". ")
}

// joined matches the text between sources of one sum: «бюджета Республики Коми и».
var joined = lazyregexp.New(`(?i)^[^\n;:.()–—\d]{0,80}(?:,|\sи)\s[^\n;:.()–—\d]{0,30}$`)

// after matches the text between a sum and its source.
var after = lazyregexp.New(`(?i)^ ?\(? ?(?:[-–—] ?)?(?:за сч[её]т|из|средства) (?:средств[а-яё]* )?(?:[а-яё]+ )?$`)

// sum reads a number with its unit and returns where to continue.
func (r *reader) sum(start, end int) int {
	rest := restOfNumber.FindStringIndex(r.text[end:r.passage.end])
	if rest != nil {
		end += rest[1]
	}
	digits := r.text[start:end]
	unit, to := Kopecks(0), end
	if m := unitAfter.FindStringSubmatchIndex(r.text[end:r.passage.end]); m != nil {
		unit, to = unitOf(r.text[end+m[2]:end+m[3]]), end+m[1]
		r.unit = unit
	}
	before := strings.TrimRight(r.text[r.passage.start:start], " \u00a0\t")
	told := strings.HasSuffix(before, "–") || strings.HasSuffix(before, "-") || strings.HasSuffix(before, "—") ||
		strings.HasSuffix(before, ":") || strings.HasSuffix(before, "=")
	if unit == 0 && (!r.asked || !told || other.MatchString(r.text[end:r.passage.end])) {
		return end // not a sum
	}
	s := Sum{Year: r.year, Source: r.source, Start: start, End: to}
	if unit == 0 {
		unit = r.unit
	}
	amount, ok := parse(digits, unit)
	if m := kopecks.FindStringSubmatch(r.text[to:r.passage.end]); m != nil && unit == 100 {
		k, _ := strconv.Atoi(m[1])
		amount, to = amount+Kopecks(k), to+len(m[0])
		s.End = to
	}
	switch s.Amount = amount; {
	case unit == 0:
		r.doubt(DoubtUnit, s)
	case !ok || rest != nil:
		r.doubt(DoubtNumber, s)
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
	// unitAfter matches the unit after a number, possibly with the number in words between: «300 000 (триста тысяч)
	// рублей».
	unitAfter = lazyregexp.New(`(?i)^(?:(?:\s?\([а-яё\s]{3,200}\))?[\s\x{00a0}]{0,2}|[ \x{00a0}]?\()` +
		`(т\.\s?р(?:уб[а-яё]*\.?|\.)|(?:тыс(?:\.|яч[а-яё]*)?|млн\.?|миллион[а-яё]*|млрд\.?|миллиард[а-яё]*)` +
		`[\s\x{00a0}]?(?:руб(?:\.|л[а-яё]+|)|р\.)?|руб(?:\.|л[а-яё]+)?)`)
	// restOfNumber matches the rest of a number with irregular grouping: «1234 567,8».
	restOfNumber = lazyregexp.New(`^(?:[ \x{00a0}\x{202f}]{1,2}\d{3})+\b(?:[.,]\d+)?`)
	kopecks      = lazyregexp.New(`(?i)^[\s\x{00a0}]?(\d\d)[\s\x{00a0}]?коп(?:е[а-яё]+|\.)`)
	other        = lazyregexp.New(`(?i)^[\s\x{00a0}]?(?:%|процент|год|г\.|чел|ед|км|шт|кв|га\b|м\b|№|[./]\d)`)
)

// unitOf returns the value of a unit.
func unitOf(s string) Kopecks {
	switch s = strings.ToLower(s); {
	case strings.Contains(s, "тыс"), strings.Contains(s, "т."):
		return 100_000
	case strings.Contains(s, "млн"), strings.Contains(s, "миллион"):
		return 100_000_000
	case strings.Contains(s, "млрд"), strings.Contains(s, "миллиард"):
		return 100_000_000_000
	}
	return 100
}

// parse converts a number of units: «12 345,6». It returns false if it is not a number or too large.
func parse(digits string, unit Kopecks) (Kopecks, bool) {
	if strings.Count(digits, ".") > 1 || strings.Contains(digits, ",") { // full stops separate thousands
		digits = strings.ReplaceAll(digits, ".", "")
	}
	digits = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(digits)
	f, err := strconv.ParseFloat(digits, 64)
	k := f*float64(unit) + 0.5
	if err != nil || k > 1e17 {
		return 0, false
	}
	return Kopecks(k), true
}
