package oai_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

type header struct {
	Status     string   `xml:"status,attr"`
	Identifier string   `xml:"identifier"`
	Sets       []string `xml:"setSpec"`
}

type oaiAnswer struct {
	Error struct {
		Code string `xml:"code,attr"`
	} `xml:"error"`
	Identify struct {
		Deleted  string `xml:"deletedRecord"`
		Earliest string `xml:"earliestDatestamp"`
		Email    string `xml:"adminEmail"`
	}
	Sets    []string `xml:"ListSets>set>setSpec"`
	Headers []header `xml:"ListIdentifiers>header"`
	Records []struct {
		Header header   `xml:"header"`
		Title  string   `xml:"metadata>dc>title"`
		ID     []string `xml:"metadata>dc>identifier"`
	} `xml:"ListRecords>record"`
	One struct {
		Header header `xml:"header"`
		Title  string `xml:"metadata>dc>title"`
	} `xml:"GetRecord>record"`
	Tokens []string `xml:"ListRecords>resumptionToken"`
}

func harvest(f *servertest.Fixture, query string) (a oaiAnswer) {
	servertest.XML(f, "/oai?"+query, &a)
	return a
}

func TestOAIHarvest(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	id := harvest(f, "verb=Identify")
	if id.Identify.Deleted != "persistent" || id.Identify.Email != "clerk@archive.example" ||
		id.Identify.Earliest < "2020" {
		t.Errorf("Identify: %+v", id.Identify)
	}
	seen := map[string]string{}
	answer := harvest(f, "verb=ListRecords&metadataPrefix=oai_dc")
	for pages := 0; ; pages++ {
		for _, r := range answer.Records {
			seen[r.Header.Identifier] = r.Header.Status
		}
		if pages == 0 { // what goes while a harvest runs is told at its end
			f.Commit(archive.Batch{Source: "test", Delete: []string{servertest.ID("acts/12.txt")}})
		}
		if len(answer.Tokens) == 0 || answer.Tokens[0] == "" {
			if pages == 0 || len(answer.Tokens) != 1 {
				t.Errorf("a list in parts ends with an empty token; %d pages, tokens %v", pages+1, answer.Tokens)
			}
			break
		}
		answer = harvest(f, "verb=ListRecords&resumptionToken="+answer.Tokens[0])
	}
	if len(seen) != 125 || seen["oai:archive.example:"+servertest.ID("acts/12.txt")] != "deleted" {
		t.Errorf("%d records harvested; the removed one is %q", len(seen),
			seen["oai:archive.example:"+servertest.ID("acts/12.txt")])
	}
	one := harvest(f, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:"+servertest.ID(
		"acts/179.txt")).One
	if one.Title != "Об утверждении программы развития туризма" ||
		!slices.Equal(one.Header.Sets, []string{"city:myshkin", "year:2017"}) {
		t.Errorf("GetRecord: %+v", one)
	}
	gone := harvest(f, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:"+servertest.ID(
		"acts/12.txt")).One
	if gone.Header.Status != "deleted" {
		t.Errorf("a removed record: %+v", gone)
	}
	set := harvest(f, "verb=ListRecords&metadataPrefix=oai_dc&set=city:kungur")
	live := 0
	for _, r := range set.Records {
		if r.Header.Status == "" {
			live++
		}
	}
	if live != 1 {
		t.Errorf("%d records in a set, want 1", live)
	}
	if sets := harvest(f, "verb=ListSets").Sets; !slices.Contains(sets, "city:myshkin") ||
		!slices.Contains(sets, "year:2017") {
		t.Errorf("sets: %v", sets)
	}
	if h := harvest(f, "verb=ListIdentifiers&metadataPrefix=oai_dc").Headers; len(h) != 100 {
		t.Errorf("%d headers", len(h))
	}
}

// hourLater is a store whose changes after end came an hour later than they did: times are told to the second.
type hourLater struct {
	archive.Store
	end *atomic.Uint64
}

func (s *hourLater) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	changes, err := s.Store.Changes(ctx, after, limit)
	for i := range changes {
		if end := s.end.Load(); end > 0 && uint64(changes[i].Seq) > end {
			changes[i].At = time.Now().Add(time.Hour)
		}
	}
	return changes, err
}

func (s *hourLater) Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error) {
	entries, err := s.Store.Log(ctx, after, limit)
	for i := range entries {
		if end := s.end.Load(); end > 0 && uint64(entries[i].Seq) > end {
			entries[i].At = time.Now().Add(time.Hour)
		}
	}
	return entries, err
}

func TestOAIDates(t *testing.T) {
	t.Parallel()
	end := new(atomic.Uint64)
	f := servertest.New(t, func(o *server.Options) { o.Store = &hourLater{o.Store, end} })
	seq, err := f.Store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	end.Store(uint64(seq))
	since := time.Now().Add(time.Minute).UTC().Format("2006-01-02T15:04:05Z")
	f.Commit(archive.Batch{Source: "test", Delete: []string{servertest.ID("acts/12.txt")}})
	got := harvest(f, "verb=ListRecords&metadataPrefix=oai_dc&from="+since)
	if len(got.Records) != 1 || got.Records[0].Header.Status != "deleted" {
		t.Errorf("since %s: %+v", since, got)
	}
	got = harvest(f, "verb=ListRecords&metadataPrefix=oai_dc&until=2020-01-01")
	if got.Error.Code != "noRecordsMatch" {
		t.Errorf("%+v", got.Error)
	}
}

func TestOAIErrors(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for query, code := range map[string]string{
		"": "badVerb", "verb=Nonsense": "badVerb", "verb=Identify&verb=Identify": "badVerb",
		"verb=Identify&x=1": "badArgument", "verb=ListRecords": "badArgument",
		"verb=ListRecords&metadataPrefix=marc":                                              "cannotDisseminateFormat",
		"verb=ListRecords&resumptionToken=zzz":                                              "badResumptionToken",
		"verb=ListRecords&resumptionToken=zzz&set=a":                                        "badArgument",
		"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:other:x":                       "idDoesNotExist",
		"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:nothing":       "idDoesNotExist",
		"verb=ListRecords&metadataPrefix=oai_dc&from=yesterday":                             "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2019-01-01":           "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2021-01-01T00:00:00Z": "badArgument",
		"verb=ListSets&resumptionToken=a":                                                   "badResumptionToken",
		"verb=ListRecords&metadataPrefix=oai_dc&set=city:atlantis":                          "noRecordsMatch",
		"verb=ListRecords&metadataPrefix=oai_dc&set=year:17":                                "noRecordsMatch",
		"verb=ListRecords&metadataPrefix=oai_dc&set=all":                                    "noRecordsMatch",
	} {
		if got := harvest(f, query).Error.Code; got != code {
			t.Errorf("%s: %q, want %q", query, got, code)
		}
	}
	r := httptest.NewRequest("POST", "/oai", strings.NewReader("verb=Identify"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := f.Do(r, true); w.Code != 200 || !strings.Contains(w.Body.String(), "<Identify>") {
		t.Errorf("POST: %d %s", w.Code, w.Body)
	}
}
