package following_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/follow"
	"letopis/internal/follow/followtest"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

// world is a server with what follows searches beside it.
type world struct {
	*servertest.Fixture
	t       *testing.T
	signups *follow.Signups
	runner  *follow.Runner
	smtp    *followtest.Server
	now     time.Time
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, smtp: followtest.Start(t), now: time.Now().UTC().Truncate(time.Millisecond)}
	var store archive.Store
	w.Fixture = servertest.New(t, func(o *server.Options) {
		store = o.Store
		w.signups = &follow.Signups{Store: store, Seq: store.Seq, Mail: true, Now: func() time.Time { return w.now }}
		o.Follow = w.signups
	})
	mailer, err := follow.NewSMTP(w.smtp.Options)
	if err != nil {
		t.Fatal(err)
	}
	w.runner = follow.New(follow.Options{Store: store, Searches: w.Server.Followed(), Mailer: mailer,
		Hooks: follow.NewHooks("test", true), Base: "https://archive.example", Name: "Архив",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
		Times: follow.Times{Pace: time.Nanosecond, Again: time.Millisecond}})
	return w
}

// pass lets an hour go by, and has what is due sent.
func (w *world) pass() []followtest.Mail {
	w.t.Helper()
	w.now = w.now.Add(time.Hour)
	if err := w.runner.Pass(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return w.smtp.Take()
}

// post sends a form as a browser does.
func (w *world) post(path string, fields url.Values) (int, string) {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	got := w.Do(r, false)
	return got.Code, got.Body.String()
}

// comes commits a document.
func (w *world) comes(uri, text string) string {
	w.t.Helper()
	d := &archive.Document{Source: "test", URI: uri, ID: archive.NewID("test", uri), Status: archive.StatusOK, Text: text,
		Original: archive.Original{Name: uri, SHA256: strings.Repeat("0", 64)},
		Facts:    archive.Facts{Title: archive.Value{Text: "О " + uri}, Date: archive.Date{Year: 2026, Month: 11, Day: 30}}}
	w.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	return d.ID
}

var linkOf = regexp.MustCompile(`https://archive\.example(/follow/[\w-]+)`)

// TestLetters goes the whole way: sign up, confirm, a document, its letter, and the end by one click.
func TestLetters(t *testing.T) {
	t.Parallel()
	w := start(t)
	address := "/follow?q=" + url.QueryEscape("ремонт дорог http://evil.example") + "&raw=true"
	if page := w.Get(address).Body.String(); !strings.Contains(page, `action="`+
		strings.ReplaceAll(address, "&", "&amp;")) || !strings.Contains(page, "/search.atom?q=") {
		t.Fatalf("the form:\n%s", page)
	}
	address = "/follow?q=" + url.QueryEscape("ремонт дорог") + "&raw=true"
	w.comes("before.txt", "Ремонт дорог до подписки.")
	const to = "ivanov@gorod.example"
	code, asked := w.post(address, url.Values{"email": {" Ivanov@Gorod.Example "}, "every": {"at_once"}})
	if code != 200 || !strings.Contains(asked, "придёт письмо") {
		t.Fatalf("%d %s", code, asked)
	}
	letters := w.pass()
	if len(letters) != 1 || letters[0].To != "Ivanov@gorod.example" || letters[0].Header.Get("List-Unsubscribe") != "" {
		t.Fatalf("%+v", letters)
	}
	link := linkOf.FindStringSubmatch(letters[0].Text)
	if link == nil || !strings.Contains(letters[0].HTML, link[0]) {
		t.Fatalf("no link in %+v", letters[0])
	}
	got := w.Get(link[1])
	if !strings.Contains(got.Body.String(), `value="confirm"`) || got.Header().Get("Cache-Control") != "no-store" ||
		got.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%v %s", got.Header(), got.Body)
	}
	w.comes("unconfirmed.txt", "Ремонт дорог, пока не подтверждено.")
	if letters := w.pass(); len(letters) != 0 { // a program that looks at links has not confirmed it
		t.Fatalf("letters without a confirmation: %+v", letters)
	}
	if _, page := w.post(link[1], url.Values{"do": {"confirm"}}); !strings.Contains(page, "Подтверждено") {
		t.Fatal(page)
	}
	w.comes("other.txt", "О погоде и рыбалке.")
	id := w.comes("news.txt", "Ремонт дорог у пристани <b>начат</b> в ноябре.")
	gone := w.comes("gone.txt", "Ремонт дорог, которого не будет.")
	if err := w.runner.Pass(t.Context()); err != nil { // found, and not due yet
		t.Fatal(err)
	}
	w.Commit(archive.Batch{Source: "test", Delete: []string{gone}})
	letters = w.pass()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	l := letters[0]
	for _, want := range []string{"О news.txt", "Ремонт дорог у пристани <b>начат</b>", "https://archive.example/d/" + id,
		link[0], "30"} {
		if !strings.Contains(l.Text, want) {
			t.Errorf("no %q in\n%s", want, l.Text)
		}
	}
	for _, never := range []string{"before.txt", "unconfirmed.txt", "other.txt", "gone.txt"} {
		if strings.Contains(l.Text+l.HTML, never) {
			t.Errorf("%s is told:\n%s", never, l.Text)
		}
	}
	if !strings.Contains(l.HTML, "&lt;b&gt;начат") || strings.Contains(l.Subject, "\n") ||
		l.Subject != "1 новый документ — ремонт дорог · Архив" {
		t.Errorf("%q\n%s", l.Subject, l.HTML)
	}
	if stop := l.Header.Get("List-Unsubscribe"); stop != "<"+link[0]+">" ||
		l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" ||
		l.Header.Get("Auto-Submitted") != "auto-generated" || l.Header.Get("Message-ID") == "" || l.Header.Get("Date") == "" {
		t.Errorf("%v", l.Header)
	}
	w.comes("news.txt", "Ремонт дорог у пристани окончен.") // corrected
	if letters := w.pass(); len(letters) != 0 {
		t.Errorf("told again: %+v", letters)
	}
	if code, _ := w.post(link[1], url.Values{"List-Unsubscribe": {"One-Click"}}); code != 200 {
		t.Errorf("one click: %d", code)
	}
	w.comes("late.txt", "Ремонт дорог после отписки.")
	if letters := w.pass(); len(letters) != 0 {
		t.Errorf("after the end: %+v", letters)
	}
	if list, err := w.Store.ListFollows(t.Context(), archive.FollowKey{}); err != nil || len(list) != 0 {
		t.Errorf("the address is kept: %+v %v", list, err)
	}
	if log := w.Log(); strings.Contains(log, to) || strings.Contains(log, strings.TrimPrefix(link[1], "/follow/")) {
		t.Errorf("the log names whom only letters may:\n%s", log)
	}
}

