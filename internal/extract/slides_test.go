package extract

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// Presentations of samples/ say all that the outlines they are made of say
// (scripts/make-samples.sh), rows of tables included.
func TestPresentationsOfTheSamples(t *testing.T) {
	outlines, made := filepath.Join("..", "..", "scripts", "slides"), 0
	err := filepath.WalkDir(outlines, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		outline, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		made++
		name := strings.TrimSuffix(strings.TrimPrefix(path, outlines), ".txt")
		data, err := os.ReadFile(filepath.Join("..", "..", "samples", name))
		if err != nil {
			return err
		}
		p := read1(t, filepath.Base(name), data)
		if p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s", name, p.Status, p.Reason)
		}
		lines := map[string]bool{}
		for line := range strings.SplitSeq(p.Text, "\n") {
			lines[line] = true
		}
		for i, line := range strings.Split(strings.TrimSpace(string(outline)), "\n") {
			line = strings.TrimLeft(line, "#> ")
			if row, ok := strings.CutPrefix(line, "| "); ok {
				line = strings.ReplaceAll(strings.TrimSuffix(row, " |"), " | ", "\t")
			}
			if i == 0 && p.Title != line && p.Hints["title"] != line {
				t.Errorf("%s: title %q %q", name, p.Title, p.Hints["title"])
			}
			if line != "" && !lines[line] {
				t.Errorf("%s: no line %q in:\n%s", name, line, p.Text)
			}
		}
		return nil
	})
	if err != nil || made < 3 {
		t.Errorf("%d presentations: %v", made, err)
	}
}

// Slides come in the order they are shown in, whatever their files are called,
// with their diagrams, and notes after all slides.
func TestPPTX(t *testing.T) {
	slide := func(s string) string { return `<p:sld><a:p><a:r><a:t>` + s + `</a:t></a:r></a:p></p:sld>` }
	rels := func(s ...string) string { return `<Relationships>` + strings.Join(s, "") + `</Relationships>` }
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://x/relationships/` + kind + `" Target="` + target + `"/>`
	}
	p := read1(t, "a.pptx", packOf(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"ppt/presentation.xml":             `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels":  rels(rel("r1", "slide", "slides/slide1.xml"), rel("r2", "slide", "slides/slide2.xml")),
		"ppt/slides/slide1.xml":            slide("Итоги"),
		"ppt/slides/slide2.xml":            slide("Отчёт главы"),
		"ppt/slides/_rels/slide2.xml.rels": rels(rel("r1", "diagramData", "../diagrams/data1.xml"), rel("r2", "notesSlide", "../notesSlides/notesSlide1.xml")),
		"ppt/diagrams/data1.xml":           slide("Дума"),
		"ppt/notesSlides/notesSlide1.xml":  slide("Говорить тише"),
		"docProps/core.xml":                `<cp:coreProperties><dc:title>Презентация PowerPoint</dc:title></cp:coreProperties>`,
	}))
	if want := "Отчёт главы\nДума\n\nИтоги\n\nГоворить тише"; p.Text != want || p.Title != "Отчёт главы" || p.Hints["title"] != "" {
		t.Errorf("%q %q %v", p.Text, p.Title, p.Hints)
	}
}
