package enrich

import (
	"strings"

	"letopis/internal/archive"
)

var codeShort = map[string]string{"бк": "Бюджетный кодекс", "тк": "Трудовой кодекс", "гк": "Гражданский кодекс", "нк": "Налоговый кодекс", "жк": "Жилищный кодекс", "зк": "Земельный кодекс", "грк": "Градостроительный кодекс", "коап": "Кодекс об административных правонарушениях", "ук": "Уголовный кодекс", "упк": "Уголовно-процессуальный кодекс", "гпк": "Гражданский процессуальный кодекс"}

var codes = map[string]string{"бюджетн": "Бюджетный", "налогов": "Налоговый", "трудов": "Трудовой", "жилищн": "Жилищный", "земельн": "Земельный", "градостроительн": "Градостроительный", "гражданск": "Гражданский", "лесн": "Лесной", "водн": "Водный", "семейн": "Семейный", "уголовн": "Уголовный", "воздушн": "Воздушный", "исполнительн": "Уголовно-исполнительный", "процессуальн": "процессуальный", "арбитражн": "Арбитражный"}

func (c *citer) code(i int) {
	p := c.p
	if p.begins(i+1, "российск") && p.near(i+2, 4, "административн") {
		c.add(archive.Citation{Kind: "кодекс", Name: "Кодекс об административных правонарушениях РФ", Level: levelFederal}, i, i+6)
		return
	}
	for j := i - 1; j >= i-6 && j >= 0; j-- {
		if p.oneOf(j, "и", ",", "-") {
			continue
		}
		name := ""
		for stem, full := range codes {
			if p.begins(j, stem) {
				name = full
			}
		}
		if name == "" {
			return
		}
		if name == "процессуальный" {
			name = "Гражданский процессуальный"
			if p.begins(j-1, "арбитражн") {
				name = "Арбитражный процессуальный"
			} else if p.begins(j-2, "уголовн") {
				name = "Уголовно-процессуальный"
			}
			c.add(archive.Citation{Kind: "кодекс", Name: name + " кодекс РФ", Level: levelFederal}, j, i+1)
			return
		}
		c.add(archive.Citation{Kind: "кодекс", Name: name + " кодекс РФ", Level: levelFederal}, j, i+1)
	}
}

// lawNumber writes the number of a federal law as it should be, «131-ФЗ», of
// «131 - ФЗ», «131ФЗ» and the misread «131-Ф3»; "" for other numbers.
func lawNumber(s string) string {
	digits := strings.TrimRight(s, "-ФфЗз3Кк")
	switch suffix := strings.ToUpper(strings.Trim(s[len(digits):], "-")); {
	case suffix == "ФЗ", suffix == "Ф3":
		return digits + "-ФЗ"
	case suffix == "ФКЗ":
		return digits + "-ФКЗ"
	case strings.HasSuffix(s, "3-ФЗ"):
		return s
	}
	return ""
}
