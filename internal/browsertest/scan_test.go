package browsertest

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/testkit"
)

// inkIn says of the boxes of hits on the page of a scan how dark the picture is in each, in the mean, and on the whole page.
const inkIn = `(async () => {
  const image = new Image();
  image.src = document.querySelector('.scan image').getAttribute('href');
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth, canvas.height = image.naturalHeight;
  const to = canvas.getContext('2d');
  to.drawImage(image, 0, 0);
  const view = document.querySelector('.scan').viewBox.baseVal;
  const ink = (x, y, w, h) => {
    const sx = canvas.width / view.width, sy = canvas.height / view.height;
    const dots = to.getImageData(x * sx, y * sy, Math.max(1, w * sx), Math.max(1, h * sy)).data;
    let dark = 0;
    for (let i = 0; i < dots.length; i += 4) dark += dots[i] < 128;
    return dark / (dots.length / 4);
  };
  return [ink(0, 0, view.width, view.height), ...[...document.querySelectorAll('.scan .hit')].map(r =>
    ink(r.x.baseVal.value, r.y.baseVal.value, r.width.baseVal.value, r.height.baseVal.value))];
})()`

// A hit in a scan is framed where its letters stand in the picture, words can be selected, and the way from the
// text to the picture and back keeps the search, without scripts, too.
func TestHitsStandOnTheScan(t *testing.T) {
	if problem := extract.Tools()[0].Problem; problem != "" {
		testkit.Absent(t, "%s", problem)
	}
	_, b := setup(t)
	id := archive.NewID("samples", "minusinsk/2009/postanovlenie-900-p-scan.png")
	b.scripts(false)
	b.open("/d/" + id + "?q=" + url.QueryEscape("постановление"))
	scan := b.firstLink("a.toscan")
	b.scripts(true)
	for _, size := range [][2]int64{{1280, 900}, {320, 800}} {
		for _, scheme := range []string{"light", "dark"} {
			b.size(size[0], size[1])
			b.media("prefers-color-scheme:" + scheme)
			b.open(scan)
			ink := eval[[]float64](b, inkIn)
			if len(ink) < 2 {
				t.Fatalf("no hit is framed on %s", scan)
			}
			for _, dark := range ink[1:] {
				if dark < 2*ink[0] || dark < .1 {
					t.Errorf("%.3f of a frame is ink, %.3f of the page", dark, ink[0])
				}
			}
			if wide := eval[float64](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("at %d the page is %.0f too wide", size[0], wide)
			}
			if *screenshots != "" {
				png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join(*screenshots, "scan-"+scheme+"-"+map[bool]string{true: "320", false: "1280"}[size[0] == 320]+".png")
				if err := os.WriteFile(name, png, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.media("prefers-color-scheme:light")
	b.size(1280, 900)
	selected := eval[string](b, `(() => { const t = document.querySelector('.scan .hit + text'); getSelection().selectAllChildren(t); return getSelection().toString().trim() })()`)
	if selected == "" {
		t.Error("the words cannot be selected")
	}
	b.click(".intext input[type=search]")
	b.keys("ъъъ")
	b.click(".intext button")
	b.wait(`location.search.includes('in=') && document.querySelector('.intext [role=status]').textContent === 'В тексте нет'`)
	b.open(b.firstLink("p.noprint a"))
	b.wait(`document.querySelector('#m1') && document.querySelector('a.toscan')`)
	b.clean()
}
