package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"letopis/internal/testkit"
)

// world is what all tests share: one archive and one browser.
type world struct {
	*site
	browser context.Context
	end     func()
}

var errNoBrowser = errors.New("no Chromium here: install chromium or google-chrome")

// The world is made by the first test that needs it and ends with the last.
var theWorld = sync.OnceValues(newWorld)

func TestMain(m *testing.M) {
	made := false
	start := theWorld
	theWorld = func() (*world, error) { made = true; return start() }
	code := m.Run()
	if made {
		if w, err := start(); err == nil {
			w.end()
		}
	}
	os.Exit(code)
}

func newWorld() (*world, error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, errNoBrowser
	}
	s, err := newSite(context.Background(), true)
	if err != nil {
		return nil, err
	}
	browser, stop, err := startBrowser(path)
	if err != nil {
		s.end()
		return nil, err
	}
	return &world{s, browser, func() { stop(); s.end() }}, nil
}

func startBrowser(path string) (context.Context, func(), error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("lang", "ru"),
		chromedp.Flag("disable-gpu", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium refuses its sandbox to root
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	browser, stopBrowser := chromedp.NewContext(alloc)
	stop := func() { stopBrowser(); stopAlloc() }
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return browser, stop, nil
}

// setup returns the archive and a new tab; without a browser the test is
// skipped, in continuous integration it fails.
func setup(t *testing.T) (*world, *tab) {
	t.Helper()
	w, err := theWorld()
	if errors.Is(err, errNoBrowser) {
		testkit.Absent(t, "%v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w, w.tab(t)
}

// tab is one page of the browser. What must not happen on a page is noted.
type tab struct {
	t    *testing.T
	base string
	ctx  context.Context
	mu   sync.Mutex
	bad  []string
}

// watch runs before any script of a page and notes scripts that were injected,
// those that the policy stopped too.
const watch = `window.__bad = [];
addEventListener('securitypolicyviolation', e => __bad.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample), true);
window.alert = window.confirm = window.prompt = x => { __bad.push('script ran: ' + x); };`

func (w *world) tab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(w.browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, base: w.url, ctx: ctx}
	err := chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *page.EventJavascriptDialogOpening:
			b.bad = append(b.bad, "dialog: "+e.Message)
		case *runtime.EventExceptionThrown:
			d := e.ExceptionDetails
			what := d.Text
			if d.Exception != nil {
				what += " " + d.Exception.Description
			}
			b.bad = append(b.bad, "exception: "+what)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
		return err
	}))
	b.size(1280, 900)
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval evaluates an expression, awaiting it if it is a promise.
func eval[T any](b *tab, js string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", clip(js), err)
	}
	return v
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }

func clip(s string) string { return s[:min(len(s), 200)] }

// open goes to an address, of the archive when it begins with "/".
func (b *tab) open(address string) {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.base + address
	}
	b.do(chromedp.Navigate(address))
}

// wait waits until the page is whole and an expression is true, across
// navigations.
func (b *tab) wait(js string) {
	b.t.Helper()
	testkit.Eventually(b.t, func() string {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && !!("+js+")"))
		if err == nil && ok {
			return ""
		}
		at, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href")) // "" between two pages
		return fmt.Sprintf("%s is not true (%v) on %s", js, err, at)
	})
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// center scrolls to an element, away from what is fixed to the edges.
func (b *tab) center(selector string) {
	b.t.Helper()
	eval[bool](b, `document.querySelector(`+quoted(selector)+`).scrollIntoView({block: 'center', behavior: 'instant'}), true`)
}

// keys presses keys. A key and its character are one event, as of a keyboard: Chromium leaves the character out when a
// page takes the key for itself, and would not of two events.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range strings.Join(keys, "") {
			events := kb.Encode(r)
			if len(events) == 3 {
				events[0].Text, events[0].UnmodifiedText = events[1].Text, events[1].UnmodifiedText
				events = []*input.DispatchKeyEventParams{events[0], events[2]}
			}
			for _, e := range events {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// tabTo presses Tab until an expression is true of the element in focus.
func (b *tab) tabTo(js string) {
	b.t.Helper()
	for range 150 {
		b.keys(kb.Tab)
		if eval[bool](b, "(e => !!("+js+"))(document.activeElement)") {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s on %s", js, eval[string](b, "location.href"))
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

func (b *tab) media(features ...string) {
	b.t.Helper()
	var list []*emulation.MediaFeature
	for _, f := range features {
		name, value, _ := strings.Cut(f, ":")
		list = append(list, &emulation.MediaFeature{Name: name, Value: value})
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
		return err
	}))
}

func (b *tab) scripts(on bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// clean fails the test if a script was injected or stopped by the policy, or
// one of ours failed.
func (b *tab) clean() {
	b.t.Helper()
	b.mu.Lock()
	bad := b.bad
	b.bad = nil
	b.mu.Unlock()
	bad = append(bad, eval[[]string](b, "window.__bad || []")...)
	for _, x := range bad {
		b.t.Errorf("%s: %s", eval[string](b, "location.href"), x)
	}
}

// firstLink returns the address of the first link that matches.
func (b *tab) firstLink(selector string) string {
	b.t.Helper()

	return eval[string](b, "document.querySelector("+quoted(selector)+").getAttribute('href')")
}

// back presses Back. A page may come whole from the browser's cache, or stay
// and change itself, so there is no loading to wait for.
func (b *tab) back() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void]("history.back()"))
}
