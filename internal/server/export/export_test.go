package export_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

func TestExport(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	w := f.Get("/api/v1/export?format=csv")
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != 126 {
		t.Fatalf("%d rows (%v), want a head and 125", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	w = f.Get("/api/v1/export?format=ndjson&kind=" + url.QueryEscape("постановление"))
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	for _, line := range lines {
		var h api.Hit
		if err := json.Unmarshal([]byte(line), &h); err != nil || *h.Kind != "постановление" {
			t.Errorf("%v: %s", err, line)
		}
	}
	tags, heads := map[string]bool{}, map[string][]string{"ru": {"Код", "Название", "Вид", "Номер", "Дата"},
		"en": {"ID", "Title", "Kind", "Number", "Date"}}
	for lang, comma := range map[string]rune{"ru": ';', "en": ','} { // as a spreadsheet in that language parts cells
		w := f.Get("/search.csv?lang=" + lang)
		body, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
		table := csv.NewReader(strings.NewReader(body))
		table.Comma = comma
		got, err := table.ReadAll()
		if !marked || err != nil || len(got) != len(rows) || !reflect.DeepEqual(got[0][:5], heads[lang]) ||
			!slices.EqualFunc(got[1:], rows[1:], sameDocument) ||
			!strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("the table for people in %s: %v %v %s", lang, err, w.Header(), problem.Truncate(body, 100))
		}
		tags[w.Header().Get("ETag")] = true
	}
	if len(tags) != 2 {
		t.Errorf("one ETag for both tables: %v", tags)
	}
	if w := f.Do(httptest.NewRequest("GET", "/api/v1/export?sort=wrong", nil), true); w.Code != 400 {
		t.Errorf("a wrong search: %d", w.Code)
	}
}

// vastStore and vastIndex hold many documents that are made when asked for.
type vastStore struct{ archive.Store }

func (vastStore) Get(_ context.Context, ids ...string) ([]*archive.Document, error) {
	out := make([]*archive.Document, len(ids))
	for i, id := range ids {
		out[i] = &archive.Document{ID: id, URI: id, Text: strings.Repeat("текст ", 500),
			Facts: archive.Facts{Title: archive.Value{Text: "Документ " + id}}}
	}
	return out, nil
}

type vastIndex struct {
	index.Index
	n int
}

func (v vastIndex) Search(_ context.Context, q index.Query) (*index.Result, error) {
	next := 0
	if q.After != nil {
		_, _ = fmt.Sscanf(q.After.ID, "d%d", &next)
		next++
	}
	res := &index.Result{Total: v.n, Groups: v.n}
	for ; next < v.n && len(res.Hits) < q.Limit; next++ {
		res.Hits = append(res.Hits, index.Hit{ID: fmt.Sprintf("d%09d", next), Date: 20200101})
	}
	return res, nil
}

// counting reads a stream and forgets it.
type counting struct {
	*httptest.ResponseRecorder
	lines int
	peak  uint64
	next  int
}

func (c *counting) Write(b []byte) (int, error) {
	c.lines += strings.Count(string(b), "\n")
	if c.lines > c.next {
		c.next = c.lines + 10_000
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		c.peak = max(c.peak, m.HeapAlloc)
	}
	return len(b), nil
}

// An export takes the same memory whatever its length.
func TestExportInConstantMemory(t *testing.T) {
	f := servertest.New(t, func(o *server.Options) { o.Store = vastStore{o.Store} })
	live := f.Index
	peak := func(n int) uint64 {
		f.Index = vastIndex{live, n}
		c := &counting{ResponseRecorder: httptest.NewRecorder()}
		f.Server.Public().ServeHTTP(c, httptest.NewRequest("GET", "/search.csv", nil))
		if c.lines != n+1 {
			t.Fatalf("%d lines, want %d", c.lines, n+1)
		}
		return c.peak
	}
	rows := 60_000
	if n, err := strconv.Atoi(os.Getenv("LETOPIS_EXPORT_ROWS")); err == nil {
		rows = n
	}
	small, large := peak(2_000), peak(rows)
	if t.Logf("%d rows: %d KB at the peak; 2,000 rows: %d KB", rows, large>>10, small>>10); large > small+8<<20 {
		t.Error("memory grows with the number of rows")
	}
}

// narrow has connections that hold little that is not read.
type narrow struct {
	net.Listener
	closed chan struct{} // a place for each connection that the server closes
}

func (n narrow) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
	}
	return narrowConn{c, n.closed}, err
}

type narrowConn struct {
	net.Conn
	closed chan struct{}
}

func (c narrowConn) Close() error {
	select {
	case c.closed <- struct{}{}:
	default: // closed twice
	}
	return c.Conn.Close()
}

// Who stops reading an export holds its documents in memory no longer than an answer may take.
func TestExportEndsWhereNobodyReads(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Store, o.Config.WriteTime = vastStore{o.Store}, 300*time.Millisecond
	})
	f.Index = vastIndex{f.Index, 10_000_000}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served, closed := make(chan error, 1), make(chan struct{}, 1)
	go func() { served <- f.Server.Serve(ctx, narrow{l, closed}, nil, time.Second) }()
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "GET /api/v1/export HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select { // nothing is read until the server has closed the connection, then all that was on its way
	case <-closed:
	case <-time.After(time.Minute):
		t.Fatal("the export goes on although nobody reads it")
	}
	if err := c.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(c, 100<<20))
	if errors.Is(err, os.ErrDeadlineExceeded) || n == 100<<20 {
		t.Errorf("the export goes on although nobody read it: %d bytes, %v", n, err)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// sameDocument reports whether rows are of one document and differ only in how values of closed lists are written.
func sameDocument(people, programs []string) bool {
	for i, cell := range programs {
		if people[i] != cell && !slices.Contains([]string{"date_precision", "status", "level", "events", "force", "draft"},
			columnNames[i]) {
			return false
		}
	}
	return len(people) == len(programs) && (people[len(people)-1] == "нет" || people[len(people)-1] == "no") &&
		programs[len(programs)-1] == "false"
}

var columnNames = strings.Split("id,title,kind,number,date,date_precision,issuer,municipality,region,cities,programs,"+
	"status,url,source,uri,media_type,bytes,sha256,municipality_id,settlement,level,events,force,force_by,draft", ",")
