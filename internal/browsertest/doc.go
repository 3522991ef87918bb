// Package browsertest tests the site and the widget as people use them: in a
// real Chromium, over the archive made of the repository's samples and of
// documents that attack their reader.
//
//	go test ./internal/browsertest                 # the tests
//	go test ./internal/browsertest -v -run Speed   # loading figures
//	go test ./internal/browsertest -run Screenshots -screenshots ../../docs/img
package browsertest
