package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
)

// Limits of corrections, as in openapi.yaml.
const (
	maxEdits, maxEditValues           = 20, 50
	maxEditAuthor, maxEditValueLength = 200, 1000 // in characters
	maxEditDepth                      = 4         // nesting of objects and lists
)

// readEdits parses the body of a request, which must be JSON.
func readEdits(r *http.Request) (*api.Edits, error) {
	if err := checkMedia(r.Header); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading corrections: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := checkKeys(d, maxEditDepth); err != nil {
		return nil, err
	}
	var body api.Edits
	if !utf8.Valid(raw) || json.Unmarshal(raw, &body) != nil {
		return nil, errNotEdits
	}
	return &body, checkEdits(&body)
}

// checkMedia rejects bodies that are not declared as JSON. Cross-site forms cannot send that type without a CORS
// preflight.
func checkMedia(h http.Header) error {
	given := h.Get("Content-Type")
	media, params, err := mime.ParseMediaType(given)
	charset := params["charset"]
	if err == nil && media == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		if given = h.Get("Content-Encoding"); given == "" || strings.EqualFold(given, "identity") {
			return nil
		}
	}
	shown := problem.Truncate(given, 60)
	return problem.Problem{Code: problem.Media, Param: "Content-Type",
		Header: http.Header{"Accept-Patch": {"application/json"}},
		RU:     fmt.Sprintf("Нужен application/json в UTF-8 без сжатия, а не «%s».", shown),
		EN:     fmt.Sprintf("application/json in UTF-8 that is not compressed is expected, not %q.", shown)}
}

// editKeys are all keys of objects in a request body.
var editKeys = []string{"author", "edits", "field", "value", "undo"}

// checkKeys reads a JSON value and rejects null and keys that are unknown, repeated or in another case, which JSON
// parsers treat differently.
func checkKeys(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil || t == nil || depth < 0 {
		return errNotEdits
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			t, err := d.Token()
			key, _ := t.(string)
			if err != nil {
				return errNotEdits
			}
			if seen[key] || !slices.Contains(editKeys, key) {
				shown, known := problem.Truncate(key, 40), strings.Join(editKeys, ", ")
				return badBody(shown, fmt.Sprintf("Ключ «%s» неизвестен или повторён; есть %s.", shown, known),
					fmt.Sprintf("The key %q is unknown or repeated; there are %s.", shown, known))
			}
			seen[key] = true
		}
		if err := checkKeys(d, depth-1); err != nil {
			return err
		}
	}
	if _, err = d.Token(); err != nil { // closing delimiter
		return errNotEdits
	}
	return nil
}

// checkEdits validates a body against the specification.
func checkEdits(body *api.Edits) error {
	if n := len(body.Edits); n == 0 || n > maxEdits {
		return badBody("edits", fmt.Sprintf("Исправлений — от 1 до %d.", maxEdits),
			fmt.Sprintf("Corrections: 1 to %d.", maxEdits))
	}
	if utf8.RuneCountInString(body.Author) > maxEditAuthor {
		return badBody("author", fmt.Sprintf("Имя длиннее %d знаков.", maxEditAuthor),
			fmt.Sprintf("The name is longer than %d characters.", maxEditAuthor))
	}
	for _, e := range body.Edits {
		if !slices.Contains(archive.EditFields, e.Field) {
			shown := problem.Truncate(e.Field, 40)
			return badBody("field", fmt.Sprintf("Поля «%s» нет.", shown), fmt.Sprintf("There is no field %q.", shown))
		}
		if (e.Value == nil) != e.Undo {
			return badBody("value", "Нужно одно из двух: value (пустой список убирает значение) или undo.",
				"One of the two is needed: value (an empty list clears the field) or undo.")
		}
		if len(e.Value) > maxEditValues || slices.ContainsFunc(e.Value, func(v string) bool {
			return utf8.RuneCountInString(v) > maxEditValueLength
		}) {
			return badBody("value", fmt.Sprintf("Значений не больше %d, каждое не длиннее %d знаков.", maxEditValues,
				maxEditValueLength), fmt.Sprintf("At most %d values of at most %d characters.", maxEditValues, maxEditValueLength))
		}
	}
	return nil
}

var errNotEdits = badBody("", "Нужен JSON в UTF-8, как в описании API.",
	"JSON in UTF-8 as in the description of the API is expected.")

func badBody(param, ru, en string) error {
	return problem.Problem{Code: problem.BadBody, Param: param, RU: ru, EN: en}
}
