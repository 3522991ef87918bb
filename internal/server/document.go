package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/server/api"
)

// fetch returns the document, or ErrRemoved or ErrNotFound.
func (s *Server) fetch(ctx context.Context, id string) (*archive.Document, error) {
	docs, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading document %s: %w", clip(id, 40), err)
	}
	if len(docs) == 1 && docs[0] != nil {
		return docs[0], nil
	}
	gone, err := s.o.Store.Removed(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading document %s: %w", clip(id, 40), err)
	}
	if gone {
		return nil, fmt.Errorf("document %s: %w", clip(id, 40), archive.ErrRemoved)
	}
	return nil, fmt.Errorf("document %s: %w", clip(id, 40), archive.ErrNotFound)
}

// document describes d in full.
func (s *Server) document(ctx context.Context, call *call, d *archive.Document) (*api.Document, error) {
	by, resolved, err := s.o.Store.Cited(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("reading citations of %s: %w", d.ID, err)
	}
	if by == nil {
		by = []string{}
	}
	f := &d.Facts
	chars := newRuneIndex(d.Text)
	out := &api.Document{Hit: s.hit(d), DocumentDetail: api.DocumentDetail{
		Status: api.DocumentDetailStatus(d.Status), Reason: known(d.Reason), Issuer: known(f.Issuer.Text), IssuerID: known(f.Issuer.ID), Origin: sourceName(d.Source),
		IngestedAt: d.Ingested.UTC(), ModifiedAt: moment(d.Modified), FetchedAt: moment(d.Fetched),
		CitedBy: by, CitiesMentioned: []api.City{}, ProgramsMentioned: []api.Program{}, Cites: []api.Citation{}, Dates: []api.DatedRole{},
		Evidence: map[string]api.Evidence{}, Doubts: doubts(call, f), Edited: append([]string{}, f.Edited...), Pages: make([]int, len(d.Pages)),
	}}
	out.Text, out.Masked = s.maskCount(d.Text)
	for i, p := range d.Pages {
		out.Pages[i] = chars.at(p)
	}
	out.Places, out.Events = places(f, chars), events(f, chars)
	out.Cities = out.Cities[:0]
	for _, c := range f.Cities {
		offset, length := chars.place(c.Evidence)
		city := api.City{ID: c.ID, Oktmo: c.OKTMO, Name: c.Name, Region: c.Region, Role: api.CityRole(c.Role),
			Rule: &c.Evidence.Rule, Offset: offset, Length: length}
		if own(c.Role) {
			out.Cities = append(out.Cities, city)
		} else {
			out.CitiesMentioned = append(out.CitiesMentioned, city)
		}
	}
	out.Programs = out.Programs[:0]
	for _, p := range f.Programs {
		offset, length := chars.place(p.Evidence)
		program := api.Program{ID: p.ID, Name: p.Name, Role: api.ProgramRole(p.Role), Level: known(p.Level),
			Rule: &p.Evidence.Rule, Offset: offset, Length: length}
		if p.Role == archive.ProgramMentions {
			out.ProgramsMentioned = append(out.ProgramsMentioned, program)
		} else {
			out.Programs = append(out.Programs, program)
		}
	}
	out.Cites = citations(f.Cites, resolved, chars)
	for _, date := range f.Dates {
		offset, length := chars.place(date.Evidence)
		out.Dates = append(out.Dates, api.DatedRole{Date: date.String(), Role: date.Role, Rule: date.Evidence.Rule, Offset: offset, Length: length})
	}
	for name, v := range map[string]archive.Value{"title": f.Title, "kind": f.Kind, "number": f.Number, "issuer": f.Issuer.Value,
		"municipality": f.Municipality, "region": f.Region, "date": {Text: f.Date.String(), Evidence: f.Date.Evidence}} {
		if v.Text == "" {
			continue
		}
		offset, length := chars.place(v.Evidence)
		out.Evidence[name] = api.Evidence{Rule: v.Evidence.Rule, Offset: offset, Length: length}
	}
	return out, nil
}