// TestNobodyFindsOutWhoFollows asks for addresses that follow, that do not, and that had letters enough.
func TestNobodyFindsOutWhoFollows(t *testing.T) {
	t.Parallel()
	w := start(t)
	ask := func(to, do string) string {
		t.Helper()
		code, page := w.post("/follow?city=myshkin", url.Values{"email": {to}, "every": {"daily"}, "do": {do}})
		if code != 200 {
			t.Fatalf("%s: %d", to, code)
		}
		return strings.ReplaceAll(page, to, "somebody")
	}
	first := ask("a@gorod.example", "follow")
	for range 5 {
		if again := ask("a@gorod.example", "follow"); again != first {
			t.Error("another answer for an address that asked before")
		}
	}
	letters := w.pass()
	if len(letters) != 5 { // of six
		t.Errorf("%d letters to who did not confirm", len(letters))
	}
	unknown := ask("b@gorod.example", "manage")
	link := linkOf.FindStringSubmatch(letters[0].Text)
	w.post(link[1], url.Values{"do": {"confirm"}})
	w.now = w.now.Add(25 * time.Hour)
	if known := ask("a@gorod.example", "manage"); known != unknown {
		t.Error("another answer for an address that follows")
	}
	letters = w.pass()
	if len(letters) != 1 || !strings.Contains(letters[0].Text, link[0]) {
		t.Fatalf("%+v", letters)
	}
	for _, bad := range []string{"", "a", "a@b", "a@b.ru, c@d.ru", "a@b.ru\r\nBcc: c@d.ru", `"x y"@b.ru`, "Иван <a@b.ru>",
		"a@" + strings.Repeat("b", 260) + ".ru"} {
		if code, page := w.post("/follow", url.Values{"email": {bad}, "every": {"daily"}}); code != 200 && code != 429 ||
			code == 200 && !strings.Contains(page, "email-error") {
			t.Errorf("%q: %d", bad, code)
		}
	}
	w.post(link[1], url.Values{"do": {"erase"}})
	if list, err := w.Store.ListFollows(t.Context(), archive.FollowKey{}); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	code := 0
	for range 20 {
		code, _ = w.post("/follow", url.Values{"email": {"c@gorod.example"}, "every": {"daily"}})
	}
	if code != http.StatusTooManyRequests {
		t.Errorf("twenty sign-ups of one client: %d", code)
	}
}

