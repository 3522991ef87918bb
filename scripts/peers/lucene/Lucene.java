import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene as a peer of tools/bench: what it is told and answers is described at processPeer in
 * tools/internal/bench/process.go. The index goes into the folder that its argument names.
 */
public class Lucene {
  static final String[] FACETS = {"city", "program", "kind", "year"};
  static final int TOP = 10;

  final MMapDirectory store;
  final FacetsConfig config = new FacetsConfig();
  final IndexWriter writer;
  IndexReader reader;
  IndexSearcher searcher;
  SortedSetDocValuesReaderState state;

  Lucene(Path dir) throws IOException {
    store = new MMapDirectory(dir);
    writer = new IndexWriter(store, new IndexWriterConfig().setRAMBufferSizeMB(256));
  }

  /** The stems of a body; those of one place have one position. */
  static final class Stems extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private final String body;
    private int at;

    Stems(String body) {
      this.body = body;
    }

    @Override
    public void reset() {
      at = 0;
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      if (at >= body.length()) return false;
      int end = at;
      while (end < body.length() && body.charAt(end) != ' ' && body.charAt(end) != '|') end++;
      step.setPositionIncrement(at > 0 && body.charAt(at - 1) == '|' ? 0 : 1);
      term.append(body, at, end);
      at = end + 1;
      return true;
    }
  }

  void add(String[] parts) throws IOException {
    Document d = new Document();
    for (int i = 0; i < FACETS.length; i++) {
      if (!parts[i + 1].isEmpty()) d.add(new SortedSetDocValuesFacetField(FACETS[i], parts[i + 1]));
    }
    d.add(new TextField("body", new Stems(parts[FACETS.length + 1])));
    writer.addDocument(config.build(d));
  }

  long finish() throws IOException {
    writer.close(); // waits for merges
    reopen();
    long bytes = 0;
    for (String file : store.listAll()) bytes += store.fileLength(file);
    return bytes;
  }

  void reopen() throws IOException {
    if (reader != null) reader.close();
    reader = DirectoryReader.open(store);
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    state = new DefaultSortedSetDocValuesReaderState(reader, config);
  }

  static Query query(String kind, String[] words) {
    switch (kind) {
      case "all":
        return new MatchAllDocsQuery();
      case "prefix":
        return new PrefixQuery(new Term("body", words[0]));
      case "typo":
        return new FuzzyQuery(new Term("body", words[0]), 1, 0, 1024, true);
      case "phrase":
        return new PhraseQuery("body", words);
      default:
        if (words.length == 1) return new TermQuery(new Term("body", words[0]));
        BooleanClause.Occur occur = kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        BooleanQuery.Builder b = new BooleanQuery.Builder();
        for (String w : words) b.add(new TermQuery(new Term("body", w)), occur);
        return b.build();
    }
  }

  String ask(String kind, boolean withFacets, String[] words) throws IOException {
    long start = System.nanoTime();
    Query query = query(kind, words);
    int total = 0;
    if (withFacets) {
      FacetsCollector hits = new FacetsCollector();
      FacetsCollector.search(searcher, query, TOP, hits);
      Facets counts = new SortedSetDocValuesFacetCounts(state, hits);
      for (String f : FACETS) counts.getTopChildren(TOP, f);
      for (FacetsCollector.MatchingDocs m : hits.getMatchingDocs()) total += m.totalHits;
    } else {
      total = (int) searcher.search(query, new TopScoreDocCollectorManager(TOP, null, Integer.MAX_VALUE)).totalHits.value;
    }
    return total + " " + (System.nanoTime() - start);
  }

  /** Does what a line tells and returns the answer, null for none. */
  String line(String line) throws IOException {
    String[] parts = line.split("\t", -1);
    switch (parts[0]) {
      case "doc":
        add(parts);
        return null;
      case "finish":
        return "" + finish();
      case "reopen":
        reopen();
        return "ok";
      case "ask":
        return ask(parts[1], parts[2].equals("1"), parts[3].split(" "));
      default:
        throw new IOException("cannot read " + line);
    }
  }

  public static void main(String[] args) throws IOException {
    Lucene peer = new Lucene(Path.of(args[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line; (line = in.readLine()) != null; ) {
      String answer;
      try {
        answer = peer.line(line);
      } catch (IOException | RuntimeException e) {
        answer = "error " + e;
      }
      if (answer != null) out.println(answer);
    }
  }
}
