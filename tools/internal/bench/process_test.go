package bench

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"letopis/index"
)

// fake is an engine that counts documents and says what it was told of the second.
const fake = `n=0
while IFS= read -r line; do
  case $line in
  doc*) n=$((n+1)); [ $n != 2 ] || second=$line;;
  finish) echo ${n}0;;
  reopen) echo ok;;
  *and*) echo $n 1500;;
  *phrase*) echo "error $second, $line" | tr '\t' /;;
  *) exit;;
  esac
done`

func TestProcessPeer(t *testing.T) {
	p, err := newProcessPeer("fake", exec.Command("bash", "-c", fake))
	if err != nil {
		t.Fatal(err)
	}
	doc := func(town string) *index.Doc {
		return &index.Doc{Keywords: map[string][]string{"city": {town}, "year": {"2011"}}, Text: map[string][]index.Token{
			"body": {{Term: "стать", Pos: 3}, {Term: "сталь", Pos: 3}, {Term: "цех", Pos: 4}}}}
	}
	ctx := t.Context()
	if err := p.Add(ctx, []*index.Doc{doc("a"), doc("b")}); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Finish(ctx); err != nil || n != 20 {
		t.Errorf("finished with %d bytes, %v", n, err)
	}
	if err := p.Reopen(ctx); err != nil {
		t.Error(err)
	}
	a, ok, err := p.Ask(ctx, Query{AllOf, []string{"цех", "стать"}}, true)
	if err != nil || !ok || a != (Answer{2, 1500 * time.Nanosecond}) {
		t.Errorf("%+v %v %v", a, ok, err)
	}
	_, _, err = p.Ask(ctx, Query{InRow, []string{"сталь", "цех"}}, false)
	want := "fake: doc/b///2011/стать|сталь цех, ask/phrase/0/сталь цех"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want …%s", err, want)
	}
	if _, _, err = p.Ask(ctx, Query{StartsWith, []string{"ста"}}, false); err == nil ||
		!strings.Contains(err.Error(), "ended before") {
		t.Errorf("it has ended, and we are told %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
