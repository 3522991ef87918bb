package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
)

// usage is what a process took at moments of its life.
type usage struct{ memory, descriptors []int } // KB, number

// sample notes what a process takes now.
func (u *usage) sample(pid int) error {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return fmt.Errorf("the memory of the server: %w", err)
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return fmt.Errorf("the descriptors of the server: %w", err)
	}
	_, after, _ := strings.Cut(string(status), "\nVmRSS:")
	kb, err := strconv.Atoi(strings.Fields(after + " ?")[0])
	if err != nil {
		return fmt.Errorf("the memory of the server: %w", err)
	}
	u.memory, u.descriptors = append(u.memory, kb), append(u.descriptors, len(open))
	return nil
}

// thirds returns the medians of the second and of the last third: the first is for caches to fill.
func thirds(samples []int) (second, last int) {
	if len(samples) < 6 {
		return 0, 0
	}
	n := len(samples) / 3
	median := func(part []int) int { return slices.Sorted(slices.Values(part))[len(part)/2] }
	return median(samples[n : 2*n]), median(samples[2*n:])
}

func (u *usage) String() string {
	m1, m2 := thirds(u.memory)
	d1, d2 := thirds(u.descriptors)
	return fmt.Sprintf("memory %d MB, then %d MB; descriptors %d, then %d", m1>>10, m2>>10, d1, d2)
}

// steady fails when the last third took more than the second, beyond what caches and connections vary by.
func (u *usage) steady() error {
	m1, m2 := thirds(u.memory)
	d1, d2 := thirds(u.descriptors)
	switch {
	case m1 == 0:
		return fmt.Errorf("too short to tell: %d samples", len(u.memory))
	case m2 > m1+m1/5+16<<10:
		return fmt.Errorf("the server's memory grows: %s", u)
	case d2 > d1+d1/10+8:
		return fmt.Errorf("the server's descriptors grow: %s", u)
	}
	return nil
}

var soakWords = strings.Fields(`дороги ремонт бюджет программа развитие туризм благоустройство набережная школа
	строительство
	разрешение участок отопление жильё фонд тариф ярмарка праздник пристань водоснабжение газификация мост площадь парк
	конкурс аукцион субсидия культура спорт молодёжь экология архив библиотека музей транспорт связь торговля`)

// sentence is n words, some of them made up.
func sentence(rng *rand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = soakWords[min(rng.IntN(len(soakWords)), rng.IntN(len(soakWords)))]
		if rng.IntN(20) == 0 {
			out[i] += []string{"ский", "ность", "овка", "ничий"}[rng.IntN(4)] + strconv.Itoa(rng.IntN(300))
		}
	}
	return strings.Join(out, " ")
}

// slip misspells a word.
func slip(rng *rand.Rand, w string) string {
	r := []rune(w)
	r[rng.IntN(len(r))] = 'ю'
	return string(r)
}
