package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/openid"
	"letopis/internal/server/openid/openidtest"
	"letopis/internal/testkit"
)

// deskSite is an archive of one test's own, as it is changed, with files to add.
func deskSite(t *testing.T, names ...string) (*tab, []string) {
	t.Helper()
	w, _ := setup(t)
	s, err := newSite(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	dir := t.TempDir()
	files := make([]string, len(names))
	for i, name := range names {
		files[i] = filepath.Join(dir, name)
		text := fmt.Sprintf("Администрация города Углича\nПОСТАНОВЛЕНИЕ\nот 12.03.2015 № %d\n"+
			"О ремонте кашалотовой набережной, участок %[1]d\nПостановляю отремонтировать участок %[1]d.\n", i+700)
		if err := os.WriteFile(files[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return (&world{site: s, browser: w.browser}).tab(t), files
}

// signIn signs in by keyboard alone.
func (b *tab) signIn() {
	b.t.Helper()
	b.open("/desk/in") // cookies know no port: another test of this browser may be signed in
	b.tabTo(`e.name === 'key'`)
	b.do(chromedp.SendKeys(chromedp.CSS("[name=key]"), deskKey+kb.Enter))
	b.wait(`location.pathname === '/desk'`)
}

// addFiles sends files and waits until they are taken in.
func (b *tab) addFiles(files []string) {
	b.t.Helper()
	b.open("/desk/add")
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`[type=file]`), files))
	b.tabTo(`e.type === 'submit' && e.form?.dataset.upload`)
	b.keys(kb.Enter)
	b.wait(`location.pathname.startsWith('/desk/add/') && document.querySelectorAll('tbody a[href^="/desk/d/"]').length === ` +
		fmt.Sprint(len(files)))
}

// A clerk signs in, adds files, corrects one, finds it, and signs out; with a keyboard, and nothing in a file's name is
// run.
func TestClerksJourney(t *testing.T) {
	b, files := deskSite(t, "a.txt", "<img src=x onerror=alert(1)>.txt", "c.txt")
	b.signIn()
	b.addFiles(files)
	b.tabTo(`e.matches('a[href^="/desk/d/"]')`)
	b.keys(kb.Enter)
	b.wait(`location.pathname.startsWith('/desk/d/') && document.querySelector('[name=number]')`)
	if got := eval[string](b, `document.querySelector('[name=number]').value`); got != "700" {
		t.Errorf("the number found is %q", got)
	}
	if !eval[bool](b, `[...document.querySelectorAll('.desk-field mark')].some(m => m.textContent.includes('700'))`) {
		t.Error("the place of the number in the text is not shown")
	}
	b.do(chromedp.SetValue(chromedp.CSS("[name=number]"), "701-к"))
	b.do(chromedp.SetValue(chromedp.CSS("[name=date]"), "в марте"))
	save := `e.textContent === 'Записать исправления'`
	b.tabTo(save)
	b.keys(kb.Enter)
	b.wait(`document.querySelector('[name=date][aria-invalid]')?.value === 'в марте' && ` +
		`document.querySelector('[name=number]').value === '701-к'`)
	b.do(chromedp.SetValue(chromedp.CSS("[name=date]"), "2015-03"))
	b.tabTo(save)
	b.keys(kb.Enter)
	b.wait(`document.querySelector('.note')?.textContent.includes('записаны')`)
	testkit.Eventually(t, func() string { // the index follows
		b.open("/search?q=number:701-к")
		if n := eval[int](b, `document.querySelectorAll('.hit').length`); n != 1 {
			return fmt.Sprintf("%d documents have the corrected number", n)
		}
		return ""
	})
	b.open("/desk/d/" + strings.TrimPrefix(b.firstLink(".hit h2 a"), "/d/")[:13])
	b.click(`[name=undo][value=number]`)
	b.wait(`document.querySelector('[name=number]')?.value === '700'`)
	b.click(`.desk form button`)
	b.wait(`location.pathname === '/desk/in'`)
	b.open("/desk/add")
	b.wait(`location.pathname === '/desk/in'`)
	b.clean()
}

// A town is chosen by its name: from what is proposed, with a keyboard, and without a script by writing it.
func TestPlacesByName(t *testing.T) {
	b, files := deskSite(t, "a.txt")
	b.signIn()
	b.addFiles(files)
	b.click(`tbody a[href^="/desk/d/"]`)
	b.wait(`document.querySelector('[name=cities]')?.value === 'Углич, Ярославская область'`)
	page := eval[string](b, `location.pathname`)
	b.tabTo(`e.id === 'f-cities-1'`)
	b.keys("м", "ы", "ш", "к")
	b.wait(`document.querySelector('#f-cities-1-list li')?.textContent === 'Мышкин, Ярославская область'`)
	b.keys(kb.ArrowDown)
	b.wait(`document.querySelector('#f-cities-1').getAttribute('aria-activedescendant') === 'f-cities-1-list-0'`)
	b.keys(kb.Enter)
	b.wait(`document.querySelector('#f-cities-1').value === 'Мышкин, Ярославская область' && ` +
		`document.querySelector('#f-cities-1-list').hidden`)
	b.accessible(axe(t), "a town that was chosen")
	b.tabTo(`e.textContent === 'Записать исправления'`)
	b.keys(kb.Enter)
	b.wait(`document.querySelector('.note')?.textContent.includes('записаны')`)
	if got := eval[string](b, `[...document.querySelectorAll('[name=cities]')].map(i => i.value).join('|')`); got !=
		"Углич, Ярославская область|Мышкин, Ярославская область||" {
		t.Errorf("the towns are %q", got)
	}
	b.scripts(false)
	b.open(page)
	b.do(chromedp.SetValue(chromedp.CSS("#f-municipality"), "Мышкинский район"))
	b.do(chromedp.SetValue(chromedp.CSS("#f-cities"), "Советск"))
	b.click(`.desk-form > div:last-child button`)
	b.wait(`document.querySelector('#h-cities .error')?.textContent.includes('Кировская область')`)
	b.do(chromedp.SetValue(chromedp.CSS("#f-cities"), "Советск, Кировская область"))
	b.click(`.desk-form > div:last-child button`)
	b.wait(`document.querySelector('.note')?.textContent.includes('записаны')`)
	if got := eval[string](b, `document.querySelector('#f-municipality').value`); !strings.HasPrefix(got, "Мышкинский") {
		t.Errorf("the municipality is %q", got)
	}
	b.clean()
}

// Many documents are corrected at once, from what was sent and from a search, with a keyboard and without scripts; what
// changes is seen before, and taken back as a whole.
func TestTogether(t *testing.T) {
	script := axe(t)
	b, files := deskSite(t, "a.txt", "b.txt", "c.txt")
	b.signIn()
	b.addFiles(files)
	b.tabTo(`e.name === 'doc'`)
	b.keys(" ")
	b.tabTo(`e.name === 'all'`)
	b.keys(" ")
	b.do(chromedp.SetValue(chromedp.CSS("[name=field]"), "issuer"))
	b.tabTo(`e.textContent === 'Дальше'`)
	b.keys(kb.Enter)
	b.wait(`location.pathname === '/desk/many' && document.querySelectorAll('[name=doc]:checked').length === 3`)
	b.accessible(script, "what many documents become")
	b.tabTo(`e.name === 'issuer'`)
	b.keys("<", "b", ">", "Д", "у", "м", "а", kb.Enter)
	b.wait(`document.querySelector('[name=seen]')`)
	for _, look := range []struct {
		width  int64
		scheme string
	}{{1280, "light"}, {320, "dark"}} {
		b.size(look.width, 900)
		b.media("prefers-color-scheme:" + look.scheme)
		b.accessible(script, fmt.Sprintf("a preview at %d", look.width))
		if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("a preview at %d scrolls sideways", look.width)
		}
	}
	b.tabTo(`e.value === 'store'`)
	b.keys(kb.Enter)
	b.wait(`location.pathname.startsWith('/desk/many/') && ` +
		`[...document.querySelectorAll('td li')].filter(l => l.textContent === '<b>Дума').length === 3`)
	b.accessible(script, "what was done to many documents")
	b.scripts(false)
	b.open(eval[string](b, `location.pathname`))
	b.click(`form[action$="/back"] button`)
	b.wait(`document.querySelector('[role=status]')?.textContent.includes('Возвращено')`)
	if eval[bool](b, `document.body.textContent.includes('<b>Дума')`) {
		t.Error("what was taken back is still there")
	}
	b.open("/desk?q=" + url.QueryEscape("кашалотовой"))
	b.click(`[name=doc]`)
	b.click(`.together button`)
	b.wait(`document.querySelectorAll('[name=doc]:checked').length === 1 && document.querySelector('[value=preview]')`)
	b.clean()
}