// TestUnconfirmed is forgotten.
func TestUnconfirmed(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.post("/follow", url.Values{"email": {"a@gorod.example"}, "every": {"weekly"}})
	link := linkOf.FindStringSubmatch(w.pass()[0].Text)
	w.now = w.now.Add(48 * time.Hour)
	w.pass()
	if _, page := w.post(link[1], url.Values{"do": {"confirm"}}); !strings.Contains(page, "ничего нет") {
		t.Error(page)
	}
	if list, _ := w.Store.ListFollows(t.Context(), archive.FollowKey{}); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// TestRefusedLetters are tried again for three days, and then no more; other addresses do not suffer.
func TestRefusedLetters(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, to := range []string{"bad@gorod.example", "good@gorod.example"} {
		w.post("/follow", url.Values{"email": {to}, "every": {"at_once"}})
	}
	for _, l := range w.pass() {
		w.post(linkOf.FindStringSubmatch(l.Text)[1], url.Values{"do": {"confirm"}})
	}
	w.smtp.Refuse("bad@gorod.example", 550)
	w.comes("a.txt", "текст")
	w.pass() // found
	if letters := w.pass(); len(letters) != 1 || letters[0].To != "good@gorod.example" {
		t.Fatalf("%+v", letters)
	}
	state := func() archive.Follow {
		list, err := w.Store.ListFollows(t.Context(), archive.FollowKey{To: "bad@gorod.example"})
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v %v", list, err)
		}
		return list[0]
	}
	if f := state(); f.Tries == 0 || f.Suspended || strings.Contains(f.Error, "bad@") {
		t.Errorf("%+v", f)
	}
	w.now = w.now.Add(72 * time.Hour)
	w.pass()
	if f := state(); !f.Suspended || !strings.Contains(f.Error, "550") {
		t.Errorf("%+v", f)
	}
	w.smtp.Refuse("bad@gorod.example", 0)
	if err := w.signups.Resume(t.Context(), state().ID); err != nil {
		t.Fatal(err)
	}
	w.comes("b.txt", "текст")
	w.pass()
	letters := w.pass()
	if len(letters) != 2 || strings.Contains(letters[0].Text+letters[1].Text, "a.txt") {
		t.Errorf("after it was resumed: %+v", letters)
	}
}

// TestWebhook checks the signature of what a receiver gets, and what becomes of one that fails.
func TestWebhook(t *testing.T) {
	t.Parallel()
	w := start(t)
	var secret string
	answer, got := http.StatusNoContent, []map[string]any(nil)
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id, stamp := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
		want, err := follow.Sign(secret, id, stamp, body)
		if err != nil || id == "" || r.Header.Get("webhook-signature") != want {
			t.Errorf("%v: %v, want %s", err, r.Header, want)
		}
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			t.Error(err)
		}
		got = append(got, m)
		rw.Header().Set("Location", "https://elsewhere.example/")
		rw.WriteHeader(answer)
	}))
	defer receiver.Close()
	f, err := w.signups.Add(t.Context(), follow.Asked{Webhook: receiver.URL, Query: url.Values{"q": {"ремонт"}},
		Every: archive.FollowAtOnce, Lang: "ru"})
	if err != nil {
		t.Fatal(err)
	}
	secret = f.Secret
	id := w.comes("a.txt", "Ремонт крыши.")
	w.pass()
	w.pass()
	if len(got) != 1 || got[0]["type"] != "documents.found" {
		t.Fatalf("%+v", got)
	}
	data := got[0]["data"].(map[string]any)
	docs := data["documents"].([]any)
	if len(docs) != 1 || docs[0].(map[string]any)["id"] != id || data["search"] != "ремонт" || data["follow"] != f.ID {
		t.Errorf("%+v", data)
	}
	answer, got = http.StatusFound, nil // a redirect is not followed
	w.comes("b.txt", "Ремонт стены.")
	w.pass()
	w.pass()
	if list, _ := w.Store.ListFollows(t.Context(), archive.FollowKey{}); len(got) != 1 || list[0].Tries != 1 ||
		!strings.Contains(list[0].Error, "302") {
		t.Errorf("%d requests, %+v", len(got), list)
	}
	for range 80 {
		w.pass()
	}
	list, err := w.Store.ListFollows(t.Context(), archive.FollowKey{})
	if err != nil || !list[0].Suspended || len(got) < 5 || len(got) > 30 {
		t.Errorf("%d requests in three days, %+v %v", len(got), list, err)
	}
	if p, err := w.Store.Pending(t.Context()); err != nil || len(p) != 0 {
		t.Errorf("%+v %v", p, err)
	}
}

// TestNoPrivateWebhooks holds that a webhook reaches no private address unless it may.
func TestNoPrivateWebhooks(t *testing.T) {
	t.Parallel()
	w := start(t)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("it was reached")
	}))
	defer receiver.Close()
	runner := follow.New(follow.Options{Store: w.Store, Searches: w.Server.Followed(),
		Hooks: follow.NewHooks("test", false), Base: "https://archive.example",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
		Times: follow.Times{Pace: time.Nanosecond, Again: time.Millisecond}})
	for _, to := range []string{receiver.URL, strings.Replace(receiver.URL, "127.0.0.1", "localhost", 1)} {
		asked := follow.Asked{Webhook: to, Every: archive.FollowAtOnce, Lang: "ru"}
		if _, err := w.signups.Add(t.Context(), asked); err != nil {
			t.Fatal(err)
		}
	}
	w.comes("a.txt", "текст")
	for range 2 {
		if err := runner.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
	}
	list, err := w.Store.ListFollows(t.Context(), archive.FollowKey{})
	for _, f := range list {
		if f.Tries != 1 {
			t.Errorf("%+v %v", f, err)
		}
	}
	for _, bad := range []string{"ftp://a.example", "https://u:p@a.example/", "a.example", ""} {
		if _, err := w.signups.Add(t.Context(), follow.Asked{Webhook: bad, Every: archive.FollowAtOnce,
			Lang: "ru"}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
