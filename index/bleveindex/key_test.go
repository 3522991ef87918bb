package bleveindex

import (
	"reflect"
	"testing"

	"letopis/index"
)

// TestKeysTellQueriesApart changes each field of a query and of its expressions, one at a time: no two of these
// queries may share an answer.
func TestKeysTellQueriesApart(t *testing.T) {
	exprs := []index.Expr{
		index.And{Exprs: []index.Expr{index.All{}}}, index.Or{Exprs: []index.Expr{index.All{}}},
		index.AtLeast{Min: 1, Exprs: []index.Expr{index.All{}}}, index.Not{Expr: index.All{}},
		index.Term{Field: "f", Term: "t"}, index.Phrase{Field: "f", Terms: []string{"t"}},
		index.Near{Field: "f", Terms: []string{"t"}}, index.Prefix{Field: "f", Prefix: "t"},
		index.Fuzzy{Field: "f", Term: "t"}, index.IDs{IDs: []string{"t"}}, index.All{},
		index.Passage{Field: "f", Words: []index.Asked{{Term: "t", Says: []index.Saying{{Terms: []string{"t"}, Weight: 1}}}}},
	}
	keys := map[string]string{}
	add := func(what string, q index.Query) {
		key := resultKey(q)
		if other, ok := keys[key]; ok {
			t.Errorf("%s and %s have one key", what, other)
		}
		keys[key] = what
	}
	for _, e := range exprs {
		name := reflect.TypeOf(e).Name()
		add(name, index.Query{Expr: e})
		add(name+" beside", index.Query{Should: []index.Expr{e}})
		add(name+" twice", index.Query{Should: []index.Expr{e, e}})
		add(name+" for the order", index.Query{Rerank: index.Rerank{Exprs: []index.Expr{e}}})
		changed(reflect.ValueOf(e), func(field string, v reflect.Value) {
			add(name+" with another "+field, index.Query{Expr: v.Interface().(index.Expr)})
		})
	}
	changed(reflect.ValueOf(index.Query{Rerank: index.Rerank{}}), func(field string, v reflect.Value) {
		add("another "+field, v.Interface().(index.Query))
	})
}

// changed calls f with copies of v in each of which one field is another, at any depth.
func changed(v reflect.Value, f func(field string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			changed(v.Field(i), func(field string, x reflect.Value) {
				c := reflect.New(v.Type()).Elem()
				c.Set(v)
				c.Field(i).Set(x)
				f(v.Type().Field(i).Name+" "+field, c)
			})
		}
	case reflect.Slice:
		f("length", reflect.Append(v, reflect.Zero(v.Type().Elem())))
		for i := range v.Len() {
			changed(v.Index(i), func(field string, x reflect.Value) {
				c := reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
				c.Index(i).Set(x)
				f(field, c)
			})
		}
	case reflect.Pointer:
		if v.IsNil() {
			f("set", reflect.New(v.Type().Elem()))
		}
	case reflect.String:
		f("text", reflect.ValueOf(v.String()+"2").Convert(v.Type()))
	case reflect.Bool:
		f("truth", reflect.ValueOf(!v.Bool()))
	case reflect.Int, reflect.Int32:
		f("number", reflect.ValueOf(v.Int()+1).Convert(v.Type()))
	case reflect.Float64:
		f("weight", reflect.ValueOf(v.Float()+0.5))
	case reflect.Interface:
		f("expression", reflect.ValueOf(index.Not{Expr: index.IDs{}}))
	}
}
