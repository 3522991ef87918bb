package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/config"
	"letopis/internal/wiring"
)

// What is hidden cannot be found, completed or read by any way: no number, no beginning of
// one, no phrase through it.
func TestPersonalDataCannotBeConfirmed(t *testing.T) {
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "d")
	write(t, filepath.Join(dir, "СНИЛС 087-654-303 00.txt"), "АДМИНИСТРАЦИЯ ГОРОДА УГЛИЧА\nПОСТАНОВЛЕНИЕ\n"+
		"от 21.07.2017 № 179-а\nО выплате Иванову (СНИЛС № 087–654–303–00)\nВыплатить Иванову И. И., ИНН: 5001 0073 2259, "+
		"паспорт серии 4509 номер 123456, телефон 8-910-812-34-56.\nОсновной текст о дорогах.\n")
	write(t, filepath.Join(dir, "other.txt"), "АДМИНИСТРАЦИЯ ГОРОДА УГЛИЧА\nПОСТАНОВЛЕНИЕ\n"+
		"от 22.07.2017 № 180-а\nО дорогах\n"+
		"документ, удостоверяющий личность: 4509\u00a0123456, СНИЛС 087\u2011654\u2011\n303 00, дороги.\n")
	t.Setenv("LETOPIS_SERVER_MASK_ALSO", "phones")
	t.Setenv("LETOPIS_SERVER_RATE", "-1")
	must(t, "ingest", "--data", data, dir)
	address, stop := start(t, data)
	get := func(path string) string {
		t.Helper()
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v %s", path, resp.StatusCode, err, b)
		}
		return string(b)
	}
	total := func(q string) int {
		t.Helper()
		var found struct{ Total int }
		if err := json.Unmarshal([]byte(get("/api/v1/search?raw=true&q="+url.QueryEscape(q))), &found); err != nil {
			t.Fatal(err)
		}
		return found.Total
	}
	for _, q := range []string{"дорогах", "179-а", `"о выплате иванову"`} {
		if total(q) == 0 {
			t.Errorf("%s is not found: the test proves nothing", q)
		}
	}
	numbers := []string{"087-654-303 00", "087–654–303–00", "5001 0073 2259", "4509 123456", "8-910-812-34-56"}
	var queries []string
	for _, n := range numbers {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, n)
		queries = append(queries, n, `"`+n+`"`, digits)
		for i := 3; i < len(digits); i++ {
			queries = append(queries, digits[:i]+"*")
		}
		for _, part := range strings.FieldsFunc(n, func(r rune) bool { return r < '0' || r > '9' }) {
			if len(part) >= 3 {
				queries = append(queries, part, part[:3]+"*", `"снилс `+part+`"`, `"номер `+part+`"`)
			}
		}
	}
	queries = append(queries, `"снилс № 087–654–303–00"`, `"серии 4509"`, `"паспорт серии 4509 номер 123456"`)
	for _, q := range queries {
		if n := total(q); n != 0 {
			t.Errorf("%s finds %d", q, n)
		}
	}
	var pages []string
	for _, q := range queries {
		pages = append(pages, "/api/v1/suggest?q="+url.QueryEscape(strings.Trim(q, `"*`)))
	}
	for _, id := range []string{find(t, data, "выплате"), find(t, data, "180-а")} {
		pages = append(pages, "/d/"+id, "/api/v1/documents/"+id, "/api/v1/documents/"+id+"/similar",
			"/api/v1/documents/"+id+"/cite", "/d/"+id+"?q=087")
	}
	pages = append(pages, "/", "/about", "/search?q=выплате+снилс", "/api/v1/search?q=выплате+снилс+паспорт",
		"/search.atom?q=дорогах", "/search.json?q=дорогах", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/api/v1/status",
		"/api/v1/export?format=csv", "/api/v1/export?format=ndjson", "/api/v1/search?q=087-654")
	for _, p := range pages {
		leaks(t, p, strings.ReplaceAll(get(p), strings.TrimSuffix(queryOf(p), "*"), ""))
	}
	for _, args := range [][]string{{"show", "--data", data, find(t, data, "выплате")},
		{"show", "--json", "--data", data, find(t, data, "180-а")}, {"export", "--format", "csv", "--data", data}} {
		leaks(t, args[0], must(t, args...))
	}
	stop()
	terms(t, data)
}

// queryOf is what a request asks for: an answer may say it again.
func queryOf(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Query().Get("q") == "" {
		return "\x00"
	}
	return u.Query().Get("q")
}

// leaks looks for parts of the numbers that nothing else has.
func leaks(t *testing.T, where, answer string) {
	t.Helper()
	for _, n := range []string{"654-303", "654–303", "654\u2011303", "654 303", "0073 2259", "00732259", "4509 123456",
		"4509\u00a01234", "номер 123456", "серии 4509", "812-34"} {
		if strings.Contains(answer, n) {
			t.Errorf("%s shows %q: %.600s", where, n, answer)
		}
	}
}

// terms looks into the vocabulary of the index.
func terms(t *testing.T, data string) {
	t.Helper()
	cfg := config.Default()
	cfg.Data, cfg.Server.MaskAlso = data, []string{"phones"}
	a, err := wiring.Open(t.Context(), &cfg, slog.New(slog.DiscardHandler), false)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.OpenIndex(t.Context(), "test", func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"body", "exact", "title", "aside", "number"} {
		for _, prefix := range []string{"087", "654", "303", "5001", "0073", "2259", "4509", "1234", "910", "812"} {
			found, err := a.Indexer.Live().Terms(t.Context(), field, prefix, 10)
			if err != nil || len(found) > 0 {
				t.Errorf("%s has %v %v", field, found, err)
			}
		}
	}
}