// A hundred files are added and five are corrected, without a script, too.
func TestHundredFiles(t *testing.T) {
	var names []string
	for i := range 100 {
		names = append(names, fmt.Sprintf("Постановление %d.txt", i))
	}
	b, files := deskSite(t, names...)
	b.signIn()
	b.addFiles(files[:60])
	b.scripts(false)
	b.addFiles(files[60:])
	links := eval[string](b, `[...document.querySelectorAll('tbody a[href^="/desk/d/"]')].slice(0, 5).map(a => a.pathname).join(' ')`)
	for i, link := range strings.Fields(links) {
		b.open(link)
		b.do(chromedp.SetValue(chromedp.CSS("[name=number]"), fmt.Sprintf("9-%d", i)))
		b.click(`.desk-form div:last-child button`)
		b.wait(`document.querySelector('.note')?.textContent.includes('записаны')`)
	}
	b.open("/search?q=кашалотовой")
	if got := eval[string](b, total); !strings.Contains(got, "100") {
		t.Errorf("%q, want all that were added", got)
	}
	b.clean()
}

// A person signs in at the service of the organisation, which is another site: the session begins although its cookie is
// kept from requests that come from there, with scripts and without.
func TestSigningInByAService(t *testing.T) {
	w, _ := setup(t)
	i := openidtest.New(t)
	i.URL = strings.Replace(i.URL, "127.0.0.1", "localhost", 1)
	i.Claims = map[string]any{"sub": "248", "name": "<img src=x onerror=alert(1)>", "groups": "архив"}
	s, err := newSite(context.Background(), false, func(o *server.Options, address string) {
		o.Desk.ServiceName = "городской вход"
		o.Desk.OpenID = openid.New(openid.Config{Issuer: i.URL, ClientID: openidtest.ClientID, ClientSecret: openidtest.Secret,
			Redirect: address + desk.ReturnPath, Claim: "groups",
			Roles: []openid.Role{{Value: "архив", Scope: admission.ScopeEdit}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	b := (&world{site: s, browser: w.browser}).tab(t)
	for _, scripts := range []bool{true, false} {
		b.scripts(scripts)
		b.open("/desk/in")
		if scripts {
			b.accessible(axe(t), "sign-in by a service")
		}
		b.click(`a[href="/desk/in/service"]`)
		b.wait(`location.pathname === '/desk' && document.querySelector('nav.desk')`)
		if got := eval[string](b, `document.querySelector('nav.desk form .soft').textContent`); got !=
			"<img src=x onerror=alert(1)> (248)" {
			t.Errorf("signed in as %q", got)
		}
		b.click(`nav.desk form button`)
		b.wait(`location.pathname === '/desk/in'`)
	}
	b.clean()
}

// All pages of the desk are accessible at any width and in the dark.
func TestDeskIsAccessible(t *testing.T) {
	script := axe(t)
	b, files := deskSite(t, "a.txt", "b.txt")
	b.open("/desk/in")
	b.accessible(script, "sign-in")
	b.do(chromedp.SendKeys(chromedp.CSS("[name=key]"), "не тот ключ"+kb.Enter))
	b.wait(`document.querySelector('[aria-invalid]')`)
	b.accessible(script, "a wrong key")
	b.signIn()
	b.addFiles(files)
	batch := eval[string](b, `location.pathname`)
	document := eval[string](b, `document.querySelector('tbody a[href^="/desk/d/"]').pathname`)
	for _, page := range []string{"/desk", "/desk?q=набережной", "/desk/add", "/desk/unread",
		"/desk/sources", "/desk/audit", "/desk/audit?from=x", "/desk/takedowns", batch, document, "/desk?lang=en"} {
		for _, look := range []struct {
			width  int64
			scheme string
		}{{1280, "light"}, {320, "dark"}} {
			b.size(look.width, 900)
			b.media("prefers-color-scheme:" + look.scheme)
			b.open(page)
			b.accessible(script, fmt.Sprintf("%s at %d, %s", page, look.width, look.scheme))
			if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
				t.Errorf("%s at %d scrolls sideways", page, look.width)
			}
			if *screenshots != "" {
				png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				name := strings.NewReplacer("/", "_", "?", "_").Replace(page)
				path := filepath.Join(*screenshots, fmt.Sprintf("desk%s-%d.png", name[:min(16, len(name))], look.width))
				if err := os.WriteFile(path, png, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.clean()
}
