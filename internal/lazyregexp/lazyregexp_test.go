package lazyregexp

import (
	"reflect"
	"regexp"
	"testing"
)

// TestAsRegexp calls each method of both with the same arguments.
func TestAsRegexp(t *testing.T) {
	const expr = `(?P<day>\d+)\.(\d+)`
	lazy, eager := reflect.ValueOf(New(expr)), reflect.ValueOf(regexp.MustCompile(expr))
	by := func(s string) string { return "<" + s + ">" }
	given := map[string][]any{"FindAllStringSubmatchIndex": {"1.2 и 3.4", -1}, "FindSubmatch": {[]byte("от 1.2")},
		"ReplaceAllString": {"от 1.2", "$2.$1"}, "ReplaceAllStringFunc": {"от 1.2", by}, "SubexpIndex": {"day"},
		"SubexpNames": {}, "String": {}}
	for i := range lazy.NumMethod() {
		name := lazy.Type().Method(i).Name
		args, ok := given[name]
		if !ok {
			args = []any{"от 1.2"}
		}
		var in []reflect.Value
		for _, a := range args {
			in = append(in, reflect.ValueOf(a))
		}
		got, want := lazy.Method(i).Call(in)[0].Interface(), eager.MethodByName(name).Call(in)[0].Interface()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestWrongIsFoundInTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression was taken")
		}
	}()
	New("(")
}
