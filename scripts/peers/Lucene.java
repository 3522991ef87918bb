import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.MMapDirectory;

/** Indexes docs.tsv and asks queries.tsv of tools/bench --export: ten hits and four facets, ids not fetched. */
public class Lucene {
  static final String[] FACETS = {"city", "program", "kind", "year"};
  static final int WARM = 20, ROUNDS = 5; // the first warms up the compiler

  static BufferedReader open(Path p) throws IOException { return Files.newBufferedReader(p, StandardCharsets.UTF_8); }

  static Query query(String kind, String[] words) {
    switch (kind) {
      case "all-docs": return new MatchAllDocsQuery();
      case "prefix": return new PrefixQuery(new Term("body", words[0]));
      case "typo": return new FuzzyQuery(new Term("body", words[0]), 1, 0, 1024, false);
      case "phrase": return new PhraseQuery("body", words);
    }
    if (words.length == 1) return new TermQuery(new Term("body", words[0]));
    BooleanQuery.Builder b = new BooleanQuery.Builder();
    for (String w : words) b.add(new TermQuery(new Term("body", w)), kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
    return b.build();
  }

  public static void main(String[] args) throws IOException {
    Path dir = Paths.get(args[0]);
    MMapDirectory store = new MMapDirectory(dir.resolve("lucene/index"));
    FacetsConfig config = new FacetsConfig();
    long start = System.nanoTime();
    try (IndexWriter w = new IndexWriter(store, new IndexWriterConfig(new WhitespaceAnalyzer()).setRAMBufferSizeMB(256)); BufferedReader in = open(dir.resolve("docs.tsv"))) {
      for (String line; (line = in.readLine()) != null; ) {
        String[] f = line.split("\t", -1);
        Document d = new Document();
        for (int i = 0; i < FACETS.length; i++) if (!f[i + 1].isEmpty()) d.add(new SortedSetDocValuesFacetField(FACETS[i], f[i + 1]));
        d.add(new TextField("body", f[5], Field.Store.NO));
        w.addDocument(config.build(d));
      }
    }
    System.err.printf("lucene: indexed in %.1f s%n", (System.nanoTime() - start) / 1e9);
    IndexReader reader = DirectoryReader.open(store);
    IndexSearcher searcher = new IndexSearcher(reader);
    SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader);
    List<Query> queries = new ArrayList<>();
    try (BufferedReader in = open(dir.resolve("queries.tsv"))) {
      for (String line; (line = in.readLine()) != null; ) {
        String[] f = line.split("\t", -1);
        queries.add(query(f[1], f[2].split(" ")));
      }
    }
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
    for (int round = 0; round < WARM + ROUNDS; round++)
      for (int i = 0; i < queries.size(); i++) {
        long from = System.nanoTime();
        FacetsCollector hits = new FacetsCollector();
        FacetsCollector.search(searcher, queries.get(i), 10, hits);
        Facets counts = new SortedSetDocValuesFacetCounts(state, hits);
        for (String f : FACETS) counts.getTopChildren(10, f);
        long took = System.nanoTime() - from;
        int total = 0;
        for (FacetsCollector.MatchingDocs m : hits.getMatchingDocs()) total += m.totalHits;
        if (round >= WARM) out.printf(Locale.ROOT, "%d\t%.4f\t%d%n", i + 1, took / 1e6, total);
      }
    out.flush();
  }
}
