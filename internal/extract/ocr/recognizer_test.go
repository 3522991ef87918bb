package ocr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// Pages are recognised side by side, as many as may be, and come in their order; those of an earlier
// reading are not read again.
func TestPagesAreRecognisedSideBySide(t *testing.T) {
	const pages, atOnce = 7, 3
	var mu sync.Mutex
	var asked []int
	reading, most := 0, 0
	full := make(chan struct{}) // as many are being read as may be
	b := format.NewBudget(context.Background(), format.Options{AtOnce: atOnce,
		Recognize: func(_ context.Context, p format.Picture) (format.Recognized, error) {
			mu.Lock()
			asked = append(asked, p.Page)
			reading++
			if most = max(most, reading); reading == atOnce && len(asked) == atOnce {
				close(full)
			}
			mu.Unlock()
			select {
			case <-full:
			case <-time.After(20 * time.Second):
			}
			mu.Lock()
			defer mu.Unlock()
			reading--
			if p.Page == 4 {
				return format.Recognized{}, errors.New("no")
			}
			return format.Recognized{Text: fmt.Sprint(p.Page), Sure: 90, Words: []format.Word{{Text: fmt.Sprint(p.Page)}}}, nil
		}})
	o := NewRecognizer([]byte("file"), b)
	b.Known = map[string]format.Recognized{o.key() + "/5": {Text: "известна", Sure: 30}}
	var numbers, came []int
	for i := range pages {
		numbers = append(numbers, i)
	}
	texts := map[int]string{}
	o.Pages(numbers, func(i int) (format.Picture, error) {
		if i == 2 {
			return format.Picture{}, errors.New("not drawn")
		}
		return format.Picture{Page: i}, nil
	}, func(i int, r format.Recognized) { came, texts[i] = append(came, i), r.Text })
	if want := []int{0, 1, 3, 5, 6}; !slices.Equal(came, want) || texts[5] != "известна" || texts[6] != "6" {
		t.Errorf("%v %v, want %v", came, texts, want)
	}
	if slices.Sort(asked); most != atOnce || !slices.Equal(asked, []int{0, 1, 3, 4, 6}) {
		t.Errorf("%d at a time, of %v", most, asked)
	}
	var part format.Part
	o.Note(&part)
	if o.Done != 5 || len(part.Scans) != 4 || part.Scans[3].Page != 6 || part.Causes[0].Code != reason.ScanUnsure.Code ||
		o.Cause(true, 2, pages).Code != reason.ScanBrokenPartly.Code {
		t.Errorf("%d read, %+v", o.Done, part)
	}
}

// What is too late is not begun, and said to be so.
func TestPagesAreNotBegunTooLate(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), ocrReserve/2)
	defer cancel()
	b := format.NewBudget(ctx, format.Options{AtOnce: 2,
		Recognize: func(context.Context, format.Picture) (format.Recognized, error) {
			t.Error("a page was begun")
			return format.Recognized{}, nil
		}})
	o := NewRecognizer(nil, b)
	o.Pages([]int{0, 1, 2}, func(int) (format.Picture, error) { return format.Picture{}, nil },
		func(int, format.Recognized) {})
	if got := o.Cause(false, 3, 3); got.Code != reason.ScanLate.Code {
		t.Errorf("%+v", got)
	}
}
