package follow

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"strings"
	"unicode"

	"letopis/internal/archive"
	"letopis/web"
)

func langOf(f archive.Follow) web.Lang {
	if f.Lang == string(web.English) {
		return web.English
	}
	return web.Russian
}

// link returns the absolute URL of a page in a language.
func (r *Runner) link(path string, v url.Values, lang web.Lang) string {
	q := url.Values{}
	for k, list := range v {
		q[k] = list
	}
	if lang == web.English {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return r.o.Base + path
	}
	return r.o.Base + path + "?" + q.Encode()
}

// letter composes the e-mail of a delivery.
func (r *Runner) letter(ctx context.Context, d *delivery) (*Letter, error) {
	f, lang := d.follow, langOf(d.follow)
	page := r.link("/follow/"+f.Token, nil, lang)
	l := web.Letter{Lang: lang, Archive: r.o.Name, Home: r.link("/", nil, lang)}
	subject := ""
	switch {
	case len(d.ids) == 0 && f.Owed == archive.OwedConfirm:
		subject = lang.T("letter.confirm.subject")
		l.Lead = append(l.Lead, lang.T("letter.confirm.lead"), named(lang, harmless(d.name)), lang.T("letter.confirm.not"))
		l.Action = web.Link{Text: lang.T("letter.confirm.link"), Href: page}
	case len(d.ids) == 0:
		subject = lang.T("letter.manage.subject")
		l.Lead = append(l.Lead, lang.T("letter.manage.lead"))
		l.Action = web.Link{Text: lang.T("letter.manage.link"), Href: page}
	default:
		what := lang.Count(len(d.ids), "fresh")
		subject = what
		if d.name != "" {
			subject += " — " + cut(d.name, 100)
		}
		l.Lead = append(l.Lead, lang.T("letter.found")+" "+what+".", named(lang, d.name))
		l.Hits = d.shown.Cards
		for i := range l.Hits {
			l.Hits[i].URL = absolute(r.o.Base, l.Hits[i].URL)
		}
		all := web.Link{Text: lang.T("letter.all"), Href: r.link("/search", d.v, lang)}
		l.Foot = append(l.Foot, all, web.Link{Text: lang.T("letter.stop"), Href: page})
	}
	html := bytes.Buffer{}
	if err := l.HTML(ctx, &html); err != nil {
		return nil, err
	}
	out := &Letter{To: f.To, Subject: plain(subject) + " · " + plain(r.o.Name), Text: l.Text(), HTML: html.String(),
		ID: d.key()}
	if len(d.ids) > 0 {
		out.Stop = page
	}
	return out, nil
}

// named says which search an e-mail is about.
func named(lang web.Lang, name string) string {
	if name == "" {
		return lang.T("letter.everything")
	}
	return lang.T("letter.search") + " " + lang.Pick("«"+name+"»", "“"+name+"”")
}

// harmless reduces untrusted input to words, so that an e-mail cannot contain foreign links.
func harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == ',' {
			return r
		}
		return ' '
	}, s)
	return cut(strings.Join(strings.Fields(s), " "), 100)
}

// plain returns text suitable for a header.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// absolute makes a URL of the site absolute.
func absolute(base, address string) string {
	if strings.HasPrefix(address, "/") {
		return base + address
	}
	return address
}

// withoutAddress removes a recipient's address from an error.
func withoutAddress(err error, to string) error {
	return errors.New(strings.ReplaceAll(err.Error(), to, "…"))
}
