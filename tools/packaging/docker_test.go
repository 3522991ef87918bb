package packaging

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Docker's own parser and linter take the Dockerfile, and both images run the
// program as nobody special, with its health asked.
func TestDockerfile(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parser.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range tree.Warnings {
		t.Errorf("%v", w.Short)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, _ []parser.Range) {
		t.Errorf("%s: %s", rule, message)
	}})
	stages, _, err := instructions.Parse(tree.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	if last := stages[len(stages)-1]; last.Name != "letopis" {
		t.Errorf("the image made by default is %s", last.Name)
	}
	for _, s := range stages {
		if s.Name == "build" {
			continue
		}
		var user, health, volumes, entry string
		for _, c := range s.Commands {
			switch c := c.(type) {
			case *instructions.UserCommand:
				user = c.User
			case *instructions.HealthCheckCommand:
				health = strings.Join(c.Health.Test, " ")
			case *instructions.VolumeCommand:
				volumes = strings.Join(c.Volumes, " ")
			case *instructions.EntrypointCommand:
				entry = strings.Join(c.CmdLine, " ")
			}
		}
		if user == "" || user == "root" || strings.HasPrefix(user, "0") {
			t.Errorf("%s runs as %q", s.Name, user)
		}
		if health != "CMD /usr/bin/letopis health" || volumes != "/data /cache" || entry != "/usr/bin/letopis" {
			t.Errorf("%s: health %q, volumes %q, entry %q", s.Name, health, volumes, entry)
		}
	}
}

// What Docker is sent is all that the program is built of.
func TestTheContextHoldsTheProgram(t *testing.T) {
	f, err := os.Open(filepath.Join(root, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	patterns, err := ignorefile.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Module,GoFiles,EmbedFiles", "./cmd/letopis")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir                 string
			Module              *struct{ Path, Dir string }
			GoFiles, EmbedFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || p.Module.Path != "letopis" {
			continue
		}
		folder, err := filepath.Rel(p.Module.Dir, p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Concat(p.GoFiles, p.EmbedFiles) {
			files++
			if out, err := ignored.MatchesOrParentMatches(filepath.Join(folder, name)); err != nil || out {
				t.Errorf("%s/%s is not sent to Docker, %v", folder, name, err)
			}
		}
	}
	if files < 100 {
		t.Errorf("the program is built of %d files?", files)
	}
	for _, name := range []string{"samples/README.md", "bin/letopis", "demo-data/letopis.db", "internal/text/testdata/x"} {
		if out, err := ignored.MatchesOrParentMatches(name); err != nil || !out {
			t.Errorf("%s is sent to Docker, %v", name, err)
		}
	}
}
