package pack

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/server/label"
	"letopis/internal/server/page/document"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// pages writes the pages of a copy, using the same models of package web as the site.
type pages struct {
	w     *writer
	frame *frame.Frame
	home  string // public URL of the archive, if any
}

func newPages(w *writer) (*pages, error) {
	o := &w.o
	addresses, err := request.NewAddresses(o.PublicURL, nil)
	if err != nil {
		return nil, err
	}
	none := func() index.Index { return nil } // names of programmes and issuers come from the documents instead
	f, err := frame.New(frame.Services{Store: o.Store, Labels: label.New(o.Store, none, o.Places), Addresses: addresses,
		Views: view.New(view.Options{Store: o.Store, Analyzer: o.Text, Addresses: addresses, Name: o.Archive,
			CacheBytes: -1}),
		Log: o.Log, Name: o.Archive})
	if err != nil {
		return nil, err
	}
	return &pages{w: w, frame: f, home: addresses.Base()}, nil
}

// call returns a request for a page, as the components of the site expect.
func (p *pages) call(ctx context.Context, path string) (*request.Call, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	call := request.Begin(r, "127.0.0.1")
	call.Lang, call.Started = p.w.o.Lang, p.w.o.Now
	return call, nil
}

// page returns the frame of a page of the copy.
func (p *pages) page(call *request.Call, title string) web.Page {
	lang := call.Lang
	out := p.frame.Page(call, title)
	out.OtherLang, out.OtherLangName, out.OtherLangURL, out.LangQuery = "", "", "", ""
	out.Alternates, out.Canonical = nil, ""
	out.Packed = &web.Packed{Name: p.w.chosen.title(&p.w.o), Note: p.w.made()}
	out.Nav = nil
	at := call.Request.URL.Path
	for _, x := range []web.Link{{Href: "/search", Text: lang.T("pack.search")}, {Href: "/", Text: lang.T("pack.lists")},
		{Href: "/about", Text: lang.T("pack.about")}} {
		out.Nav = append(out.Nav, web.NavLink{Link: x, Current: x.Href == at})
	}
	return out
}

// document writes the page of a document; original is the path of its file in the copy, "" if missing.
func (p *pages) document(ctx context.Context, d *archive.Document, original string) error {
	call, err := p.call(ctx, "/d/"+d.ID)
	if err != nil {
		return err
	}
	m, err := document.Service{Frame: p.frame}.Model(call, d)
	if err != nil {
		return err
	}
	m.Page = p.inPlace(call, m.Page)
	m.CompareURL, m.LifeURL, m.EditionURL = "", "", ""
	m.CiteLinks, m.Calendar, m.AllDuplicates = nil, web.Link{}, web.Link{}
	if p.home == "" {
		m.JSONLD = nil // it contains URLs
		ref := p.frame.Views.Reference(call, d)
		ref.URL = ""
		if m.CiteText, err = cite.Format(cite.GOST, ref); err != nil {
			return err
		}
	}
	was := m.OriginalURL
	if m.OriginalURL = original; original != "" {
		m.OriginalURL += "?" + url.Values{"name": {d.Original.Name}}.Encode()
	} else {
		m.OriginalNote += ". " + view.Capitalize(call.Lang.Pick("в копии этого файла нет", "the copy is without this file"))
	}
	for _, n := range m.Notes { // documents without text link to their file
		for i := range n.Links {
			if n.Links[i].Href == was {
				n.Links[i].Href = m.OriginalURL
			}
		}
	}
	return p.write(ctx, "d/"+d.ID+".html", m)
}

// inPlace is page with the title and description of a model.
func (p *pages) inPlace(call *request.Call, made web.Page) web.Page {
	out := p.page(call, made.Title)
	out.Description, out.JSONLD = made.Description, made.JSONLD
	if p.home != "" {
		out.Canonical = made.Canonical
	}
	return out
}

// write renders a page and rewrites its links.
func (p *pages) write(ctx context.Context, path string, c web.Content) error {
	var b bytes.Buffer
	if err := p.frame.Assets.Render(ctx, &b, c); err != nil {
		return fmt.Errorf("page %s: %w", path, err)
	}
	out, err := relink(b.Bytes(), strings.Repeat("../", strings.Count(path, "/")), p.target)
	if err != nil {
		return fmt.Errorf("page %s: %w", path, err)
	}
	return p.w.folder.write(path, out)
}
