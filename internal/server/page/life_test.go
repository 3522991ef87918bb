package page_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
	"letopis/web"
)

// lives are an act, one that repeals it, and one that was amended by an act that is not held.
func lives() []*archive.Document {
	act := func(uri, number, day string, effects ...archive.Effect) *archive.Document {
		date, _ := archive.ParseDate(day)
		d := &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
			Text: "Постановление " + number, Original: archive.Original{SHA256: strings.Repeat("0", 64), Name: uri},
			Facts: archive.Facts{Title: servertest.Value("О "+uri, "", 0, 0), Kind: servertest.Value("постановление", "", 0, 0),
				Number: servertest.Value(number, "", 0, 0), Date: date, Effects: effects, Issuer: archive.Issuer{
					Value: archive.Value{Text: "Администрация города"}, ID: "kungurskiy/administratsiya"}}}
		for _, e := range effects {
			d.Facts.Cites = append(d.Facts.Cites, e.Act)
		}
		return d
	}
	ref := func(number, day string) archive.Citation {
		date, _ := archive.ParseDate(day)
		return archive.Citation{Kind: "постановление", Number: number, Date: date, Level: "municipal"}
	}
	repeals := archive.Effect{What: archive.EffectRepeals, Act: ref("901", "2014-03-04")}
	told := archive.Effect{What: archive.EffectAmends, By: ref("1711", "2015-12-30")}
	absent := archive.Effect{What: archive.EffectAmends, Act: ref("77", "2012-02-03"), Part: "пункт 3"}
	return []*archive.Document{act("pool.txt", "901", "2014-03-04"), act("end.txt", "902", "2015-05-06", repeals),
		act("edition.txt", "903", "2014-07-08", told), act("change.txt", "904", "2014-08-09", absent)}
}

// The end of an act's term is told once, in words that include the last day.
func TestTermOfAnAct(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := lives()[0]
	until, _ := archive.ParseDate("2017-12-31")
	d.Facts.Effects = []archive.Effect{{What: archive.EffectLapses, Until: until}}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	for address, want := range map[string]string{
		"/d/" + d.ID:                   "действует по\u00a0" + web.Russian.Date("2017-12-31"),
		"/d/" + d.ID + "/life":         "действует по\u00a0" + web.Russian.Date("2017-12-31"),
		"/d/" + d.ID + "?lang=en":      "in force until\u00a0" + web.English.Date("2017-12-31"),
		"/d/" + d.ID + "/life?lang=en": "in force until\u00a0" + web.English.Date("2017-12-31"),
	} {
		page := f.Page(address)
		at := strings.Index(page, want)
		if at < 0 || !strings.HasPrefix(page[at+len(want):], "<") || strings.Contains(page, "действует до") {
			t.Errorf("%s: no %q, or more than that", address, want)
		}
	}
}

// TestLifeOfAnAct holds that whether an act is in force is told wherever an act is shown, and what the
// archive does not hold as not held.
func TestLifeOfAnAct(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := lives()
	f.Commit(archive.Batch{Source: "test", Put: docs})
	pool, end, edition, change := docs[0].ID, docs[1].ID, docs[2].ID, docs[3].ID
	for id, want := range map[string][]string{
		pool: {`data-force="repealed"`, "Утратил силу", "/d/" + end, `"eli:repealed_by"`, `eli:InForce-notInForce`,
			`"legislationLegalForce":"https://schema.org/NotInForce"`},
		end:     {`data-force="in_force"`, "насколько известно архиву", `"legislationRepeals"`, "отменяет: Постановление от"},
		edition: {`data-force="amended"`, "№\u00a01711", "в архиве нет", "по другому документу"},
		change:  {"пункт 3", "в архиве нет"},
	} {
		page := f.Page("/d/" + id)
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q", id, w)
			}
		}
	}
	for _, page := range []string{"/d/" + end + "?lang=en", "/d/" + pool + "?lang=en", "/d/" + pool + "/life?lang=en"} {
		if got := f.Page(page); !strings.Contains(got, "Resolution of") || strings.Contains(got, "Постановление of") {
			t.Errorf("%s: the kind of an act is not in the language of the page", page)
		}
	}
	if page := f.Page("/d/" + end); strings.Contains(page, "legislationLegalForce") {
		t.Error("an act against which nothing is known is said to be in force")
	}
	var got struct {
		Total int
		Hits  []struct{ ID string }
	}
	for _, q := range []string{"force=repealed", "q=" + url.QueryEscape(`статус:отменён`)} {
		if err := json.Unmarshal(f.Get("/api/v1/search?"+q).Body.Bytes(), &got); err != nil || got.Total != 1 ||
			got.Hits[0].ID != pool {
			t.Errorf("%s: %+v %v", q, got, err)
		}
	}
	if body := f.Get("/api/v1/search?limit=1&facets=force").Body.String(); !strings.Contains(body,
		`{"count":1,"id":"repealed","label":"утратил силу"`) {
		t.Error(body)
	}
	if csv := f.Get("/api/v1/export?force=repealed").Body.String(); !strings.Contains(csv,
		",repealed,Постановление от 6 мая 2015 № 902,false\n") {
		t.Error(csv)
	}
	detail := f.Get("/api/v1/documents/" + pool).Body.String()
	for _, w := range []string{`"state":"repealed"`, `"told_by":"` + end + `"`, `"cited_by":["` + end + `"]`} {
		if !strings.Contains(detail, w) {
			t.Errorf("no %s in %s", w, detail)
		}
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{end}})
	if page := f.Page("/d/" + pool); !strings.Contains(page, `data-force="in_force"`) {
		t.Error("what repealed it was removed, and it is still repealed")
	}
}
