package web

import (
	"math/rand/v2"
	"reflect"
)

// hostileDesk are the pages of the desk with hostile values in every field.
func hostileDesk(s func() string, r *rand.Rand) []Content {
	return []Content{filled[DeskSignIn](s, r), filled[DeskStart](s, r), filled[DeskAdd](s, r), filled[DeskBatch](s, r),
		filled[DeskDocumentForm](s, r), filled[DeskRemoved](s, r), filled[DeskMany](s, r), filled[DeskDeed](s, r),
		filled[DeskUnread](s, r), filled[DeskAudit](s, r), filled[DeskTakedowns](s, r),
		filled[DeskSources](s, r), filled[DeskSignedIn](s, r)}
}

// filled is a page with a value in every field, and two in each list.
func filled[T Content](s func() string, r *rand.Rand) T {
	var page T
	fill(reflect.ValueOf(&page).Elem(), s, r)
	return page
}

func fill(v reflect.Value, s func() string, r *rand.Rand) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s())
		if v.Type() == reflect.TypeFor[Lang]() {
			v.SetString(string(Russian))
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*Button]() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), s, r)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), s, r)
			fill(v.Index(1), s, r)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), s, r)
		}
	}
}
