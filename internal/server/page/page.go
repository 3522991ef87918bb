// Package page serves the site, with a subpackage for each kind of page. Handlers build models of package web from
// the results of search, catalog and view, and web's templates render them. What surrounds every page is in frame;
// what several pages share is in item. Read Service.Routes first.
package page

import (
	"github.com/gin-gonic/gin"

	"letopis/internal/server/page/comparison"
	"letopis/internal/server/page/document"
	"letopis/internal/server/page/edition"
	"letopis/internal/server/page/following"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/life"
	"letopis/internal/server/page/place"
	"letopis/internal/server/page/program"
	"letopis/internal/server/page/results"
	"letopis/internal/server/page/widget"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/web"
)

// Service serves pages. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// New loads the static files.
func New(s frame.Services) (Service, error) {
	f, err := frame.New(s)
	return Service{f}, err
}

// Routes registers all pages.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/", s.home)
	// Not conditional: unreadable files change without the state of the archive.
	respond.Get(r, "/about", frame.Language, s.Respond.Handle(s.about))
	s.Get(r, "/help", s.help)
	s.Get(r, "/api", s.api)
	results.Service{Frame: s.Frame}.Routes(r)
	document.Service{Frame: s.Frame}.Routes(r)
	comparison.Service{Frame: s.Frame}.Routes(r)
	life.Service{Frame: s.Frame}.Routes(r)
	edition.Service{Frame: s.Frame}.Routes(r)
	place.Service{Frame: s.Frame}.Routes(r)
	program.Service{Frame: s.Frame}.Routes(r)
	widget.Service{Frame: s.Frame}.Routes(r)
	following.New(s.Frame).Routes(r)
	respond.Get(r, "/static/*file", func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
		s.Assets.ServeHTTP(c.Writer, c.Request)
	})
}

func (s Service) help(c *gin.Context, call *request.Call) error {
	return s.Render(c, web.Help{Page: s.Page(call, call.Lang.T("nav.help"))})
}

// api documents the API.
func (s Service) api(c *gin.Context, call *request.Call) error {
	d := s.Spec.Describe()
	d.Page = s.Page(call, "API")
	return s.Render(c, d)
}
