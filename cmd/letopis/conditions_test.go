package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

func TestTownID(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{"uglich": "uglich", "Углич": "uglich", "Великие Луки": "velikie-luki",
		missingValue: missingValue, "Советск": "", "uglitch": "", "": ""} {
		got, err := townID(g, s)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", s, got, err, want)
		}
	}
	if _, err := townID(g, "Советск"); !strings.Contains(err.Error(), "sovetsk-kirovskaya-oblast") {
		t.Error(err)
	}
	if _, err := townID(g, "uglitch"); !strings.Contains(err.Error(), `"uglich"`) {
		t.Error(err)
	}
}

func TestUnitID(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{"uglichskiy": "uglichskiy", "Угличский": "uglichskiy",
		"Шегарского района": "shegarskiy", missingValue: missingValue,
		"Советский район": "", "uglichskij": "", "uglich": "", "": ""} {
		got, err := unitID(g, archive.LevelMunicipality, s)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", s, got, err, want)
		}
	}
	if _, err := unitID(g, archive.LevelMunicipality, "Советский район"); !strings.Contains(err.Error(),
		"several are called") || !strings.Contains(err.Error(), "sovetskiy-") {
		t.Error(err)
	}
	for _, s := range []string{"uglichskij", "uglich"} {
		if _, err := unitID(g, archive.LevelMunicipality, s); !strings.Contains(err.Error(), `"uglichskiy"`) {
			t.Error(err)
		}
	}
	// One of the name is in force, the other, of another region, is no more.
	if id, err := unitID(g, archive.LevelSettlement, "Слободское"); err == nil ||
		!strings.Contains(err.Error(), "uglichskiy.slobodskoe") {
		t.Errorf("%s, %v", id, err)
	}
}

// A person gives a document its place; it is found by it, exported, and taken back.
func TestEditOfPlace(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 3))
	id := find(t, data, "номер 2")
	before := must(t, "show", "--data", data, id)
	must(t, "edit", "--data", data, id, "--municipality", "Шегарский", "--settlement", "Баткатское сельское поселение")
	if out := must(t, "show", "--data", data, id); !strings.Contains(out,
		"Томская область (derived) › Шегарский муниципальный район › Баткатское сельское поселение") {
		t.Fatalf("no place:\n%s", out)
	}
	for _, args := range [][]string{{"--municipality", "Шегарского района"}, {"--settlement", "shegarskiy.batkatskoe"},
		{"--level", "settlement"}, {"--region", "Томская область"}, {"--region", "Томской"}, {"район:Шегарский"}} {
		if out := must(t, append([]string{"search", "--data", data}, args...)...); !strings.Contains(out, id) ||
			!strings.Contains(out, "Documents: 1\n") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
	if out := must(t, "export", "--data", data, "--format", "csv", "--municipality",
		"shegarskiy"); !strings.Contains(out, ",shegarskiy,shegarskiy.batkatskoe,settlement,") {
		t.Errorf("exported:\n%s", out)
	}
	for _, want := range []string{"place        Шегарский муниципальный район, municipality (edit)",
		"act-head: «от 03.03.2017 № 102»)", "town         Углич, issuer ("} {
		if out := must(t, "show", "--data", data, "--explain", id); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for says, args := range map[string][]string{`did you mean "uglichskiy"`: {"--municipality", "uglichskij"},
		"several are called": {"--municipality", "Советский район"},
		"there is no settlement": {"--municipality", "shegarskiy", "--settlement",
			"Атлантидское"}, `there is no municipality "Минский"` + "\n": {"--municipality", "Минский"}} {
		if r := letopis(t, append([]string{"edit", "--data", data, id}, args...)...); r.code == exitOK ||
			!strings.Contains(r.err, says) {
			t.Errorf("%v: code %d, %s", args, r.code, r.err)
		}
	}
	must(t, "edit", "--data", data, id, "--undo", "settlement")
	if after := must(t, "show", "--data", data, id); after != before {
		t.Errorf("after undo:\n%s\nwant\n%s", after, before)
	}
}

// A correction is taken back, and a part of a region's name is no region.
func TestEditUndo(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 3))
	id := find(t, data, "номер 2")
	before := must(t, "show", "--data", data, id)
	must(t, "edit", "--data", data, id, "--number", "77-а", "--region", "Томская область")
	if out := must(t, "show", "--data", data, id); !strings.Contains(out, "№ 77-а") ||
		!strings.Contains(out, "corrected") {
		t.Fatalf("not corrected:\n%s", out)
	}
	must(t, "edit", "--data", data, id, "--undo", "number,region")
	if after := must(t, "show", "--data", data, id); after != before {
		t.Errorf("after undo:\n%s\nwant\n%s", after, before)
	}
	for flag, says := range map[string]string{"--undo=text": "cannot be corrected",
		"--region=Томская": `did you mean "Томская область"`} {
		if r := letopis(t, "edit", "--data", data, id, flag); r.code == exitOK || !strings.Contains(r.err, says) {
			t.Errorf("%s: code %d, %s", flag, r.code, r.err)
		}
	}
	must(t, "edit", "--data", data, id, "--region", "Пермская область") // as it was called
}

// What is not determined is told with the reason.
func TestExplainWhatIsNotDetermined(t *testing.T) {
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "d")
	const lines = `{"id":"1","text":"Сегодня хорошая погода. Завтра будет ещё лучше."}
{"id":"2","text":"31 февраля 2015 года\nПогода на побережье испортилась"}
{"id":"3","text":"АДМИНИСТРАЦИЯ СОВЕТСКОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 12.06.2018 № 32\nО тарифах"}
`
	if err := os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--data", data, dir)
	for words, says := range map[string]string{"хорошая": "place        not determined (the text names none)",
		"побережье": "date         not determined (", "тарифах": "municipality not determined (several are called"} {
		if out := must(t, "show", "--data", data, "--explain", find(t, data, words)); !strings.Contains(out, says) {
			t.Errorf("%s: no %q in\n%s", words, says, out)
		}
	}
}
