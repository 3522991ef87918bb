package bench

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
)

// folderFiles is how many files a folder gets.
const folderFiles = 1000

// WriteFiles writes the texts of documents 0 to n-1 below the folder dir, a thousand in a
// folder, each second one as a page of HTML, for what takes files in.
func (c *Corpus) WriteFiles(ctx context.Context, dir string, n int) error {
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		folder := filepath.Join(dir, fmt.Sprintf("%03d", i/folderFiles))
		if i%folderFiles == 0 {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return fmt.Errorf("bench: %w", err)
			}
		}
		d := c.Doc(i)
		name, text := d.URI, d.Text
		if i%2 == 1 {
			name, text = strings.TrimSuffix(name, ".txt")+".html", htmlPage(d.Facts.Title.Text, text)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	return nil
}

// htmlPage is a page with a paragraph for each line.
func htmlPage(title, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<meta charset=utf-8>\n<title>%s</title>\n<h1>%[1]s</h1>\n", html.EscapeString(title))
	for line := range strings.Lines(text) {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(strings.TrimSpace(line)))
	}
	return b.String()
}
