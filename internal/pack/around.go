package pack

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"letopis/internal/server/api"
	"letopis/internal/server/page/results"
	"letopis/web"
)

// maxLinks is how many programmes, for example, the start page lists; the search filters have all.
const maxLinks = 100

// listed is how many documents a page of a list has.
const listed = 500

// around writes the pages other than documents: start page, lists by year, search, about; and the assets of all
// pages.
func (p *pages) around(ctx context.Context) error {
	for _, name := range []string{"site.css", "site.js", "icon.svg", web.PackScript} {
		a := p.frame.Assets.Get(name)
		if err := p.w.folder.write(strings.TrimPrefix(a.URL, "/"), a.Raw); err != nil {
			return err
		}
	}
	years := map[int][]*entry{}
	for _, e := range p.w.chosen.entries {
		years[e.year] = append(years[e.year], e)
	}
	var order []int
	for y := range years {
		order = append(order, y)
	}
	slices.SortFunc(order, func(a, b int) int { return b - a }) // those without a date come last
	for _, y := range order {
		if err := p.year(ctx, y, years[y]); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		path, title string
		content     func(web.Page) web.Content
	}{
		{"/", "", func(page web.Page) web.Content { return p.first(page, order, years) }},
		{"/search", p.w.o.Lang.T("pack.search"), searchPage},
		{"/about", p.w.o.Lang.T("pack.about"), p.aboutPage},
	} {
		call, err := p.call(ctx, x.path)
		if err != nil {
			return err
		}
		if err := p.write(ctx, cmp.Or(x.path[1:], "index")+".html", x.content(p.page(call, x.title))); err != nil {
			return err
		}
	}
	return nil
}

// searchPage returns the page on which the script searches.
func searchPage(page web.Page) web.Content {
	page.Packed.Search, page.NoIndex = true, true
	return web.PackedSearch{Page: page, Words: web.PackedWords(page.Lang),
		Lists: web.Link{Href: "/", Text: page.Lang.T("pack.lists")}}
}

// yearPath returns the path of a page, from 1, of a year's list.
func yearPath(year, page int) string {
	name := "none"
	if year != 0 {
		name = strconv.Itoa(year)
	}
	if page > 1 {
		name += "/" + strconv.Itoa(page)
	}
	return "/y/" + name
}

// year writes the list of the documents of a year, newest first; year 0 has those without a date.
func (p *pages) year(ctx context.Context, year int, list []*entry) error {
	slices.SortStableFunc(list, func(a, b *entry) int {
		return cmp.Or(strings.Compare(b.date, a.date), strings.Compare(a.title, b.title))
	})
	lang := p.w.o.Lang
	heading := lang.T("year") + " " + strconv.Itoa(year)
	if year == 0 {
		heading = lang.T("date.none")
	}
	last := (len(list) + listed - 1) / listed
	for n, some := 1, list; n <= last; n++ {
		path := yearPath(year, n)
		call, err := p.call(ctx, path)
		if err != nil {
			return err
		}
		page := web.List{Page: p.page(call, heading), Heading: heading, Lead: lang.Count(len(list), "document")}
		page.Groups = p.months(some[:min(listed, len(some))])
		some = some[min(listed, len(some)):]
		for i := 1; i <= last && last > 1; i++ {
			l := web.PageLink{Link: web.Link{Text: strconv.Itoa(i)}, Label: lang.T("pages.page") + " " + strconv.Itoa(i)}
			if i != n {
				l.Href = yearPath(year, i)
			}
			page.Pages = append(page.Pages, l)
		}
		to, _ := p.target(path)
		if err := p.write(ctx, to, page); err != nil {
			return err
		}
	}
	return nil
}

// months groups documents of a year by month.
func (p *pages) months(list []*entry) (out []web.Group) {
	lang := p.w.o.Lang
	for _, e := range list {
		name := ""
		if len(e.date) >= len("2006-01") {
			name = lang.Date(e.date[:len("2006-01")])
		}
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, web.Group{Name: name, Wide: true})
		}
		g := &out[len(out)-1]
		note := lang.Date(e.date)
		if e.kind >= 0 {
			note = strings.Trim(p.w.chosen.kinds[e.kind].name+", "+note, ", ")
		}
		g.Links = append(g.Links, web.Link{Href: "/d/" + e.id, Text: e.title, Note: note})
	}
	return out
}

// first returns the start page.
func (p *pages) first(page web.Page, order []int, years map[int][]*entry) web.Content {
	lang, c := page.Lang, p.w.chosen
	out := web.PackedHome{Page: page, Lead: page.Packed.Note}
	facet := api.Facet{}
	for _, y := range order {
		l := web.Link{Href: yearPath(y, 1), Text: strconv.Itoa(y), Note: lang.Count(len(years[y]), "document")}
		if y == 0 {
			l.Text, facet.Missing = lang.T("date.none"), len(years[y])
		} else {
			facet.Values = append(facet.Values, api.FacetValue{ID: strconv.Itoa(y), Count: len(years[y])})
		}
		out.Years = append(out.Years, l)
	}
	if h := results.Years(lang, facet); h != nil && len(facet.Values) > 1 {
		for i := range h.Bars {
			h.Bars[i].URL = yearPath(h.Bars[i].Year, 1)
		}
		out.Histogram = h
	}
	links := func(field string, list []named) (out []web.Link) {
		order := byCount(list)
		for _, i := range order[:min(maxLinks, len(order))] {
			v := &list[i]
			note := lang.Count(v.count, "document")
			if field == "place" && v.first != 0 {
				note += ", " + lang.Span(strconv.Itoa(v.first), strconv.Itoa(v.last))
			}
			out = append(out, web.Link{Href: "/search?" + url.Values{field: {v.id}}.Encode(), Text: v.name, Note: note})
		}
		return out
	}
	out.Places, out.Kinds, out.Programs = links("place", c.places), links("kind", c.kinds), links("program", c.programs)
	out.Stats = []web.Link{
		{Text: lang.Number(len(c.entries)), Note: lang.Counted(len(c.entries), "document")},
		{Text: lang.Number(len(c.programs)), Note: lang.Counted(len(c.programs), "program")},
	}
	return out
}

