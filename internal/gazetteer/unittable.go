package gazetteer

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// unitsZST is the table of units that gen makes: lines of tab-separated fields, the
// first of which says what the line is.
//
//	R region
//	M id, oktmo, type, core, name, other cores, former names, ended, successors,
//	  predecessors, towns, town, centre, latitude, longitude, population
//	S id without its municipality's, type, core, name, other cores, former names,
//	  ended, successors, towns, town, population
//	V name, type, id of the settlement without its municipality's, population
//
// Lists are separated by "|". S and V belong to the M, M to the R before them.
//
//go:embed units.tsv.zst
var unitsZST []byte

// unitTable is the decoded table: about 15 MB of heap, decoded in 0.1 s on first use.
type unitTable struct {
	units        []Unit
	byID         map[string]int32
	names        *nameIndex
	ofTown       map[string]townUnits
	villages     []Village
	villageNames *nameIndex
}

// townUnits are the indexes of the units that contain a town; -1 if none.
type townUnits struct{ municipality, settlement int32 }

// decodeUnits decodes the embedded table. It panics if the table is damaged: it is part of the program, and a test
// reads all of it.
func (g *Gazetteer) decodeUnits() *unitTable {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	defer d.Close()
	b, err := d.DecodeAll(unitsZST, nil)
	if err != nil {
		panic(fmt.Errorf("units.tsv.zst: %w", err))
	}
	t, err := g.parseUnits(string(b))
	if err != nil {
		panic(fmt.Errorf("units.tsv.zst: %w", err))
	}
	return t
}

func (g *Gazetteer) parseUnits(table string) (*unitTable, error) {
	units, villages := strings.Count(table, "\nM")+strings.Count(table, "\nS"), strings.Count(table, "\nV")
	t := &unitTable{
		units: make([]Unit, 0, units), villages: make([]Village, 0, villages), byID: make(map[string]int32, units),
		names: newNameIndex(units * 3 / 4), villageNames: newNameIndex(villages), ofTown: map[string]townUnits{},
	}
	region, municipality := "", ""
	var f []string
	for line := range strings.Lines(table) {
		f = fields(f[:0], strings.TrimSuffix(line, "\n"))
		switch {
		case f[0] == "R" && len(f) == 2:
			region = f[1]
		case f[0] == "M" && len(f) == 17:
			municipality = f[1]
			u := Unit{
				ID: f[1], OKTMO: f[2], Type: f[3], Core: f[4], Name: f[5], Level: LevelMunicipality, Region: region,
				otherCores: list(f[6]), Former: list(f[7]), Ended: number(f[8]), Successors: list(f[9]), Predecessors: list(f[10]),
				Towns: list(f[11]), Town: f[12], Centre: f[13], Lat: degrees(f[14]), Lon: degrees(f[15]), Population: number(f[16]),
			}
			t.add(u, g)
		case f[0] == "S" && len(f) == 12:
			u := Unit{
				ID: municipality + "." + f[1], Type: f[2], Core: f[3], Name: f[4], Level: LevelSettlement, Region: region,
				Parent:     municipality,
				otherCores: list(f[5]), Former: list(f[6]), Ended: number(f[7]), Successors: list(f[8]), Towns: list(f[9]),
				Town:       f[10],
				Population: number(f[11]),
			}
			t.add(u, g)
		case f[0] == "V" && len(f) == 5:
			v := Village{Name: f[1], Type: f[2], Region: region, Municipality: municipality, Population: number(f[4])}
			if f[3] != "" {
				v.Settlement = municipality + "." + f[3]
			}
			t.villageNames.add(v.Name, int32(len(t.villages)), g.irregular)
			t.villages = append(t.villages, v)
		default:
			return nil, fmt.Errorf("%q is no line of the table", line)
		}
	}
	t.names.done()
	t.villageNames.done()
	return t, nil
}

func (t *unitTable) add(u Unit, g *Gazetteer) {
	i := int32(len(t.units))
	t.units = append(t.units, u)
	t.byID[u.ID] = i
	t.names.add(u.Core, i, g.irregular)
	for _, c := range u.otherCores {
		t.names.add(c, i, g.irregular)
	}
	if c, ok := g.City(u.Town); ok && c.Name != u.Core { // «Старого Оскола»: Старооскольский городской округ
		t.names.add(c.Name, i, g.irregular)
	}
	for _, town := range u.Towns {
		in, ok := t.ofTown[town]
		if !ok {
			in = townUnits{-1, -1}
		}
		switch {
		case u.Level == LevelSettlement:
			in.settlement = i
		case u.Ended == 0:
			in.municipality = i
		}
		t.ofTown[town] = in
	}
}

// fields appends the tab-separated fields of a line to f.
func fields(f []string, line string) []string {
	for field := range strings.SplitSeq(line, "\t") {
		f = append(f, field)
	}
	return f
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// number and degrees parse the output of gen; "" is zero.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func degrees(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64)
	return x
}
