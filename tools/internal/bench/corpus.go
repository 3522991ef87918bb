// Package bench measures speed: it makes a corpus of any size out of the
// paragraphs of given documents, indexes it, and asks queries of every class,
// of Letopis and of what somebody could have taken instead (see peer.go).
package bench

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// Sizes of the facets: as many municipalities as Russia had towns in the census
// of 2021, and as many programmes, kinds and years as an archive of them holds.
const (
	cities    = 1117
	programs  = 3000
	kinds     = 10
	firstYear = 1991
	lastYear  = 2026
)

// Corpus makes documents of paragraphs. Document i depends on the seed and i
// alone. It is safe for concurrent use.
type Corpus struct {
	// Towns name the values of the facet city, the most frequent first; those
	// past its end are made up.
	Towns []archive.City

	paragraphs []string
	seed       uint64
	size       int // bytes of text of a document, about
}

// NewCorpus reads all files under the folders and cuts them into paragraphs.
// Documents get about size bytes of text.
func NewCorpus(ctx context.Context, folders []string, seed uint64, size int) (*Corpus, error) {
	c := &Corpus{seed: seed, size: size}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || d.Name()[0] == '.' {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, p := range extract.Extract(ctx, path, data, extract.Default()) {
				c.cut(p.Text)
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, fmt.Errorf("bench: reading paragraphs: %w", err)
		}
	}
	if len(c.paragraphs) < 10 {
		return nil, fmt.Errorf("bench: %s: %d paragraphs are too few; name a folder of documents with --from",
			strings.Join(folders, ", "), len(c.paragraphs))
	}
	return c, nil
}

// Paragraphs are joined until they have minParagraph bytes and cut at
// maxParagraph, so that a document has several.
const (
	minParagraph = 200
	maxParagraph = 1500
)

func (c *Corpus) cut(text string) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		for len(line) > 0 {
			head := line[:min(len(line), maxParagraph)]
			if len(head) < len(line) {
				if i := strings.LastIndexFunc(head, unicode.IsSpace); i > 0 {
					head = head[:i]
				}
			}
			b.WriteString(strings.TrimSpace(head))
			b.WriteByte('\n')
			line = line[len(head):]
			if b.Len() >= minParagraph {
				c.paragraphs = append(c.paragraphs, strings.ToValidUTF8(b.String(), ""))
				b.Reset()
			}
			if strings.TrimSpace(line) == "" {
				break
			}
		}
	}
}

// Doc makes document i. Facets follow Zipf's law; three documents in ten belong
// to no programme.
func (c *Corpus) Doc(i int) *archive.Document {
	r := rand.New(rand.NewPCG(c.seed, uint64(i)))
	var b strings.Builder
	for b.Len() < c.size {
		p := c.paragraphs[r.IntN(len(c.paragraphs))]
		if rest := c.size - b.Len(); len(p) > rest+minParagraph { // long ones must not overshoot
			p = p[:rest]
			for len(p) > 0 && !utf8.RuneStart(p[len(p)-1]) {
				p = p[:len(p)-1]
			}
			p = strings.ToValidUTF8(p, "") + "\n"
		}
		b.WriteString(p)
	}
	zipf := func(n int) int { return int(rand.NewZipf(r, 1.1, 4, uint64(n-1)).Uint64()) }
	uri := fmt.Sprintf("act-%07d.txt", i)
	d := &archive.Document{ID: archive.NewID("bench", uri), Source: "bench", URI: uri, Status: archive.StatusOK,
		Text: b.String()}
	d.Original = archive.Original{SHA256: fmt.Sprintf("%064x", i), Name: uri, Bytes: int64(b.Len()),
		MediaType: "text/plain", Charset: "utf-8"}
	f := &d.Facts
	f.Title.Text, _, _ = strings.Cut(d.Text, "\n")
	f.Title.Text = strings.ToValidUTF8(f.Title.Text[:min(len(f.Title.Text), 160)], "")
	f.Kind.Text = archive.Kinds[zipf(kinds)]
	f.Cities = []archive.City{c.town(zipf(cities))}
	f.Municipality.Text, f.Region.Text = f.Cities[0].Name, f.Cities[0].Region
	if r.IntN(10) >= 3 {
		p := strconv.Itoa(zipf(programs))
		f.Programs = []archive.Program{{ID: "program" + p, Name: "Программа " + p, Role: "approves"}}
	}
	f.Number.Text = strconv.Itoa(1 + r.IntN(2000))
	f.Date = archive.Date{Year: firstYear + r.IntN(lastYear-firstYear+1), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)}
	return d
}

func (c *Corpus) town(i int) archive.City {
	t := archive.City{ID: "city" + strconv.Itoa(i), Name: "Город " + strconv.Itoa(i)}
	if i < len(c.Towns) {
		t = c.Towns[i]
	}
	t.Role = archive.RoleIssuer
	return t
}
