package archive

import "time"

// Days is an inclusive range of days, as YYYYMMDD; To is 0 if its end is unknown.
type Days struct{ From, To int32 }

// maxTurns limits how many changes of state are followed; later days are left out.
const maxTurns = 200

// InForce returns the days on which the act is in force, amended or not, as far as its Facts and Deeds tell; see
// ForceOn. Days on which the state is unknown or the act is suspended are left out.
func (d *Document) InForce() (out []Days) {
	at, _ := d.Facts.Date.Span()
	if at == 0 {
		return nil
	}
	whole := &Document{Facts: d.Facts} // only deeds that concern the act as a whole affect its state
	for i := range d.Deeds {
		x := &d.Deeds[i]
		if x.Part == "" && (x.What == EffectRepeals || x.What == EffectSuspends || x.What == EffectExtends) {
			whole.Deeds = append(whole.Deeds, *x)
		}
	}
	open := false // the last range of out has no end yet
	for n := 0; at > 0; n++ {
		f := whole.ForceOn(Date{Year: int(at / 10000), Month: int(at / 100 % 100), Day: int(at % 100)})
		in := f.State == ForceIn || f.State == ForceAmended
		switch {
		case in && !open:
			out = append(out, Days{From: at})
		case open && (!in || n == maxTurns):
			out[len(out)-1].To = dayBefore(at)
		}
		if open = in; n == maxTurns {
			break
		}
		at = f.Next
	}
	return out
}

// dayBefore returns the preceding day; both are YYYYMMDD.
func dayBefore(day int32) int32 {
	y, m, d := time.Date(int(day/10000), time.Month(day/100%100), int(day%100)-1, 0, 0, 0, 0, time.UTC).Date()
	return int32(y*10000 + int(m)*100 + d)
}
