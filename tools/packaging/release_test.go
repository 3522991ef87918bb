package packaging

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/elf"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blakesmith/ar"
	"github.com/goreleaser/goreleaser/v2/pkg/config"
	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers itself
	_ "github.com/goreleaser/nfpm/v2/rpm"
	"go.yaml.in/yaml/v3"
)

// root is the repository, seen from here.
const root = "../.."

// program builds Letopis as releases do, except that paths are not trimmed, and
// returns where it is.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "letopis")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "letopis")
	cmd := exec.Command("go", "build", "-ldflags", "-X main.version=1.2.3", "-o", path, "./cmd/letopis")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", errors.Join(errors.New(string(out)), err)
	}
	return path, nil
})

func build(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // a temporary folder
	}
	os.Exit(code)
}

// The program needs no library and no loader, so that it runs in an image that
// has nothing else.
func TestTheProgramIsStatic(t *testing.T) {
	f, err := elf.Open(build(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the program is not static: it has %v", p.Type)
		}
	}
	if libraries, err := f.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("libraries %v, %v", libraries, err)
	}
}

// goreleaser's own reader takes the file strictly: unknown keys are errors.
func TestGoreleaserReadsItsFile(t *testing.T) {
	project, err := config.Load(filepath.Join(root, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if hooks := project.Before.Hooks; len(hooks) != 1 ||
		!strings.Contains(hooks[0], "scripts/release-files.sh dist-files") {
		t.Errorf("hooks %q", hooks)
	}
	if len(project.Builds) != 1 || !slices.Contains(project.Builds[0].Env, "CGO_ENABLED=0") {
		t.Errorf("builds %+v", project.Builds)
	}
	for _, a := range project.Archives {
		for _, f := range a.Files {
			if strings.HasPrefix(f.Source, "dist-files/") {
				continue // made by scripts/release-files.sh
			}
			if found, err := filepath.Glob(filepath.Join(root, f.Source)); err != nil || len(found) == 0 {
				t.Errorf("the archive's %s is not there, %v", f.Source, err)
			}
		}
	}
}

// describe reads the part of .goreleaser.yaml that describes packages as nfpm's
// own configuration, with what goreleaser adds.
func describe(t *testing.T, format string) *nfpm.Info {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files := t.TempDir()
	cmd := exec.Command("scripts/release-files.sh", files)
	cmd.Dir, cmd.Env = root, append(os.Environ(), "LETOPIS="+build(t), "SOURCE_DATE_EPOCH=1764374400")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	b = bytes.ReplaceAll(b, []byte("src: dist-files/"), []byte("src: "+files+"/"))
	var release struct {
		NFPMs []map[string]any `yaml:"nfpms"`
	}
	if err := yaml.Unmarshal(b, &release); err != nil || len(release.NFPMs) != 1 {
		t.Fatalf("%d descriptions of packages, %v", len(release.NFPMs), err)
	}
	d := release.NFPMs[0]
	contents := d["contents"].([]any)
	program := map[string]any{"src": build(t), "dst": d["bindir"].(string) + "/letopis",
		"file_info": map[string]any{"mode": 0o755}}
	d["contents"] = append(contents, program)
	d["name"], d["arch"], d["version"] = d["package_name"], "amd64", "1.2.3"
	d["maintainer"] = strings.Replace(d["maintainer"].(string), "{{ .Env.MAINTAINER }}", "Test <test@example.org>", 1)
	for _, goreleasers := range []string{"package_name", "formats", "bindir"} {
		delete(d, goreleasers)
	}
	if b, err = yaml.Marshal(d); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	c, err := nfpm.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	info, err := c.Get(format)
	if err != nil {
		t.Fatal(err)
	}
	return nfpm.WithDefaults(info)
}

func pack(t *testing.T, format string) []byte {
	t.Helper()
	info := describe(t, format)
	packager, err := nfpm.Get(format)
	if err != nil {
		t.Fatal(err)
	}
	if err := nfpm.Validate(info); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := packager.Package(info, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every package must hold these.
var held = map[string]fs.FileMode{
	"/usr/bin/letopis":                                  0o755,
	"/usr/lib/systemd/system/letopis.service":           0o644,
	"/usr/lib/systemd/system/letopis-ingest.service":    0o644,
	"/usr/lib/systemd/system/letopis-ingest.timer":      0o644,
	"/usr/lib/sysusers.d/letopis.conf":                  0o644,
	"/etc/letopis/letopis.yaml":                         0o640,
	"/etc/letopis/ingest.env":                           0o644,
	"/usr/share/man/man1/letopis.1":                     0o644,
	"/usr/share/man/man1/letopis-search.1":              0o644,
	"/usr/share/bash-completion/completions/letopis":    0o644,
	"/usr/share/zsh/vendor-completions/_letopis":        0o644,
	"/usr/share/fish/vendor_completions.d/letopis.fish": 0o644,
	"/usr/share/doc/letopis/copyright":                  0o644,
	"/usr/share/doc/letopis/operations.md":              0o644,
}

func TestDeb(t *testing.T) {
	deb := pack(t, "deb")
	control, data := unpack(t, deb, "control.tar.gz"), unpack(t, deb, "data.tar.gz")
	for name, mode := range held {
		f, ok := data[name]
		if !ok || f.mode != mode {
			t.Errorf("%s: there %v, mode %o, want %o", name, ok, f.mode, mode)
		}
	}
	if got := string(control["/conffiles"].body); got != "/etc/letopis/ingest.env\n/etc/letopis/letopis.yaml\n" {
		t.Errorf("settings that an upgrade keeps: %q", got)
	}
	for name, says := range map[string]string{"/control": "Suggests: tesseract-ocr", "/postinst": "systemd-sysusers",
		"/prerm": "disable --now"} {
		if !bytes.Contains(control[name].body, []byte(says)) {
			t.Errorf("%s does not say %q:\n%s", name, says, control[name].body)
		}
	}
	install(t, deb)
}

// install unpacks with dpkg itself, where it is, and runs what is in there.
func install(t *testing.T, deb []byte) {
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Log("dpkg-deb is not here: the package was read by Go only")
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "letopis.deb")
	if err := os.WriteFile(path, deb, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("dpkg-deb", "--extract", path, filepath.Join(dir, "root")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(filepath.Join(dir, "root/usr/bin/letopis"), "version").Output()
	if err != nil || strings.TrimSpace(string(out)) != "1.2.3" {
		t.Errorf("version %q, %v", out, err)
	}
	settings := filepath.Join(dir, "root/etc/letopis/letopis.yaml")
	out, err = exec.Command(filepath.Join(dir, "root/usr/bin/letopis"), "config", "print", "--config",
		settings).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("/var/lib/letopis")) {
		t.Errorf("its settings are not taken: %v\n%s", err, out)
	}
}

func TestRPM(t *testing.T) {
	rpm := pack(t, "rpm")
	if !bytes.HasPrefix(rpm, []byte{0xed, 0xab, 0xee, 0xdb}) {
		t.Fatalf("no rpm: % x", rpm[:4])
	}
	for name := range held { // folders and names lie apart in the header, which is not compressed
		if !bytes.Contains(rpm, []byte(filepath.Base(name))) || !bytes.Contains(rpm, []byte(filepath.Dir(name)+"/")) {
			t.Errorf("%s is not in the package", name)
		}
	}
}

type entry struct {
	mode fs.FileMode
	body []byte
}

// unpack reads one of the archives of a deb.
func unpack(t *testing.T, deb []byte, archive string) map[string]entry {
	t.Helper()
	for r := ar.NewReader(bytes.NewReader(deb)); ; {
		h, err := r.Next()
		if err != nil {
			t.Fatalf("%s: %v", archive, err)
		}
		if strings.TrimRight(h.Name, "/") != archive {
			continue
		}
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]entry{}
		for tr := tar.NewReader(z); ; {
			h, err := tr.Next()
			if errors.Is(err, io.EOF) {
				return out
			}
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(tr)
			if err != nil {
				t.Fatal(err)
			}
			out["/"+strings.Trim(strings.TrimPrefix(h.Name, "."), "/")] = entry{fs.FileMode(h.Mode).Perm(), b}
		}
	}
}