// title returns the name of the copy.
func (c *chosen) title(o *Options) string {
	var names []string
	for field, ids := range map[string][]string{"city": o.Choice.City, "municipality": o.Choice.Municipality,
		"settlement": o.Choice.Settlement} {
		for _, id := range ids {
			names = append(names, cmp.Or(placeName(o.Places, field, id), id))
		}
	}
	names = append(names, o.Choice.Region...)
	slices.Sort(names)
	if len(names) == 0 {
		return o.Archive
	}
	return o.Archive + ": " + strings.Join(names, ", ")
}

// made says when the copy was made and how many documents it has.
func (w *writer) made() string {
	lang, day := w.o.Lang, w.o.Lang.Date(w.o.Now.Format(time.DateOnly))
	n := len(w.chosen.entries)
	if lang == web.English {
		return fmt.Sprintf("A copy of %s, made on %s, which a server does not stand behind.",
			strings.ReplaceAll(lang.Count(n, "document"), "\u00a0", " "), day)
	}
	return fmt.Sprintf("Копия, в которой %s, сделана %s и работает без сервера.", lang.Count(n, "document"), day)
}

// about returns the content of pack.json.
func (w *writer) about() About {
	c := w.o.Choice
	return About{Format: format, Made: w.o.Now.UTC().Format(time.RFC3339), Version: w.o.Version,
		Name: w.chosen.title(&w.o), Archive: w.o.PublicURL, City: c.City, Municipality: c.Municipality,
		Settlement: c.Settlement, Region: c.Region,
		Documents: len(w.chosen.entries), Lacking: w.result.Lacking}
}

// aboutPage explains what the copy contains, how to search it, and how to verify it.
func (p *pages) aboutPage(page web.Page) web.Content {
	lang := page.Lang
	say := func(ru, en string) web.Link { return web.Link{Text: lang.Pick(ru, en)} }
	out := web.PackedAbout{Page: page, Parts: []web.Group{
		{Name: lang.Pick("Что здесь есть", "What is here"), Links: []web.Link{
			say("Страницы документов, их файлы, списки по годам и указатель для поиска. Ссылки на документы, которых в "+
				"копии нет, ведут в архив, а если адрес архива неизвестен — остаются текстом.",
				"Pages of documents, their files, lists by year, and an index for the search. Links to documents that are "+
					"not in the copy lead to the archive, or are text where its address is not known."),
			say("Копия не меняется: исправленное и удалённое в архиве после этого дня здесь остаётся прежним. "+
				"Для новых документов сделайте копию снова.",
				"A copy does not change: what was corrected or removed in the archive since that day is here as it was. "+
					"Make the copy again for new documents."),
		}},
		{Name: lang.Pick("Как искать", "How to search"), Links: []web.Link{
			say("Слова находятся в любой форме, которая встречается в документах копии. Незнакомая форма ищется по основе, "+
				"о чём сказано над результатами; опечатки не исправляются.",
				"Words are found in every form that the documents of the copy have. A form that they have not is looked for "+
					"by its stem, which is said above the results; slips are not corrected."),
			say("«Слова в кавычках» — подряд, в любой форме; -слово — без него. Если документов со всеми словами мало, ниже "+
				"показаны те, где есть не все.",
				"“Words in quotes” stand together, in any form; -word excludes. Where few documents have all the words, those "+
					"with some of them follow."),
			say("Находятся и родственные слова и синонимы, известные архиву. Выше стоят документы, где слова чаще, реже "+
				"встречаются у других, стоят в заголовке и рядом друг с другом (BM25, как в архиве).",
				"Related words and synonyms that the archive knows are found, too. Documents rank by how often words stand in "+
					"them, how rare they are in others, by titles, and by words side by side (BM25, as in the archive)."),
			say("Даты, места и виды документов в запросе остаются словами: выбирайте их фильтрами.",
				"Dates, places and kinds of documents in a query are words: choose them by filters."),
		}},
		{Name: lang.Pick("Как проверить", "How to verify"), Links: []web.Link{
			say("SHA256SUMS — суммы всех файлов: letopis pack --verify ПАПКА или sha256sum -c SHA256SUMS.",
				"SHA256SUMS has the sums of all files: letopis pack --verify FOLDER, or sha256sum -c SHA256SUMS."),
		}},
	}}
	if p.home != "" {
		out.Parts[0].Links = append(out.Parts[0].Links, web.Link{Href: p.home + "/", Text: p.home,
			Note: lang.Pick("— архив, с которого снята копия", "is the archive that was copied")})
	}
	return out
}
