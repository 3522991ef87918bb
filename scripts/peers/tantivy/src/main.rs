//! tantivy as a peer of tools/bench: what it is told and answers is described at processPeer in
//! tools/internal/bench/process.go. The index goes into the folder that its argument names.
use std::io::{self, BufRead, Write};
use std::time::Instant;

use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, FuzzyTermQuery, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, FAST, STRING};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const FACETS: [&str; 4] = ["city", "program", "kind", "year"];

struct Peer {
    dir: String,
    index: Index,
    writer: Option<IndexWriter>,
    reader: Option<IndexReader>,
    body: Field,
    facets: Vec<Field>,
    counts: Aggregations,
}

impl Peer {
    fn create(dir: String) -> Result<Peer> {
        std::fs::create_dir_all(&dir)?;
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace") // documents come as tokens
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let facets = FACETS.iter().map(|name| schema.add_text_field(name, STRING | FAST)).collect();
        let index = Index::create_in_dir(&dir, schema.build())?;
        let writer = Some(index.writer(256 << 20)?);
        let wanted: serde_json::Map<String, serde_json::Value> = FACETS
            .iter()
            .map(|name| (name.to_string(), serde_json::json!({"terms": {"field": name, "size": 10}})))
            .collect();
        let counts = serde_json::from_value(wanted.into())?;
        Ok(Peer { dir, index, writer, reader: None, body, facets, counts })
    }

    fn add(&mut self, values: &[&str]) -> Result<()> {
        let mut doc = TantivyDocument::default();
        for (field, value) in self.facets.iter().zip(values) {
            if !value.is_empty() {
                doc.add_text(*field, value);
            }
        }
        let text = values.get(FACETS.len()).ok_or("a document without a body")?;
        let tokens = text.split_whitespace().enumerate().flat_map(|(position, place)| {
            place.split('|').map(move |stem| Token { position, text: stem.into(), ..Token::default() })
        });
        let tokenized = PreTokenizedString { text: String::new(), tokens: tokens.collect() };
        doc.add_pre_tokenized_text(self.body, tokenized);
        self.writer.as_ref().ok_or("a document after the last")?.add_document(doc)?;
        Ok(())
    }

    fn finish(&mut self) -> Result<u64> {
        let mut writer = self.writer.take().ok_or("finished twice")?;
        writer.commit()?;
        writer.wait_merging_threads()?;
        self.reopen()?;
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.dir)? {
            bytes += entry?.metadata()?.len();
        }
        Ok(bytes)
    }

    fn reopen(&mut self) -> Result<()> {
        self.reader = None;
        self.index = Index::open_in_dir(&self.dir)?;
        self.reader = Some(self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?);
        Ok(())
    }

    fn query(&self, kind: &str, words: &[&str]) -> Result<Box<dyn Query>> {
        let term = |word: &str| Term::from_field_text(self.body, word);
        let one = |word: &str| -> Box<dyn Query> { Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)) };
        let first = || words.first().copied().ok_or("a query without words");
        Ok(match kind {
            "all" => Box::new(AllQuery),
            "prefix" => Box::new(RegexQuery::from_pattern(&format!("{}.*", first()?), self.body)?),
            "typo" => Box::new(FuzzyTermQuery::new(term(first()?), 1, true)),
            "phrase" => Box::new(PhraseQuery::new(words.iter().map(|w| term(w)).collect())),
            _ if words.len() == 1 => one(first()?),
            "and" => Box::new(BooleanQuery::intersection(words.iter().map(|w| one(w)).collect())),
            "or" => Box::new(BooleanQuery::union(words.iter().map(|w| one(w)).collect())),
            _ => return Err(format!("no query is {kind}").into()),
        })
    }

    /// Returns the documents found and nanoseconds.
    fn ask(&self, kind: &str, with_facets: bool, words: &[&str]) -> Result<(usize, u128)> {
        let reader = self.reader.as_ref().ok_or("asked before it was finished")?;
        let start = Instant::now();
        let query = self.query(kind, words)?;
        let searcher = reader.searcher();
        let top = TopDocs::with_limit(10).order_by_score();
        let total = if with_facets {
            let counts = AggregationCollector::from_aggs(self.counts.clone(), AggContextParams::default());
            searcher.search(&query, &(top, Count, counts))?.1
        } else {
            searcher.search(&query, &(top, Count))?.1
        };
        Ok((total, start.elapsed().as_nanos()))
    }

    /// Does what a line tells and returns the answer, "" for none.
    fn line(&mut self, line: &str) -> Result<String> {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts.as_slice() {
            ["doc", values @ ..] => self.add(values).map(|()| String::new()),
            ["finish"] => self.finish().map(|bytes| bytes.to_string()),
            ["reopen"] => self.reopen().map(|()| "ok".into()),
            ["ask", kind, facets, words] => {
                let words: Vec<&str> = words.split_whitespace().collect();
                self.ask(kind, *facets == "1", &words).map(|(total, took)| format!("{total} {took}"))
            }
            _ => Err(format!("cannot read {line:.60}").into()),
        }
    }
}

fn main() -> Result<()> {
    let dir = std::env::args().nth(1).ok_or("name a folder for the index")?;
    let mut peer = Peer::create(dir)?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = peer.line(&line?).unwrap_or_else(|e| format!("error {e}"));
        if !answer.is_empty() {
            writeln!(out, "{answer}")?;
            out.flush()?;
        }
    }
    Ok(())
}
