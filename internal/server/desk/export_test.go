package desk

import (
	"time"

	"letopis/web"
)

// Route is a row of the table of routes.
type Route struct{ Method, Path, Scope string }

// Table is the table of routes, for the test that walks it.
func Table() (out []Route) {
	for _, x := range new(Service).routes() {
		out = append(out, Route{x.method, x.path, x.scope})
	}
	return out
}

// Age is how long ago something was.
func Age(at, now time.Time) string { return age(web.Russian, at, now) }