// citations lists what is cited, with the documents of the archive where they
// are here.
func citations(cites, resolved []archive.Citation, chars *runeIndex) []api.Citation {
	targets := map[int]string{}
	for _, c := range resolved {
		targets[c.Evidence.Start] = c.Target
	}
	out := make([]api.Citation, len(cites))
	for i, c := range cites {
		target := c.Target
		if target == "" {
			target = targets[c.Evidence.Start]
		}
		offset, length := chars.place(c.Evidence)
		out[i] = api.Citation{Kind: c.Kind, Number: known(c.Number), Name: known(c.Name), Date: known(c.Date.String()), Level: known(c.Level),
			Target: known(target), Rule: c.Evidence.Rule, Offset: offset, Length: length}
	}
	return out
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// runeIndex turns offsets in bytes into offsets in characters, as JavaScript,
// Python and people count nearly alike. It remembers the count every block.
type runeIndex struct {
	text   string
	blocks []int // characters before each block
}

const runeBlock = 1024

func newRuneIndex(text string) *runeIndex {
	x := &runeIndex{text: text, blocks: make([]int, 0, len(text)/runeBlock+1)}
	n := 0
	for at := 0; at < len(text); at += runeBlock {
		x.blocks = append(x.blocks, n)
		n += runeStarts(text[at:min(at+runeBlock, len(text))])
	}
	return x
}

// runeStarts counts characters by their first bytes, so that blocks may cut one.
func runeStarts(s string) int {
	n := 0
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

func (x *runeIndex) at(i int) int {
	i = max(0, min(i, len(x.text)))
	if len(x.blocks) == 0 {
		return 0
	}
	b := min(i/runeBlock, len(x.blocks)-1)
	return x.blocks[b] + runeStarts(x.text[b*runeBlock:i])
}

// place returns where evidence lies, nil when it lies elsewhere.
func (x *runeIndex) place(e archive.Evidence) (offset, length *int) {
	if e.Start == 0 && e.End == 0 {
		return nil, nil
	}
	start := x.at(e.Start)
	n := x.at(e.End) - start
	return &start, &n
}

// inline are the types that a browser may show; all else is a download, so that
// nothing of a document ever runs in the site's origin.
var inline = map[string]bool{"application/pdf": true, "image/png": true, "image/jpeg": true, "text/plain": true}

// smallOriginal is up to where an original is read before the answer begins, so that a
// damaged one is answered by a problem. A larger one breaks the answer off.
const smallOriginal = 512 << 10

// verifying notes the error that reading an original ended with: http.ServeContent
// keeps it to itself.
type verifying struct {
	io.ReadSeeker
	err error
}

func (v *verifying) Read(p []byte) (int, error) {
	n, err := v.ReadSeeker.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		v.err = err
	}
	return n, err
}

// serveOriginal writes the file as it came, with ranges. The bucket verifies it on the
// way: what is damaged is never served to its end.
func (s *Server) serveOriginal(w http.ResponseWriter, r *http.Request, d *archive.Document) error {
	f, err := s.o.Bucket.Open(r.Context(), d.Original.SHA256)
	if err != nil {
		if errors.Is(err, archive.ErrNotFound) {
			return fmt.Errorf("the original of %s (%s) is not in the bucket: run letopis check: %w", d.ID, d.Original.SHA256,
				archive.ErrCorrupt)
		}
		return fmt.Errorf("opening the original of %s: %w", d.ID, err)
	}
	defer f.Close()
	content := &verifying{ReadSeeker: f}
	var first bytes.Buffer
	if n, err := io.CopyN(&first, content, smallOriginal); content.err != nil {
		s.metrics.damaged.Inc()
		return fmt.Errorf("document %s: %w", d.ID, content.err)
	} else if n < smallOriginal || err != nil {
		content.ReadSeeker = bytes.NewReader(first.Bytes())
	} else if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := w.Header()
	media := d.Original.MediaType
	if media == "" {
		media = "application/octet-stream"
	}
	disposition := "attachment"
	if base, _, _ := strings.Cut(media, ";"); inline[base] {
		disposition = "inline"
		if base == "text/plain" && d.Original.Charset != "" {
			media = mime.FormatMediaType(base, map[string]string{"charset": d.Original.Charset})
		}
	}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition+fileName(d))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+d.Original.SHA256+`"`)
	h.Set("Cache-Control", "no-cache") // it may be removed at any time
	s.extendDeadline(w)
	http.ServeContent(w, r, "", d.Modified, content)
	if content.err != nil {
		s.metrics.damaged.Inc()
		s.metrics.problem(codeDamaged)
		s.log.Error("the answer was broken off", "document", d.ID, "error", content.err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// fileName gives a download its name by RFC 5987, with an ASCII stand-in.
func fileName(d *archive.Document) string {
	name := d.Original.Name
	if name == "" {
		name = path.Base(d.URI)
	}
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || strings.ContainsRune(`/\"`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	plain := strings.Map(func(r rune) rune {
		if r > 0x7e || r == '%' {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`; filename="%s"; filename*=UTF-8''%s`, plain, url.PathEscape(name))
}

// extendDeadline gives a stream more time than an ordinary answer.
func (s *Server) extendDeadline(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.o.Config.StreamTime)) // a recorder in tests has none
}
